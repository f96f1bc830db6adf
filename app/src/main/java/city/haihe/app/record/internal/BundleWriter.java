package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** Writes a Bundle around bodies that pass through as bytes. */
final class BundleWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(8_192);
    private final String base;
    private boolean entries;

    BundleWriter(String type, String base) {
        this.base = base;
        write("{\"resourceType\":\"Bundle\",\"type\":\"" + type + "\"");
    }

    BundleWriter total(OptionalLong total) {
        total.ifPresent(value -> write(",\"total\":" + value));
        return this;
    }

    /** Writes the links; an empty address is left out. All must come before the first entry. */
    BundleWriter links(String self, String next) {
        write(",\"link\":[{\"relation\":\"self\",\"url\":" + quoted(self) + "}");
        if (!next.isEmpty()) {
            write(",{\"relation\":\"next\",\"url\":" + quoted(next) + "}");
        }
        write("]");
        return this;
    }

    /** An entry of a search. */
    void match(StoredResource resource, String mode) {
        match(resource, resource.body(), mode);
    }

    /** An entry of a search, with the resource's body or what is wanted of it. */
    void match(StoredResource resource, byte[] body, String mode) {
        open();
        write("\"fullUrl\":" + quoted(base + "/" + resource.type() + "/" + resource.id()) + ",\"resource\":");
        out.writeBytes(body);
        write(",\"search\":{\"mode\":\"" + mode + "\"}}");
    }

    /** The warnings of a search. */
    void outcome(FhirObject outcome) {
        open();
        write("\"resource\":" + FhirJson.write(outcome) + ",\"search\":{\"mode\":\"outcome\"}}");
    }

    /** A version in a history (FHIR R4 3.1.0.11). */
    void version(StoredResource version) {
        String address = version.type() + "/" + version.id();
        open();
        write("\"fullUrl\":" + quoted(base + "/" + address));
        if (!version.deleted()) {
            write(",\"resource\":");
            out.writeBytes(version.body());
        }
        boolean created = version.version() == 1;
        String method = version.deleted() ? "DELETE" : created ? "POST" : "PUT";
        write(",\"request\":{\"method\":\"" + method + "\",\"url\":"
                + quoted(created ? version.type() : address) + "},\"response\":{\"status\":\""
                + (version.deleted() ? "204" : created ? "201" : "200") + "\",\"etag\":\"W/\\\"" + version.version()
                + "\\\"\",\"lastModified\":\"" + version.lastUpdated() + "\"}}");
    }

    byte[] finish() {
        write(entries ? "]}" : "}");
        return out.toByteArray();
    }

    private void open() {
        write(entries ? ",{" : ",\"entry\":[{");
        entries = true;
    }

    private static String quoted(String text) {
        return FhirJson.write(new FhirString(text));
    }

    private void write(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
