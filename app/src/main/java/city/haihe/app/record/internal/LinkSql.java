package city.haihe.app.record.internal;

import java.util.List;
import java.util.Map;

/**
 * Writes links between resources: chains and reverse chains (FHIR R4 3.1.1.5.4, 3.1.1.5.5). A reference's term is
 * hash(target) XOR hash(parameter), so the terms of one side, XOR the parameter's hash, are found in the index of the other.
 */
final class LinkSql {

    /**
     * What a gate may find to count as little; it costs about a microsecond a row where there is more. A chain multiplies it
     * by what refers to each, as a patient's results do; of a reverse chain each brings a dozen terms to look for.
     */
    private static final long LITTLE = 1_000;

    private static final long LITTLE_IN_REVERSE = 3_000;

    private final ConditionSql conditions;
    private final SqlText sql;

    LinkSql(ConditionSql conditions, SqlText sql) {
        this.conditions = conditions;
        this.sql = sql;
    }

    /** Writes the test of a row. */
    void write(String alias, Condition.Link link, LinkWay way) {
        switch (way) {
            case LinkWay.Near _ -> writeNear(alias, link);
            case LinkWay.Far _ -> {
                openSet(alias, link);
                writeFar(link);
                closeSet(link);
            }
            case LinkWay.Found(String gate) -> {
                openSet(alias, link);
                sql.add(gate);
                closeSet(link);
            }
        }
    }

    /** Writes the part of a statement that finds what stands at the far end, as far as that is little. */
    void writeGate(String gate, Condition.Link link) {
        sql.add(gate).add(" AS MATERIALIZED (SELECT * FROM ");
        writeFar(link);
        sql.add(" f LIMIT ").mark(little(link) + 1).add(")");
    }

    /** Writes whether a gate has found little, or more. */
    void writeGateTest(String gate, Condition.Link link, boolean small) {
        sql.add("(SELECT count(*) FROM ")
                .add(gate)
                .add(")")
                .add(small ? "<=" : ">")
                .mark(little(link));
    }

    private static long little(Condition.Link link) {
        return link.reverse() ? LITTLE_IN_REVERSE : LITTLE;
    }

    private void openSet(String alias, Condition.Link link) {
        if (link.reverse()) {
            sql.add(alias)
                    .add(".self=ANY(ARRAY(SELECT x # ")
                    .mark(link.parameter())
                    .add("::bigint FROM ");
        } else {
            sql.add(alias)
                    .add(".terms && ARRAY(SELECT c.self # ")
                    .mark(link.parameter())
                    .add("::bigint FROM ");
        }
    }

    private void closeSet(Condition.Link link) {
        sql.add(link.reverse() ? " c, unnest(c.terms) x))" : " c)");
    }

    private void writeFar(Condition.Link link) {
        sql.add("(");
        for (int index = 0; index < link.ends().size(); index++) {
            Condition.End end = link.ends().get(index);
            sql.add(index == 0 ? "SELECT " : " UNION ALL SELECT ").add(link.reverse() ? "terms" : "self");
            conditions.onTheWay(end.type(), end.conditions(), LinkWay.enumerating(end.conditions()), alias -> {});
        }
        sql.add(")");
    }

    /**
     * A limit that PostgreSQL cannot read: told that one row is enough, it would scan a table in the hope to meet it early, row
     * after row.
     */
    private void writeNear(String alias, Condition.Link link) {
        List<Condition.End> ends = link.ends();
        sql.add("(");
        for (int index = 0; index < ends.size(); index++) {
            Condition.End end = ends.get(index);
            sql.add(index == 0 ? "(SELECT 1" : " OR (SELECT 1");
            conditions.onTheWay(end.type(), end.conditions(), Map.of(), far -> {
                if (link.reverse()) {
                    sql.add(" AND ").add(far).add(".terms @> ARRAY[").add(alias).add(".self # ");
                    sql.mark(link.parameter()).add("::bigint]");
                } else {
                    sql.add(" AND ").add(far).add(".self=ANY(ARRAY(SELECT x # ").mark(link.parameter());
                    sql.add("::bigint FROM unnest(").add(alias).add(".terms) x))");
                }
            });
            sql.add(" LIMIT (SELECT 1)) IS NOT NULL");
        }
        sql.add(")");
    }
}
