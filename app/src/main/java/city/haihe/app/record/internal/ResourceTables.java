package city.haihe.app.record.internal;

import city.haihe.app.platform.Database;
import city.haihe.fhir.SearchParameter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The tables of all resource types, as the R4 definitions and their search parameters ask for them. */
final class ResourceTables {

    /** One process at a time makes tables. */
    private static final long LOCK = 0x5245434F52445442L;

    private final Map<String, TypeTable> tables = new TreeMap<>();

    ResourceTables(SearchParameters parameters) {
        for (String type : parameters.types()) {
            List<TypeTable.RangeColumn> ranges = parameters.type(type).ranges().stream()
                    .map(parameter ->
                            new TypeTable.RangeColumn(parameter.code(), parameter.kind() == SearchParameter.Kind.DATE))
                    .toList();
            Set<String> several = parameters.type(type).ranges().stream()
                    .filter(SearchParameter::several)
                    .map(SearchParameter::code)
                    .collect(Collectors.toSet());
            tables.put(type, new TypeTable(type, ranges, several));
        }
    }

    /** Whether it is a resource type. */
    boolean has(String type) {
        return tables.containsKey(type);
    }

    /** The table of a type. */
    TypeTable of(String type) {
        TypeTable table = tables.get(type);
        if (table == null) {
            throw RecordErrors.unknownType(type);
        }
        return table;
    }

    /** All tables, by the names of their types. */
    Collection<TypeTable> all() {
        return tables.values();
    }

    /** Makes what is missing: all tables at the first start, and what a new version adds. Answers whether there was none. */
    boolean makeMissing(Database database) {
        Set<String> known = database.read(ResourceTables::columns);
        List<String> statements = missing(known);
        if (statements.isEmpty()) {
            return false;
        }
        database.transaction(transaction -> {
            try (Statement statement = transaction.connection().createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
                statement.execute(String.join(";", statements));
            }
            return statements.size();
        });
        return tables.values().stream().noneMatch(table -> known.contains(table.plainName()));
    }

    /** The statements that make what is missing. */
    List<String> missing(Database database) {
        return missing(database.read(ResourceTables::columns));
    }

    private List<String> missing(Set<String> known) {
        List<String> statements = new ArrayList<>();
        for (TypeTable table : tables.values()) {
            if (!known.contains(table.plainName())) {
                statements.addAll(table.ddl());
                continue;
            }
            for (TypeTable.RangeColumn range : table.ranges()) {
                if (!known.contains(table.plainName() + "." + range.low())) {
                    statements.addAll(table.addRange(range));
                }
            }
            if (!known.contains(table.selfIndexName())) {
                statements.add(table.selfIndex());
            }
            if (!known.contains(table.timelineIndexName())) {
                statements.addAll(table.timelineIndex());
            }
        }
        return statements;
    }

    /** Names of tables and indexes, and of their columns as {@code table.column}. */
    private static Set<String> columns(Connection connection) throws SQLException {
        Set<String> names = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT c.relname,a.attname FROM pg_attribute a"
                                + " JOIN pg_class c ON c.oid=a.attrelid JOIN pg_namespace n ON n.oid=c.relnamespace"
                                + " WHERE n.nspname='record' AND c.relkind IN ('r','i') AND a.attnum>0 AND NOT a.attisdropped")) {
            while (rows.next()) {
                names.add(rows.getString(1));
                names.add(rows.getString(1) + "." + rows.getString(2));
            }
        }
        return names;
    }
}
