package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the table of an uploaded code system from the staged concepts of one transaction: concepts are put in an order in
 * which parents stand before what is below them, so that what is below a concept is one run of positions.
 */
final class CodeSystemTable {

    static final String STAGED = "staged_concept";

    /** Deeper classifications are not known; deeper still means that something goes round in a circle. */
    static final int MAX_DEPTH = 60;

    /** Wrong codes that a refusal names; it counts them all. */
    private static final int NAMED_ERRORS = 10;

    private static final String COPIED =
            "s.inactive,s.not_selectable,s.key,s.code,s.display,s.text,s.detail,s.terms,s.properties";

    private final Connection connection;

    CodeSystemTable(Connection connection) {
        this.connection = connection;
    }

    /**
     * What the concepts are to each other.
     *
     * @param hierarchical whether any stands below another
     * @param tree whether none stands below two others
     */
    record Shape(boolean hierarchical, boolean tree) {}

    /** Makes the place for concepts that are on their way; it goes with the transaction. */
    void stage() throws SQLException {
        execute("CREATE TEMP TABLE " + STAGED + " (line integer NOT NULL,inactive boolean NOT NULL,"
                + "not_selectable boolean NOT NULL,key text COLLATE \"C\" NOT NULL,code text COLLATE \"C\" NOT NULL,"
                + "display text,text text NOT NULL,detail text,parents text[] NOT NULL,terms bigint[] NOT NULL,"
                + "properties jsonb NOT NULL) ON COMMIT DROP");
        // Sorting and hashing a million rows in small pieces would take several times as long.
        execute("SET LOCAL work_mem='64MB'");
        execute("SET LOCAL maintenance_work_mem='128MB'");
    }

    /** Makes the table of the id with its indexes. Refuses concepts that are there twice or that hang on nothing. */
    Shape make(long id) throws SQLException {
        execute("CREATE INDEX ON " + STAGED + " (key)");
        execute("ANALYZE " + STAGED);
        requireNone(
                "SELECT min(code) FROM " + STAGED + " GROUP BY key HAVING count(*)>1",
                "code: there more than once (expected: each code once)");
        Shape shape = shape();
        String table = UploadedCodeSystem.Row.table(id);
        if (shape.hierarchical()) {
            requireNone(
                    "SELECT DISTINCT p FROM " + STAGED + " s,unnest(s.parents) p WHERE NOT EXISTS (SELECT FROM "
                            + STAGED + " o WHERE o.key=p)",
                    "parent: no such code (expected: the code of another concept)");
            arrange(shape);
            execute("CREATE TABLE " + table + " AS " + arranged(shape));
        } else {
            execute("CREATE TABLE " + table + " AS SELECT s.line AS position,s.line AS last,0 AS level,"
                    + "'{}'::integer[] AS parents,NULL::integer[] AS ancestors,false AS has_children," + COPIED
                    + " FROM "
                    + STAGED + " s ORDER BY s.line");
        }
        index(table, shape);
        return shape;
    }

    private Shape shape() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT coalesce(max(cardinality(parents)),0) FROM " + STAGED)) {
            row.next();
            return new Shape(row.getInt(1) > 0, row.getInt(1) < 2);
        }
    }

    /** Walks down from the concepts that stand below nothing. What is not reached goes round in a circle. */
    private void arrange(Shape shape) throws SQLException {
        execute("CREATE INDEX ON " + STAGED + " ((parents[1]))");
        execute(
                "CREATE TEMP TABLE walked_concept ON COMMIT DROP AS WITH RECURSIVE w AS (SELECT line,key,ARRAY[line] AS path"
                        + " FROM " + STAGED
                        + " WHERE parents='{}' UNION ALL SELECT s.line,s.key,w.path||s.line FROM w JOIN " + STAGED
                        + " s ON s.parents[1]=w.key WHERE cardinality(w.path)<=" + MAX_DEPTH + ") SELECT line,key,path,"
                        + "(row_number() OVER (ORDER BY path)-1)::integer AS position,cardinality(path)-1 AS level FROM w");
        execute("CREATE INDEX ON walked_concept (line)");
        execute("ANALYZE walked_concept");
        requireNone(
                "SELECT code FROM " + STAGED + " s WHERE NOT EXISTS (SELECT FROM walked_concept w WHERE w.line=s.line)",
                "parent: leads round in a circle, or more than " + MAX_DEPTH
                        + " levels up (expected: a way to the top)");
        execute("CREATE TEMP TABLE concept_edge ON COMMIT DROP AS SELECT c.position AS child,p.position AS parent,"
                + "k.place FROM " + STAGED + " s JOIN walked_concept c ON c.line=s.line,"
                + "unnest(s.parents) WITH ORDINALITY k(key,place) JOIN walked_concept p ON p.key=k.key");
        if (!shape.tree()) {
            execute("CREATE INDEX ON concept_edge (child)");
            execute("ANALYZE concept_edge");
            execute(
                    "CREATE TEMP TABLE ancestry ON COMMIT DROP AS WITH RECURSIVE up(child,above) AS (SELECT child,parent"
                            + " FROM concept_edge UNION SELECT u.child,e.parent FROM up u JOIN concept_edge e ON e.child=u.above)"
                            + " SELECT child,array_agg(above) AS above,bool_or(child=above) AS circle FROM up GROUP BY child");
            requireNone(
                    "SELECT w.key FROM ancestry a JOIN walked_concept w ON w.position=a.child WHERE a.circle",
                    "parent: leads round in a circle (expected: a way to the top)");
        }
    }

    private static String arranged(Shape shape) {
        return "SELECT w.position,(w.position+coalesce(b.below,0))::integer AS last,w.level,"
                + "coalesce(e.parents,'{}') AS parents,"
                + (shape.tree() ? "NULL::integer[]" : "coalesce(a.above,'{}')") + " AS ancestors,"
                + "h.parent IS NOT NULL AS has_children," + COPIED + " FROM walked_concept w JOIN " + STAGED
                + " s ON s.line=w.line LEFT JOIN (SELECT up AS line,count(*)-1 AS below FROM walked_concept,unnest(path) up"
                + " GROUP BY up) b ON b.line=w.line LEFT JOIN (SELECT child,array_agg(parent ORDER BY place) AS parents"
                + " FROM concept_edge GROUP BY child) e ON e.child=w.position LEFT JOIN (SELECT DISTINCT parent FROM"
                + " concept_edge) h ON h.parent=w.position"
                + (shape.tree() ? "" : " LEFT JOIN ancestry a ON a.child=w.position") + " ORDER BY w.position";
    }

    private void index(String table, Shape shape) throws SQLException {
        execute("ALTER TABLE " + table + " ADD PRIMARY KEY (position)");
        execute("CREATE UNIQUE INDEX ON " + table + " (key)");
        execute("CREATE INDEX ON " + table + " USING gin (terms)");
        execute("CREATE INDEX ON " + table + " USING gin (properties jsonb_path_ops)");
        if (shape.hierarchical()) {
            execute("CREATE INDEX ON " + table + " USING gin (parents)");
        }
        if (!shape.tree()) {
            execute("CREATE INDEX ON " + table + " USING gin (ancestors)");
        }
        execute("ANALYZE " + table);
    }

    /** Refuses where the query has rows, by their number and the first of them. */
    private void requireNone(String sql, String expected) throws SQLException {
        List<String> named = new ArrayList<>();
        long wrong = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(*) OVER (),q.c FROM (" + sql + ") q(c) ORDER BY 2 LIMIT " + NAMED_ERRORS)) {
            while (rows.next()) {
                wrong = rows.getLong(1);
                named.add(rows.getString(2));
            }
        }
        if (wrong > 0) {
            throw new HaiheException(
                    ErrorCode.INVALID_VALUE,
                    wrong + (wrong == 1 ? " error" : " errors") + ", nothing was stored. " + expected + ": "
                            + String.join(", ", named) + (wrong > named.size() ? ", …" : ""));
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
