package city.haihe.app.identity.internal;

import city.haihe.app.identity.Connections;
import city.haihe.app.platform.Settings;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.springframework.stereotype.Component;

/** {@code DATA/credentials.json}: what was made at random at the first start, readable by its owner alone. */
@Component
class CredentialsFile implements Connections {

    private final Settings settings;
    private final Path file;

    CredentialsFile(Settings settings) {
        this.settings = settings;
        this.file = settings.data().resolve("credentials.json");
    }

    @Override
    public void publish(List<Known> connections) {
        add(
                "connections",
                "name",
                connections.stream()
                        .map(known -> new FhirObject()
                                .put("name", known.name())
                                .put("sendingApplication", known.sendingApplication())
                                .put("sendingFacility", known.sendingFacility())
                                .put("charset", known.charset()))
                        .toList());
    }

    /** Brings the issuer up to date: another public address may have been chosen since the last start. */
    synchronized void renew() {
        if (Files.exists(file)) {
            add("connections", "name", List.of());
        }
    }

    /** Adds entries to one of the lists; an entry with the same key is replaced. */
    synchronized void add(String list, String key, List<FhirObject> entries) {
        FhirObject old = read();
        FhirObject written = new FhirObject().put("issuer", settings.publicUrl());
        for (String name : List.of("clients", "people", "connections")) {
            FhirArray all = new FhirArray();
            old.objects(name)
                    .filter(known -> !name.equals(list)
                            || entries.stream()
                                    .noneMatch(entry ->
                                            String.valueOf(entry.string(key)).equals(known.string(key))))
                    .forEach(all::add);
            if (name.equals(list)) {
                entries.forEach(all::add);
            }
            written.put(name, all);
        }
        write(written);
    }

    static FhirArray texts(Iterable<String> texts) {
        FhirArray array = new FhirArray();
        texts.forEach(text -> array.add(new FhirString(text)));
        return array;
    }

    private FhirObject read() {
        try {
            return Files.exists(file) ? FhirJsonParser.parseTrusted(Files.readAllBytes(file)) : new FhirObject();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A new file takes the old one's place at once, so that nobody reads half of it. */
    private void write(FhirObject content) {
        try {
            Path next = file.resolveSibling("credentials.json.next");
            Files.deleteIfExists(next);
            Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(next, FhirJson.toBytes(content));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
