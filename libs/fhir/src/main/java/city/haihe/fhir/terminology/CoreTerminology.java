package city.haihe.fhir.terminology;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The code systems and value sets of FHIR R4 itself (4.0.1), with those of HL7 v2 and v3 that it uses. They are kept
 * compressed, 1.5 MB, and each is parsed when somebody asks for it.
 */
public final class CoreTerminology {

    private static final String RESOURCE = "/city/haihe/fhir/terminology/r4-terminology.bin";

    /** Read at the first use, and never changed. */
    private static final class Holder {
        private static final CoreTerminology CORE = read();
    }

    private record Entry(String version, int length, byte[] deflated) {}

    private final Map<String, Entry> codeSystems = new HashMap<>();
    private final Map<String, Entry> valueSets = new HashMap<>();

    private CoreTerminology() {}

    /** The terminology of R4. */
    public static CoreTerminology r4() {
        return Holder.CORE;
    }

    /** The CodeSystem of the address; empty where there is none, or none of the version. */
    public Optional<FhirObject> codeSystem(String url, String version) {
        return find(codeSystems, url, version);
    }

    /** The ValueSet of the address; empty where there is none, or none of the version. */
    public Optional<FhirObject> valueSet(String url, String version) {
        return find(valueSets, url, version);
    }

    private static Optional<FhirObject> find(Map<String, Entry> entries, String url, String version) {
        Entry entry = entries.get(url);
        return entry == null || !version.isEmpty() && !version.equals(entry.version())
                ? Optional.empty()
                : Optional.of(FhirJsonParser.parseTrusted(inflate(entry)));
    }

    private static byte[] inflate(Entry entry) {
        Inflater inflater = new Inflater(true);
        try {
            byte[] json = new byte[entry.length()];
            inflater.setInput(entry.deflated());
            int read = 0;
            while (read < json.length && !inflater.finished()) {
                read += inflater.inflate(json, read, json.length - read);
            }
            return json;
        } catch (DataFormatException malformed) {
            throw new IllegalStateException(RESOURCE, malformed);
        } finally {
            inflater.end();
        }
    }

    private static CoreTerminology read() {
        CoreTerminology core = new CoreTerminology();
        try (InputStream raw = CoreTerminology.class.getResourceAsStream(RESOURCE)) {
            if (raw == null) {
                throw new IllegalStateException("missing: " + RESOURCE);
            }
            DataInputStream in = new DataInputStream(new BufferedInputStream(raw));
            for (String type = in.readUTF(); !type.isEmpty(); type = in.readUTF()) {
                String url = in.readUTF();
                String version = in.readUTF();
                int length = in.readInt();
                Entry entry = new Entry(version, length, in.readNBytes(in.readInt()));
                (type.equals("CodeSystem") ? core.codeSystems : core.valueSets).put(url, entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return core;
    }
}
