package city.haihe.app.record.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes conditions as SQL over the table of a type. Values are always parameters, never text. */
final class ConditionSql {

    /** Stands between a string parameter's name and its value in the column {@code strings}. */
    static final char SEPARATOR = '\u001f';

    private final ResourceTables tables;
    private final Visibility visibility;
    private final SqlText sql;
    private final LinkSql links;
    private Map<Condition.Link, LinkWay> ways = Map.of();
    private int aliases;

    ConditionSql(ResourceTables tables, Visibility visibility, SqlText sql) {
        this.tables = tables;
        this.visibility = visibility;
        this.sql = sql;
        this.links = new LinkSql(this, sql);
    }

    /** Writes {@code FROM … WHERE …} of the resources that are current, may be found by a search and meet the conditions. */
    String matches(String type, List<Condition> conditions) {
        return matches(type, conditions, LinkWay.enumerating(conditions), alias -> {});
    }

    /**
     * The same with a say in how links are followed.
     *
     * @param asked the ways of the links among the conditions; those that are absent are followed from here
     * @param tie writes what else must hold of the table's alias, each part with AND before it
     * @return the table's alias
     */
    String matches(String type, List<Condition> conditions, Map<Condition.Link, LinkWay> asked, Consumer<String> tie) {
        return from(type, with(conditions, visibility.ofMatches(type)), asked, tie);
    }

    /** The same of resources on the way of a search, which may be seen by it or by a read. */
    String onTheWay(String type, List<Condition> conditions, Map<Condition.Link, LinkWay> asked, Consumer<String> tie) {
        return from(type, with(conditions, visibility.ofSeen(type)), asked, tie);
    }

    private String from(
            String type, List<Condition> conditions, Map<Condition.Link, LinkWay> asked, Consumer<String> tie) {
        Map<Condition.Link, LinkWay> outer = ways;
        ways = asked;
        String alias = write(type, conditions, tie);
        ways = outer;
        return alias;
    }

    private String write(String type, List<Condition> conditions, Consumer<String> tie) {
        String alias = "t" + aliases++;
        sql.add(" FROM ").add(tables.of(type).name()).add(" ").add(alias).add(" WHERE NOT ");
        sql.add(alias).add(".deleted");
        tie.accept(alias);
        String bound = visibility.boundTo(type);
        Set<Long> required = new HashSet<>();
        if (bound != null) {
            sql.add(" AND ").add(alias).add(".patients @> ARRAY[").mark(bound).add("::text]");
            if (type.equals("Patient")) {
                sql.add(" AND ").add(alias).add(".id=").mark(bound);
            } else if (!isInOrder(conditions, bound)) {
                // The column decides; the term, which every reference to the Patient leaves, is what the index knows.
                required.add(TermHash.self("Patient", bound));
            }
        }
        List<Condition> rest = new ArrayList<>();
        conditions.forEach(condition -> sort(condition, required, rest));
        if (!required.isEmpty()) {
            sql.add(" AND ").add(alias).add(".terms @> ").mark(array(List.copyOf(required)));
        }
        for (Condition condition : rest) {
            sql.add(" AND ");
            write(type, alias, condition);
        }
        return alias;
    }

    private static boolean isInOrder(List<Condition> conditions, String patient) {
        return conditions.stream()
                .anyMatch(condition -> condition instanceof Condition.OfPatient(String of, long _, boolean inOrder)
                        && inOrder
                        && of.equals(patient));
    }

    /** What one term decides joins the others, so that one index scan takes them all. */
    private static void sort(Condition condition, Set<Long> required, List<Condition> rest) {
        switch (condition) {
            case Condition.AllOf(List<Condition> parts) -> parts.forEach(part -> sort(part, required, rest));
            case Condition.AnyTerm(List<Long> terms, boolean _)
            when terms.size() == 1 -> required.add(terms.getFirst());
            case Condition.OfPatient(String _, long term, boolean inOrder) when !inOrder -> required.add(term);
            case Condition.Text text when decidedByTerms(text, required) -> {
                // Nothing is left to ask.
            }
            default -> rest.add(condition);
        }
    }

    private static List<Condition> with(List<Condition> asked, @Nullable Condition restriction) {
        if (restriction == null) {
            return asked;
        }
        List<Condition> all = new ArrayList<>(asked);
        if (restriction instanceof Condition.AllOf(List<Condition> parts)) {
            all.addAll(parts);
        } else {
            all.add(restriction);
        }
        return all;
    }

    /** Writes a condition over the table of the type, of which the alias stands for. */
    void write(String type, String alias, Condition condition) {
        switch (condition) {
            case Condition.AnyTerm(List<Long> terms, boolean _) ->
                sql.add(alias).add(".terms && ").mark(array(terms));
            case Condition.OfPatient(String patient, long term, boolean inOrder) -> {
                if (inOrder) {
                    sql.add(alias).add(".patients[1]=").mark(patient).add(" AND ");
                }
                // The first patient may be there for another reason than being the subject.
                sql.mark(term).add("=ANY(").add(alias).add(".terms)");
            }
            case Condition.AnyIdentifier(List<Long> terms) -> writeIdentifiers(type, alias, terms);
            case Condition.NoTerm(List<Long> terms) ->
                sql.add("NOT ").add(alias).add(".terms && ").mark(array(terms));
            case Condition.AnyId(List<String> ids) ->
                sql.add(alias).add(".id=ANY(").mark(ids.toArray(String[]::new)).add(")");
            case Condition.NoId(List<String> ids) ->
                sql.add(alias).add(".id<>ALL(").mark(ids.toArray(String[]::new)).add(")");
            case Condition.Updated(List<Condition.RangeTest> anyOf) ->
                join(" OR ", anyOf, test -> writeTest(test, alias + ".updated", "(" + alias + ".updated+1)"));
            case Condition.Range range -> join(" OR ", range.anyOf(), test -> writeRange(alias, range, test));
            case Condition.Listed listed ->
                join(" OR ", listed.anyOf(), test -> writeListed(alias, listed.key(), test));
            case Condition.Together together -> writeTogether(alias, together.members());
            case Condition.Worded worded -> new ProseSql(sql, alias).write(worded);
            case Condition.Written written -> new ProseSql(sql, alias).write(tables.of(type), written);
            case Condition.Near near -> {
                sql.add("(");
                Places.write(sql, alias, near);
                sql.add(")");
            }
            case Condition.Text text -> join(" OR ", text.anyOf(), test -> writeText(alias, text.parameter(), test));
            case Condition.Present(String parameter, boolean present) ->
                sql.add(present ? "" : "NOT ")
                        .add(alias)
                        .add(".present @> ARRAY[")
                        .mark(TermHash.presence(parameter))
                        .add("::int]");
            case Condition.AnyOf(List<Condition> alternatives) ->
                join(" OR ", alternatives, alternative -> write(type, alias, alternative));
            case Condition.Not(Condition negated) -> {
                sql.add("(");
                write(type, alias, negated);
                sql.add(") IS NOT TRUE");
            }
            case Condition.AllOf(List<Condition> all) -> join(" AND ", all, one -> write(type, alias, one));
            case Condition.Link link -> links.write(alias, link, ways.getOrDefault(link, LinkWay.NEAR));
        }
    }

    /**
     * The table of identities finds them, the resource's own terms confirm them: it may hold what a resource once had. As
     * {@code = ANY} over the column the terms are not looked for in their index.
     */
    private void writeIdentifiers(String type, String alias, List<Long> terms) {
        long[] keys =
                terms.stream().mapToLong(term -> TermHash.identity(type, term)).toArray();
        sql.add(alias).add(".id=ANY(ARRAY(SELECT i.id FROM record.identity i WHERE i.term=ANY(");
        sql.mark(keys).add("))) AND ");
        join(" OR ", terms, term -> sql.mark(term).add("=ANY(").add(alias).add(".terms)"));
    }

    private <T> void join(String operator, List<T> parts, Consumer<T> write) {
        sql.add("(");
        for (int index = 0; index < parts.size(); index++) {
            if (index > 0) {
                sql.add(operator);
            }
            write.accept(parts.get(index));
        }
        sql.add(")");
    }

    private void writeRange(String alias, Condition.Range range, Condition.RangeTest test) {
        String low = alias + "." + range.column().low();
        String high = alias + "." + range.column().high();
        if (!range.several()) {
            writeTest(test, low, high);
            return;
        }
        // The columns hold the hull of several values. A test that the hull passes is passed by a value, but for "ap",
        // which a gap between values may meet.
        long parameter = TermHash.parameter(range.column().parameter());
        sql.add("(");
        if (test.prefix() == Condition.Prefix.AP) {
            sql.add("(").add(alias).add(".ranges IS NULL OR NOT ").add(alias).add(".ranges @> ARRAY[");
            sql.mark(parameter).add("::bigint]) AND ");
        }
        writeTest(test, low, high);
        sql.add(" OR EXISTS (SELECT FROM generate_series(1,cardinality(")
                .add(alias)
                .add(".ranges),3) i WHERE ");
        sql.add(alias).add(".ranges[i]=").mark(parameter).add(" AND ");
        writeTest(test, alias + ".ranges[i+1]", alias + ".ranges[i+2]");
        sql.add("))");
    }

    private void writeListed(String alias, long key, Condition.RangeTest test) {
        String ranges = alias + ".ranges";
        sql.add("EXISTS (SELECT FROM generate_series(1,cardinality(")
                .add(ranges)
                .add("),3) i WHERE ");
        sql.add(ranges).add("[i]=").mark(key).add(" AND ");
        writeTest(test, ranges + "[i+1]", ranges + "[i+2]");
        sql.add(")");
    }

    /** The first member chooses the elements; each of the others must have a value under the same element's number. */
    private void writeTogether(String alias, List<Condition.Together.Member> members) {
        String ranges = alias + ".ranges";
        long first = members.getFirst().key();
        for (int index = 0; index < members.size(); index++) {
            Condition.Together.Member member = members.get(index);
            String at = "i" + index;
            sql.add(index == 0 ? "" : " AND ").add("EXISTS (SELECT FROM generate_series(1,cardinality(");
            sql.add(ranges)
                    .add("),3) ")
                    .add(at)
                    .add(" WHERE ")
                    .add(ranges)
                    .add("[")
                    .add(at)
                    .add("]");
            if (index == 0) {
                sql.add(" BETWEEN ").mark(first).add(" AND ").mark(first + CorrelatedValues.MAX_ELEMENTS - 1);
            } else {
                sql.add("=")
                        .add(ranges)
                        .add("[i0]")
                        .add("+")
                        .mark(member.key() - first)
                        .add("::bigint");
            }
            if (!member.hashes().isEmpty()) {
                sql.add(" AND (").add(ranges).add("[").add(at).add("+1]=ANY(").mark(array(member.hashes()));
                sql.add(") OR ").add(ranges).add("[").add(at).add("+2]=ANY(").mark(array(member.hashes()));
                sql.add("))");
            }
            if (!member.tests().isEmpty()) {
                sql.add(" AND ");
                join(
                        " OR ",
                        member.tests(),
                        test -> writeTest(test, ranges + "[" + at + "+1]", ranges + "[" + at + "+2]"));
            }
        }
        // The others stand within the first's parentheses.
        sql.add(")".repeat(members.size()));
    }

    private void writeTest(Condition.RangeTest test, String low, String high) {
        long start = test.low();
        long end = test.high();
        switch (test.prefix()) {
            case EQ -> {
                sql.add("(")
                        .add(low)
                        .add(">=")
                        .mark(start)
                        .add(" AND ")
                        .add(low)
                        .add("<")
                        .mark(end);
                sql.add(" AND ").add(high).add("<=").mark(end).add(")");
            }
            case NE -> {
                sql.add("NOT (").add(low).add(">=").mark(start).add(" AND ");
                sql.add(high).add("<=").mark(end).add(")");
            }
            case GT -> sql.add(high).add(">").mark(end);
            case LT -> sql.add(low).add("<").mark(start);
            case GE -> {
                sql.add("(")
                        .add(high)
                        .add(">")
                        .mark(start)
                        .add(" AND (")
                        .add(low)
                        .add(">=")
                        .mark(start);
                sql.add(" OR ").add(high).add(">").mark(end).add("))");
            }
            case LE -> {
                sql.add("(")
                        .add(low)
                        .add("<")
                        .mark(end)
                        .add(" AND (")
                        .add(high)
                        .add("<=")
                        .mark(end);
                sql.add(" OR ").add(low).add("<").mark(start).add("))");
            }
            case SA -> sql.add(low).add(">=").mark(end);
            case EB -> sql.add(high).add("<=").mark(start);
            case AP -> {
                sql.add("(").add(low).add("<").mark(end).add(" AND ");
                sql.add(high).add(">").mark(start).add(")");
            }
        }
    }

    private void writeText(String alias, String named, Condition.TextTest test) {
        String parameter = test.match() == Condition.TextMatch.SPELLED ? named + PersonNames.SPELLED : named;
        long hash = TermHash.parameter(parameter);
        String prefix = parameter + SEPARATOR;
        switch (test.match()) {
            case EXACT -> sql.add(alias).add(".terms @> ").mark(new long[] {TermHash.exact(hash, test.text())});
            case STARTS, SPELLED -> {
                sql.add("(").add(alias).add(".terms @> ").mark(new long[] {Grams.start(hash, test.text())});
                if (!Grams.isStart(test.text())) {
                    sql.add(" AND EXISTS (SELECT FROM unnest(").add(alias).add(".strings) s WHERE starts_with(s,");
                    sql.mark(prefix + test.text()).add("))");
                }
                sql.add(")");
            }
            case CONTAINS -> {
                sql.add("(EXISTS (SELECT FROM unnest(").add(alias).add(".strings) s WHERE starts_with(s,");
                sql.mark(prefix).add(") AND strpos(substr(s,").mark((long) prefix.length() + 1);
                sql.add("::int),").mark(test.text()).add(")>0)");
                long[] grams = grams(test.text());
                if (grams.length > 0) {
                    sql.add(" AND ").add(alias).add(".terms @> ").mark(grams);
                }
                sql.add(")");
            }
        }
    }

    /** A single test's terms join the others', so that one index scan takes them all; answers whether they decide alone. */
    private static boolean decidedByTerms(Condition.Text text, Set<Long> required) {
        if (text.anyOf().size() != 1) {
            return false;
        }
        Condition.TextTest test = text.anyOf().getFirst();
        long hash = TermHash.parameter(
                test.match() == Condition.TextMatch.SPELLED
                        ? text.parameter() + PersonNames.SPELLED
                        : text.parameter());
        return switch (test.match()) {
            case EXACT -> {
                required.add(TermHash.exact(hash, test.text()));
                yield true;
            }
            case STARTS, SPELLED -> {
                required.add(Grams.start(hash, test.text()));
                yield Grams.isStart(test.text());
            }
            case CONTAINS -> {
                Grams.runs(test.text(), required::add);
                yield false;
            }
        };
    }

    private static long[] grams(String text) {
        Set<Long> grams = new HashSet<>();
        Grams.runs(text, grams::add);
        return array(List.copyOf(grams));
    }

    private static long[] array(List<Long> terms) {
        return terms.stream().mapToLong(Long::longValue).toArray();
    }
}
