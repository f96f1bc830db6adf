package city.haihe.v2fhir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The code tables and names of coding systems read backwards. Where several HL7 v2 codes mean the same FHIR code, the first in
 * the file is written.
 */
final class WritingTables {

    private static final Pattern TOKEN = Pattern.compile("\"[^\"]*\"|\\S+");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*$");
    private static final String V2_SYSTEM = "http://terminology.hl7.org/CodeSystem/v2-";
    private static final String LOCAL_SYSTEM = "urn:haihe:code-system:";

    private final Map<String, String> systems = new HashMap<>();
    private final Map<String, String> codingSystemNames = new HashMap<>();
    private final Map<String, Table> tables = new HashMap<>();

    /** A table from FHIR codes, with their systems, to HL7 v2 codes. */
    private record Table(@Nullable String original, Map<String, String> codes, Map<String, String> codesWithSystem) {}

    /** Reads the lines of a file that are tables, systems and coding systems; other lines mean nothing here. */
    WritingTables add(String text) {
        Table table = null;
        String system = "";
        for (String raw : text.split("\n")) {
            String line = COMMENT.matcher(raw).replaceAll("").stripTrailing();
            List<String> tokens =
                    TOKEN.matcher(line).results().map(match -> match.group()).toList();
            if (tokens.isEmpty()) {
                continue;
            }
            if (!Character.isWhitespace(line.charAt(0))) {
                table = null;
                switch (tokens.getFirst()) {
                    case "system" -> systems.put(tokens.get(1), tokens.get(2));
                    case "coding-system" -> codingSystemNames.putIfAbsent(tokens.get(2), tokens.get(1));
                    case "table" -> {
                        system = systems.getOrDefault(tokens.get(3), tokens.get(3));
                        int of = tokens.indexOf("of");
                        table = new Table(
                                CodeTable.v2System(tokens.get(of < 0 ? 1 : of + 1)),
                                new LinkedHashMap<>(),
                                new LinkedHashMap<>());
                        tables.put(tokens.get(1), table);
                    }
                    default -> {
                        // Rules of the other direction.
                    }
                }
            } else if (table != null) {
                addRow(table, tokens, system);
            }
        }
        return this;
    }

    private void addRow(Table table, List<String> tokens, String tableSystem) {
        String system = tableSystem;
        for (String token : tokens.subList(2, tokens.size())) {
            system = token.startsWith("\"") ? system : systems.getOrDefault(token, token);
        }
        table.codes().putIfAbsent(tokens.get(1), tokens.get(0));
        table.codesWithSystem().putIfAbsent(system + '|' + tokens.get(1), tokens.get(0));
    }

    /** The URI of an alias. */
    String system(String alias) {
        String system = systems.get(alias);
        if (system == null) {
            throw new IllegalArgumentException("system: " + alias + " (expected: a name in systems.map)");
        }
        return system;
    }

    /** Fails where there is no such table, nor an HL7 table of that number. */
    void check(String table) {
        if (!tables.containsKey(table) && CodeTable.v2System(table) == null) {
            throw new IllegalArgumentException("table: " + table + " (expected: a table, or four digits)");
        }
    }

    /** The HL7 v2 code that a FHIR code means, or null. */
    @Nullable
    String code(String table, String code) {
        Table known = tables.get(table);
        return known == null ? null : known.codes().get(code);
    }

    /** The HL7 v2 code that a code of a system means, or null. */
    @Nullable
    String code(String table, String system, String code) {
        Table known = tables.get(table);
        return known == null ? null : known.codesWithSystem().get(system + '|' + code);
    }

    /** The system of a table's HL7 v2 codes. */
    @Nullable
    String originalSystem(String table) {
        Table known = tables.get(table);
        return known == null ? CodeTable.v2System(table) : known.original();
    }

    /** The name of a coding system as CWE.3 has it (HL7 table 0396): its name, HL7nnnn, an object identifier, else the URI. */
    String codingSystemName(String system) {
        String name = codingSystemNames.get(system);
        if (name != null) {
            return name;
        }
        if (system.startsWith(V2_SYSTEM)) {
            return "HL7" + system.substring(V2_SYSTEM.length());
        }
        if (system.startsWith("urn:oid:")) {
            return system.substring("urn:oid:".length());
        }
        // urn:haihe:code-system:CONNECTION:NAME is a name of the sender's own.
        int colon = system.startsWith(LOCAL_SYSTEM) ? system.indexOf(':', LOCAL_SYSTEM.length()) : -1;
        return colon < 0 ? system : system.substring(colon + 1);
    }

    /** The names of the tables. */
    List<String> names() {
        return new ArrayList<>(tables.keySet());
    }
}
