package city.haihe.v2fhir;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The mapping files that ship with this library. */
final class MappingFiles {

    private MappingFiles() {}

    /** Reads them all; {@code index.map} names them, systems first. */
    static Mapping read() {
        MappingParser parser = new MappingParser();
        for (String name : read("index.map").split("\n")) {
            if (!name.isBlank() && !name.startsWith("#")) {
                parser.add(name.strip(), read(name.strip()));
            }
        }
        return parser.mapping();
    }

    private static String read(String name) {
        try (InputStream in = MappingFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("mapping file: " + name + " (expected: a resource of this library)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
