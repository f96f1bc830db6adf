package city.haihe.app.record.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The table of one resource type and the statements on it. Its columns are the same for all types but for a pair of columns,
 * lower and upper bound, for each search parameter whose values are ranges: dates, numbers and quantities.
 */
final class TypeTable {

    /** Columns that every type's table has, before those of its ranges, in the order of the insert's parameters. */
    private static final List<String> COLUMNS = List.of(
            "id",
            "self",
            "version",
            "updated",
            "shard",
            "deleted",
            "organisation",
            "patients",
            "labels",
            "present",
            "terms",
            "strings",
            "ranges",
            "body");

    /** Small enough that a search does not feel the entries that wait to be merged, large enough to merge many at once. */
    private static final int GIN_PENDING_LIST_KILOBYTES = 256;

    private static final String SELF = "self";

    private static final String TIMELINE = "timeline";

    /** What one patient may have tens of thousands of; each has one subject at most. */
    private static final Set<String> TIMELINES = Set.of("Observation", "DiagnosticReport", "Encounter");

    private final String type;
    private final String plainName;
    private final List<RangeColumn> ranges;
    private final @Nullable RangeColumn timeline;
    private final Set<String> several;
    private final String insert;
    private final String update;
    private final String amend;
    private final String delete;
    private final String keep;
    private final String copyTarget;
    private final int columnCount;

    /**
     * A pair of columns.
     *
     * @param parameter the search parameter's name
     * @param indexed whether its lower bound has an index, as dates have
     */
    record RangeColumn(String parameter, boolean indexed) {

        String low() {
            return column("_low");
        }

        String high() {
            return column("_high");
        }

        private String column(String suffix) {
            return "r_" + parameter.replace('-', '_').toLowerCase(Locale.ROOT) + suffix;
        }
    }

    /**
     * A type's table.
     *
     * @param ranges its pairs of columns
     * @param several the parameters among them of which a resource may have several values
     */
    TypeTable(String type, List<RangeColumn> ranges, Set<String> several) {
        this.type = type;
        this.plainName = type.toLowerCase(Locale.ROOT);
        this.ranges = List.copyOf(ranges);
        this.timeline = TIMELINES.contains(type)
                ? ranges.stream()
                        .filter(range -> range.parameter().equals("date"))
                        .findFirst()
                        .orElseThrow()
                : null;
        this.several = Set.copyOf(several);
        List<String> columns = new ArrayList<>(COLUMNS);
        for (RangeColumn range : ranges) {
            columns.add(range.low());
            columns.add(range.high());
        }
        String marks = columns.stream().map(column -> "?").collect(Collectors.joining(","));
        this.insert = "INSERT INTO " + name() + " (" + String.join(",", columns) + ") VALUES (" + marks
                + ") ON CONFLICT (id) DO NOTHING";
        this.copyTarget = name() + " (" + String.join(",", columns) + ")";
        this.columnCount = columns.size();
        String copy = "INSERT INTO record.history (type,id,version,updated,deleted,patients,body) SELECT '" + type
                + "',id,version,updated,deleted,patients,body FROM " + name() + " WHERE id=";
        this.keep = copy + "ANY(?)";
        String keepOne = copy + "?";
        // The old row is read by the statement's snapshot, so the copy has the version that is replaced.
        this.amend = "UPDATE " + name() + " SET (" + String.join(",", columns) + ") = ROW(" + marks + ") WHERE id=?";
        this.update = "WITH kept AS (" + keepOne + ") " + amend;
        String clear = ranges.stream()
                .map(r -> "," + r.low() + "=NULL," + r.high() + "=NULL")
                .collect(Collectors.joining());
        this.delete = "WITH kept AS (" + keepOne + ") UPDATE " + name()
                + " SET version=?,updated=?,deleted=true,present='{}',terms='{}',strings=NULL,ranges=NULL,body=''"
                + clear + " WHERE id=?";
    }

    String type() {
        return type;
    }

    /** The table's unqualified name in lower case. */
    String plainName() {
        return plainName;
    }

    /** The table's name as SQL has it. */
    String name() {
        return "record.\"" + plainName + "\"";
    }

    List<RangeColumn> ranges() {
        return ranges;
    }

    /** Whether the parameter's ranges have columns. */
    boolean hasRange(String parameter) {
        return ranges.stream().anyMatch(range -> range.parameter().equals(parameter));
    }

    /** Whether the parameter names whom a resource is about, who then is the first of its patients. */
    static boolean isSubject(String parameter) {
        return parameter.equals("subject") || parameter.equals("patient");
    }

    /** The dates along which an index has the resources of each first patient; null where the type has none. */
    @Nullable
    RangeColumn timeline() {
        return timeline;
    }

    /** Whether a resource may have several ranges of the parameter, which then stand in the column {@code ranges}. */
    boolean hasSeveral(String parameter) {
        return several.contains(parameter);
    }

    /** The columns of a range parameter. */
    RangeColumn range(String parameter) {
        for (RangeColumn range : ranges) {
            if (range.parameter().equals(parameter)) {
                return range;
            }
        }
        throw new IllegalArgumentException(type + "." + parameter + " (expected: a range parameter)");
    }

    String insertSql() {
        return insert;
    }

    /** What a COPY of the insert's parameters is told to fill. */
    String copyTarget() {
        return copyTarget;
    }

    /** How many columns that has. */
    int columnCount() {
        return columnCount;
    }

    /** Copies rows to the history. Parameter: their ids. */
    String keepSql() {
        return keep;
    }

    /** Keeps the old version and replaces it. Parameters: id, the insert's, id. */
    String updateSql() {
        return update;
    }

    /** Replaces the row and keeps nothing of it. Parameters: the insert's, id. */
    String amendSql() {
        return amend;
    }

    /** Keeps the old version and marks the row deleted. Parameters: id, version, updated, id. */
    String deleteSql() {
        return delete;
    }

    /** The statements that make the table. */
    List<String> ddl() {
        List<String> statements = new ArrayList<>();
        String rangeColumns = ranges.stream()
                .map(r -> r.low() + " bigint," + r.high() + " bigint,")
                .collect(Collectors.joining());
        // Fixed widths first: no padding between columns.
        statements.add("CREATE TABLE IF NOT EXISTS " + name() + " (self bigint NOT NULL,version bigint NOT NULL,"
                + "updated bigint NOT NULL," + rangeColumns + "shard smallint NOT NULL,deleted boolean NOT NULL,"
                + "id text COLLATE \"C\" PRIMARY KEY,organisation text,patients text[] NOT NULL,labels text[],"
                + "present integer[] NOT NULL,terms bigint[] NOT NULL,strings text[],ranges bigint[],"
                + "body bytea NOT NULL)");
        statements.add("ALTER TABLE " + name() + " ALTER COLUMN body SET STORAGE EXTERNAL");
        statements.add("CREATE INDEX IF NOT EXISTS " + index("terms") + " ON " + name()
                + " USING gin (terms) WITH (gin_pending_list_limit=" + GIN_PENDING_LIST_KILOBYTES + ")");
        statements.add("CREATE INDEX IF NOT EXISTS " + index("updated") + " ON " + name() + " (updated)");
        statements.add(selfIndex());
        statements.addAll(timelineIndex());
        for (RangeColumn range : ranges) {
            if (range.indexed()) {
                // Forwards it is the ascending order of a search, those without a value first, and backwards the other.
                statements.add("CREATE INDEX IF NOT EXISTS " + index(range.low()) + " ON " + name() + " (" + range.low()
                        + " NULLS FIRST)");
            }
        }
        return statements;
    }

    /** Makes the index by which a reference's term, XOR its parameter's hash, finds the resource it points at. */
    String selfIndex() {
        return "CREATE INDEX IF NOT EXISTS " + index(SELF) + " ON " + name() + " (self)";
    }

    /** Makes the index that has each patient's resources in the order of their dates, where the type has one. */
    List<String> timelineIndex() {
        return timeline == null
                ? List.of()
                : List.of("CREATE INDEX IF NOT EXISTS " + index(TIMELINE) + " ON " + name() + " ((patients[1]),"
                        + timeline.low() + " NULLS FIRST)");
    }

    /** The index over patients and dates, as the database knows it. */
    String timelineIndexName() {
        return plainName + "_" + TIMELINE;
    }

    /** The index over the resources' own hashes, as the database knows it. */
    String selfIndexName() {
        return plainName + "_" + SELF;
    }

    /** Adds the columns of ranges that a table of an earlier version lacks. */
    List<String> addRange(RangeColumn range) {
        return List.of(
                "ALTER TABLE " + name() + " ADD COLUMN IF NOT EXISTS " + range.low() + " bigint",
                "ALTER TABLE " + name() + " ADD COLUMN IF NOT EXISTS " + range.high() + " bigint");
    }

    private String index(String suffix) {
        return "\"" + plainName + "_" + suffix + "\"";
    }
}
