package city.haihe.app.record.internal;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.terminology.CodeSystem;
import city.haihe.fhir.terminology.Concept;
import city.haihe.fhir.terminology.Selection;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A code system whose concepts were uploaded, read over one connection by one thread. */
final class UploadedCodeSystem implements CodeSystem {

    /** What {@link #children} answers at most. */
    private static final int MAX_CHILDREN = 500;

    /** The count of a longer selection, such as a list of many codes, is not kept with it. */
    private static final int MAX_KEPT_SELECTION = 1_000;

    private static final String COLUMNS = "position,last,level,code,display,properties::text,detail";

    private final Connection connection;
    private final Row row;
    private final BoundedCache<Counted, Long> counts;

    /** A row of {@code record.code_system}. */
    record Row(
            long id,
            String url,
            String version,
            String name,
            int concepts,
            int inactive,
            boolean caseSensitive,
            boolean hierarchical,
            boolean tree) {

        static final String COLUMNS = "id,url,version,name,concepts,inactive,case_sensitive,hierarchical,tree";

        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getInt(5),
                    row.getInt(6),
                    row.getBoolean(7),
                    row.getBoolean(8),
                    row.getBoolean(9));
        }

        /** The table of the concepts. */
        String table() {
            return table(id);
        }

        static String table(long id) {
            return "record.concept_" + id;
        }
    }

    /** What was counted. An upload never changes, so neither does a count in it. */
    record Counted(long system, Selection selection) {}

    /**
     * Reads a code system.
     *
     * @param counts what was counted before, which is added to
     */
    UploadedCodeSystem(Connection connection, Row row, BoundedCache<Counted, Long> counts) {
        this.connection = connection;
        this.row = row;
        this.counts = counts;
    }

    Row row() {
        return row;
    }

    /** A code as the index has it. */
    static String key(String code, boolean caseSensitive) {
        return caseSensitive ? code : code.toLowerCase(Locale.ROOT);
    }

    String key(String code) {
        return key(code, row.caseSensitive());
    }

    @Override
    public Header header() {
        return new Header(
                row.url(),
                row.version(),
                row.name(),
                "complete",
                row.caseSensitive(),
                row.hierarchical(),
                row.concepts());
    }

    @Override
    public Optional<Concept> find(String code) {
        return query(select().add(" WHERE key=").mark(key(code))).stream().findFirst();
    }

    @Override
    public boolean isBelow(Concept concept, Concept ancestor) {
        if (row.tree()) {
            return concept.position() > ancestor.position() && concept.position() <= ancestor.last();
        }
        return number(new SqlText()
                        .add("SELECT count(*) FROM " + row.table() + " WHERE position=")
                        .mark(concept.position())
                        .add(" AND ")
                        .mark(ancestor.position())
                        .add("=ANY(ancestors)"))
                > 0;
    }

    @Override
    public List<Concept> parents(Concept concept) {
        return query(select().add(
                        " WHERE position=ANY(ARRAY(SELECT unnest(parents) FROM " + row.table() + " WHERE position=")
                .mark(concept.position())
                .add(")) ORDER BY position"));
    }

    @Override
    public List<Concept> children(Concept concept) {
        return query(select().add(" WHERE parents @> ARRAY[")
                .mark(concept.position())
                .add("] ORDER BY position LIMIT " + MAX_CHILDREN));
    }

    @Override
    public long count(Selection selection) {
        SelectionSql.Run run = new SelectionSql(this).run(selection);
        if (run != null) {
            return run.size();
        }
        Counted counted = new Counted(row.id(), selection);
        Long known = counts.get(counted);
        if (known != null) {
            return known;
        }
        SqlText sql = new SqlText().add("SELECT count(*) FROM " + row.table() + " WHERE ");
        new SelectionSql(this).write(selection, sql);
        long count = number(sql);
        if (selection.toString().length() <= MAX_KEPT_SELECTION) {
            counts.put(counted, count);
        }
        return count;
    }

    @Override
    public List<Concept> select(Selection selection, long offset, int count) {
        SqlText sql = select().add(" WHERE ");
        SelectionSql.Run run = new SelectionSql(this).run(selection);
        if (run != null) {
            // Positions have no gaps, so the page's place is known.
            sql.add("position BETWEEN ").mark((int) Math.min(Integer.MAX_VALUE, run.first() + offset));
            sql.add(" AND ").mark(run.last()).add(" ORDER BY position LIMIT ").mark(count);
            return query(sql);
        }
        new SelectionSql(this).write(selection, sql);
        return query(
                sql.add(" ORDER BY position LIMIT ").mark(count).add(" OFFSET ").mark(offset));
    }

    /** The positions of a concept and all above it. */
    int[] above(Concept concept) {
        String table = row.table();
        SqlText sql = row.tree()
                ? new SqlText()
                        .add("WITH RECURSIVE up(position,parents) AS (SELECT position,parents FROM " + table
                                + " WHERE position=")
                        .mark(concept.position())
                        .add(" UNION ALL SELECT c.position,c.parents FROM up JOIN " + table
                                + " c ON c.position=up.parents[1]) SELECT position FROM up")
                : new SqlText()
                        .add("SELECT unnest(ancestors||position) FROM " + table + " WHERE position=")
                        .mark(concept.position());
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement);
            List<Integer> positions = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    positions.add(found.getInt(1));
                }
            }
            return positions.stream().mapToInt(Integer::intValue).toArray();
        } catch (SQLException failed) {
            throw new SqlFailure(failed);
        }
    }

    private SqlText select() {
        return new SqlText().add("SELECT " + COLUMNS + " FROM " + row.table());
    }

    private long number(SqlText sql) {
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement);
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                return found.getLong(1);
            }
        } catch (SQLException failed) {
            throw new SqlFailure(failed);
        }
    }

    private List<Concept> query(SqlText sql) {
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement);
            List<Concept> concepts = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    concepts.add(concept(found));
                }
            }
            return concepts;
        } catch (SQLException failed) {
            throw new SqlFailure(failed);
        }
    }

    private static Concept concept(ResultSet found) throws SQLException {
        String code = found.getString(4);
        FhirObject detail = new FhirObject().put("code", code).putIfPresent("display", found.getString(5));
        String more = found.getString(7);
        if (more != null) {
            json(more).forEach(detail::put);
        }
        String properties = found.getString(6);
        if (!properties.equals("{}")) {
            json(properties).forEach((name, values) -> ConceptRow.addProperties(detail, name, values));
        }
        return new Concept(code, found.getInt(1), found.getInt(2), found.getInt(3), detail);
    }

    private static FhirObject json(String text) {
        return FhirJsonParser.parseTrusted(text.getBytes(StandardCharsets.UTF_8));
    }
}
