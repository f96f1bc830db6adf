package city.haihe.app.record.internal;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the statements of a search. */
final class SearchSql {

    /** Columns before the sort keys' in a page's rows. */
    private static final List<String> COLUMNS = List.of("id", "version", "updated", "deleted", "patients", "body");

    static final int FIRST_KEY_COLUMN = COLUMNS.size() + 1;

    private final ResourceTables tables;
    private final Visibility visibility;
    private final Foresight foresight;

    /** The beginning of the statement: what it finds before it decides on a route. */
    private final SqlText gates = new SqlText();

    private int gateCount;

    /** For statements that read no page. */
    SearchSql(ResourceTables tables, Visibility visibility) {
        this(tables, visibility, (_, _, _) -> false);
    }

    SearchSql(ResourceTables tables, Visibility visibility, Foresight foresight) {
        this.tables = tables;
        this.visibility = visibility;
        this.foresight = foresight;
    }

    /** Knows what the terms of a search leave. */
    @FunctionalInterface
    interface Foresight {

        /** Whether so few resources meet the conditions that a page of them is better found first and sorted then. */
        boolean few(TypeTable table, List<Condition> conditions, long wanted) throws SQLException;
    }

    /** How many match. */
    SqlText count(SearchPlan plan) {
        List<SqlText> counts = new ArrayList<>();
        for (SearchPlan.Part part : plan.parts()) {
            for (Branch branch : branches(part)) {
                SqlText sql = new SqlText().add("SELECT count(*) n");
                branch.from(sql);
                counts.add(sql);
            }
        }
        if (counts.size() == 1) {
            return counts.getFirst();
        }
        return union(new SqlText().add(gates).add("SELECT sum(n)::bigint FROM ("), counts)
                .add(") c");
    }

    /** The matches without their contents, for the planner's estimate of their number. */
    SqlText matches(SearchPlan plan) {
        List<SqlText> matches = new ArrayList<>();
        for (SearchPlan.Part part : plan.parts()) {
            SqlText sql = new SqlText().add("SELECT 1");
            new ConditionSql(tables, visibility, sql).matches(part.type(), part.conditions());
            matches.add(sql);
        }
        return union(new SqlText(), matches);
    }

    /**
     * One row more than the page holds tells whether there is another page. Where several types are searched, each row's last
     * column is its type.
     */
    SqlText page(SearchPlan plan, @Nullable PageKey after) throws SQLException {
        List<SqlText> pages = new ArrayList<>();
        for (SearchPlan.Part part : plan.parts()) {
            for (Branch branch : branches(part)) {
                pages.add(branch.page(plan, after));
            }
        }
        if (pages.size() == 1) {
            return pages.getFirst();
        }
        SqlText sql = new SqlText().add(gates);
        if (!plan.several()) {
            // Of the routes of one search only one has rows, so nothing is left to sort.
            return union(sql, pages);
        }
        union(sql.add("SELECT * FROM ("), pages).add(") p ORDER BY ");
        for (int index = 0; index < plan.order().size(); index++) {
            writeDirection(sql.add("k" + index), plan.order().get(index));
        }
        return sql.add("type,id LIMIT ").mark((long) plan.count() + 1);
    }

    private static SqlText union(SqlText sql, List<SqlText> parts) {
        for (int index = 0; index < parts.size(); index++) {
            sql.add(index == 0 ? "(" : " UNION ALL (").add(parts.get(index)).add(")");
        }
        return sql;
    }

    private List<Branch> branches(SearchPlan.Part part) {
        List<LinkWay.Route> routes = LinkWay.routes(part.conditions());
        int first = gateCount;
        routes.forEach(route -> route.small().forEach(this::openGate));
        return routes.stream().map(route -> new Branch(part, route, first)).toList();
    }

    private void openGate(Condition.Link gate) {
        gates.add(gateCount == 0 ? "WITH " : ",");
        new LinkSql(new ConditionSql(tables, visibility, gates), gates).writeGate("g" + gateCount, gate);
        gateCount++;
    }

    private static void writeDirection(SqlText sql, SortKey key) {
        sql.add(key.descending() ? " DESC" : " ASC");
        sql.add(key.always() ? "," : key.descending() ? " NULLS LAST," : " NULLS FIRST,");
    }

    /** The search of one type along one route. */
    private final class Branch {

        private final SearchPlan.Part part;
        private final LinkWay.Route route;
        private final int firstGate;

        Branch(SearchPlan.Part part, LinkWay.Route route, int firstGate) {
            this.part = part;
            this.route = route;
            this.firstGate = firstGate;
        }

        /** Writes what to read and the conditions, and answers the table's alias. */
        String from(SqlText sql) {
            ConditionSql conditions = new ConditionSql(tables, visibility, sql);
            return from(conditions, sql, part.conditions());
        }

        /**
         * The conditions, where all that is asked for is one patient's resources in the order of their dates: along that
         * index a page costs what it holds, however much the patient has.
         */
        private Optional<List<Condition>> timeline(SearchPlan plan) {
            TypeTable.RangeColumn column = tables.of(part.type()).timeline();
            if (column == null
                    || plan.several()
                    || plan.order().isEmpty()
                    || part.conditions().isEmpty()) {
                return Optional.empty();
            }
            boolean byDate = plan.order().getFirst().by() instanceof SortKey.By.Range(TypeTable.RangeColumn by)
                    && by.equals(column);
            return byDate && part.conditions().stream().allMatch(Condition.OfPatient.class::isInstance)
                    ? Optional.of(part.conditions().stream()
                            .<Condition>map(condition -> ((Condition.OfPatient) condition).ordered())
                            .toList())
                    : Optional.empty();
        }

        private String from(ConditionSql conditions, SqlText sql, List<Condition> asked) {
            Map<Condition.Link, LinkWay> ways = route.ways(firstGate);
            LinkSql links = new LinkSql(conditions, sql);
            return conditions.matches(part.type(), asked, ways, alias -> {
                for (int index = 0; index < route.large().size(); index++) {
                    sql.add(" AND ");
                    links.writeGateTest("g" + (firstGate + index), route.large().get(index), false);
                }
                for (Condition.Link small : route.small()) {
                    sql.add(" AND ");
                    links.writeGateTest("g" + (firstGate + route.large().size()), small, true);
                }
            });
        }

        SqlText page(SearchPlan plan, @Nullable PageKey after) throws SQLException {
            // A key in an expression cannot be read off an index. PostgreSQL would else gladly walk a patient's handful
            // of results along the whole city's dates.
            Optional<List<Condition>> timeline = timeline(plan);
            boolean fromIndex = timeline.isPresent()
                    || !part.selective()
                            && !route.narrow()
                            && visibility.boundTo(part.type()) == null
                            && !foresight.few(tables.of(part.type()), part.conditions(), plan.count() + 1L);
            SqlText inner = new SqlText();
            ConditionSql conditions = new ConditionSql(tables, visibility, inner);
            String alias = from(conditions, inner, timeline.orElse(part.conditions()));
            SqlText sql = new SqlText().add("SELECT ");
            for (String column : COLUMNS) {
                sql.add(column.equals("id") ? "" : ",").add(alias).add(".").add(column);
            }
            SortSql sort = new SortSql(tables.of(part.type()), alias);
            List<String> keys = new ArrayList<>();
            for (SortKey key : plan.order()) {
                String expression = sort.expression(key, fromIndex);
                sql.add(",").add(expression).add(plan.several() ? " k" + keys.size() : "");
                keys.add(expression);
            }
            if (plan.several()) {
                // The name of a type is ours, not a caller's.
                sql.add(",'").add(part.type()).add("'::text COLLATE \"C\" AS type");
            }
            sql.add(inner);
            if (after != null) {
                sql.add(" AND ");
                new PageSql(sql, alias, plan, part.type()).writeAfter(keys, after);
            }
            sql.add(" ORDER BY ");
            for (int index = 0; index < keys.size(); index++) {
                writeDirection(sql.add(keys.get(index)), plan.order().get(index));
            }
            sql.add(fromIndex || !keys.isEmpty() ? alias + ".id" : "(" + alias + ".id||'')");
            return sql.add(" LIMIT ").mark((long) plan.count() + 1);
        }
    }
}
