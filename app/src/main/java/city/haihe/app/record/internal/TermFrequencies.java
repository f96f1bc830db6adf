package city.haihe.app.record.internal;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Whether a search's terms leave so few resources that they are better found by their index and sorted than met along an order's
 * index. PostgreSQL cannot tell: a statement that it keeps prepared has one plan for the commonest code and for one that nobody
 * has, and the latter would be looked for in the whole table. What it has counted itself decides here, before the statement is
 * written.
 */
final class TermFrequencies {

    /** Frequencies change slowly; a look costs a millisecond or two. */
    private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Behind the frequencies of the elements PostgreSQL writes the least and the greatest of them, and that of none. */
    private static final int SUMMARY_ENTRIES = 3;

    private final Map<String, Counted> counted = new ConcurrentHashMap<>();

    /**
     * What PostgreSQL has counted of a table.
     *
     * @param rows its rows, or 0 where they were never counted
     * @param shares of the commonest terms, which part of the rows has each
     * @param rare the part that has any other term, at most
     * @param until when it is to be looked up anew
     */
    private record Counted(double rows, Map<Long, Float> shares, double rare, long until) {

        /** The part of the rows that meets the condition, where terms tell. */
        double share(Condition condition) {
            return switch (condition) {
                case Condition.AnyTerm(List<Long> terms, boolean _) -> shareOfAny(terms);
                case Condition.OfPatient(String _, long term, boolean _) -> shareOfAny(List.of(term));
                case Condition.AnyOf(List<Condition> alternatives) ->
                    Math.min(1, alternatives.stream().mapToDouble(this::share).sum());
                case Condition.AllOf(List<Condition> all) -> shareOfAll(all);
                case Condition.AnyId _, Condition.AnyIdentifier _, Condition.NoTerm _, Condition.NoId _ -> 1;
                case Condition.Updated _, Condition.Range _, Condition.Text _, Condition.Listed _ -> 1;
                case Condition.Together _, Condition.Present _, Condition.Not _, Condition.Link _ -> 1;
                case Condition.Worded _, Condition.Written _, Condition.Near _ -> 1;
            };
        }

        private double shareOfAny(List<Long> terms) {
            double share = 0;
            for (Long term : terms) {
                Float known = shares.get(term);
                share += known == null ? rare : known;
            }
            return Math.min(1, share);
        }

        double shareOfAll(List<Condition> conditions) {
            double share = 1;
            for (Condition condition : conditions) {
                share *= share(condition);
            }
            return share;
        }
    }

    /**
     * Whether to find first and sort then: where fewer rows have the terms than would be walked over until a page is full.
     *
     * @param wanted how many rows a page needs
     */
    boolean areFew(Connection connection, TypeTable table, List<Condition> conditions, long wanted)
            throws SQLException {
        Counted known = counted.get(table.type());
        if (known == null || known.until() - System.nanoTime() < 0) {
            known = count(connection, table);
            counted.put(table.type(), known);
        }
        double share = known.shareOfAll(conditions);
        return share * known.rows() < wanted / share;
    }

    private static Counted count(Connection connection, TypeTable table) throws SQLException {
        long until = System.nanoTime() + KEPT_NANOS;
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT c.reltuples, s.most_common_elems::text::bigint[], s.most_common_elem_freqs
                FROM pg_class c JOIN pg_namespace n ON n.oid=c.relnamespace
                JOIN pg_stats s ON s.schemaname=n.nspname AND s.tablename=c.relname AND s.attname='terms'
                WHERE n.nspname='record' AND c.relname=? AND c.reltuples>0 AND s.most_common_elems IS NOT NULL""")) {
            statement.setString(1, table.plainName());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    // Nobody has counted yet: so small a table is walked in no time.
                    return new Counted(0, Map.of(), 1, until);
                }
                return counted(row.getDouble(1), row.getArray(2), row.getArray(3), until);
            }
        }
    }

    private static Counted counted(double rows, Array elements, Array frequencies, long until) throws SQLException {
        Long[] terms = (Long[]) elements.getArray();
        Float[] shares = (Float[]) frequencies.getArray();
        Map<Long, Float> known = HashMap.newHashMap(terms.length);
        for (int index = 0; index < terms.length; index++) {
            known.put(terms[index], shares[index]);
        }
        float least = shares.length == terms.length + SUMMARY_ENTRIES ? shares[terms.length] : 0;
        return new Counted(rows, known, least, until);
    }
}
