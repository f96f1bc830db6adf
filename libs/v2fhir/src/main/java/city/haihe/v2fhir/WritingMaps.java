package city.haihe.v2fhir;

import city.haihe.v2fhir.WritingRule.MessageMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The rules from FHIR to HL7 v2.
 *
 * @param segments the segment maps, by {@code SEGMENT<Type}
 * @param messages the messages, by {@code ADT^A08}
 */
record WritingMaps(Map<String, List<WritingRule>> segments, Map<String, MessageMap> messages) {

    private static final String FOLDER = "write/";
    private static final List<String> FILES = List.of(
            FOLDER + "tables.map",
            FOLDER + "types.map",
            FOLDER + "persons.map",
            FOLDER + "visits.map",
            FOLDER + "results.map",
            FOLDER + "orders.map",
            FOLDER + "appointments.map",
            FOLDER + "messages.map");

    /** Reads the files that ship with this library; the tables are those of the other direction. */
    static WritingMaps read() {
        WritingTables tables = new WritingTables();
        for (String name : read("index.map").split("\n")) {
            if (!name.isBlank() && !name.startsWith("#")) {
                tables.add(read(name.strip()));
            }
        }
        WritingParser parser = new WritingParser(tables);
        FILES.forEach(file -> tables.add(read(file)));
        FILES.forEach(file -> parser.add(file, read(file)));
        return parser.maps();
    }

    private static String read(String name) {
        try (InputStream in = WritingMaps.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("mapping file: " + name + " (expected: a resource of this library)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
