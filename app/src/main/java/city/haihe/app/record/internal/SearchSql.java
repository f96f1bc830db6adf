package city.haihe.app.record.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the statements of a search. */
final class SearchSql {

    /** Columns before the sort keys' in a page's rows: id, version, updated, deleted, patients, body. */
    static final int FIRST_KEY_COLUMN = 7;

    private final ResourceTables tables;
    private final Visibility visibility;

    SearchSql(ResourceTables tables, Visibility visibility) {
        this.tables = tables;
        this.visibility = visibility;
    }

    /** How many match. */
    SqlText count(SearchPlan plan) {
        SqlText sql = new SqlText().add("SELECT count(*)");
        new ConditionSql(tables, visibility, sql).matches(plan.type(), plan.conditions());
        return sql;
    }

    /** One row more than the page holds tells whether there is another page. */
    SqlText page(SearchPlan plan, @Nullable PageKey after) {
        // A key in an expression cannot be read off an index. PostgreSQL would else gladly walk a patient's handful of
        // results along the whole city's dates.
        boolean fromIndex = !plan.selective() && visibility.boundTo(plan.type()) == null;
        SqlText inner = new SqlText();
        ConditionSql conditions = new ConditionSql(tables, visibility, inner);
        String alias = conditions.matches(plan.type(), plan.conditions());
        SqlText sql = new SqlText().add("SELECT ");
        for (String column : List.of("id", "version", "updated", "deleted", "patients", "body")) {
            sql.add(column.equals("id") ? "" : ",").add(alias).add(".").add(column);
        }
        List<String> keys = new ArrayList<>();
        for (SortKey key : plan.order()) {
            String expression = conditions.expression(alias, key, fromIndex);
            keys.add(expression);
            sql.add(",").add(expression);
        }
        sql.add(inner);
        if (after != null) {
            sql.add(" AND ");
            writeAfter(sql, alias, plan.order(), keys, after);
        }
        sql.add(" ORDER BY ");
        for (int index = 0; index < keys.size(); index++) {
            SortKey key = plan.order().get(index);
            sql.add(keys.get(index)).add(key.descending() ? " DESC" : " ASC");
            sql.add(key.always() ? "," : key.descending() ? " NULLS LAST," : " NULLS FIRST,");
        }
        sql.add(fromIndex || !keys.isEmpty() ? alias + ".id" : "(" + alias + ".id||'')");
        return sql.add(" LIMIT ").mark((long) plan.count() + 1);
    }

    /** The first key decides, then the next where it is equal, and the id at last. */
    private static void writeAfter(SqlText sql, String alias, List<SortKey> order, List<String> keys, PageKey after) {
        sql.add("(");
        for (int last = 0; last <= keys.size(); last++) {
            sql.add(last == 0 ? "(" : " OR (");
            for (int index = 0; index < last; index++) {
                Object value = after.values().get(index);
                sql.add(keys.get(index));
                if (value == null) {
                    sql.add(" IS NULL AND ");
                } else {
                    sql.add("=").mark(value).add(" AND ");
                }
            }
            if (last == keys.size()) {
                sql.add(alias).add(".id>").mark(after.id());
            } else {
                writeBeyond(sql, keys.get(last), order.get(last), after.values().get(last));
            }
            sql.add(")");
        }
        sql.add(")");
    }

    private static void writeBeyond(SqlText sql, String key, SortKey order, @Nullable Object value) {
        if (value == null) {
            // Those without a value come first where the order ascends, and nothing comes after them where it descends.
            sql.add(order.descending() ? "false" : key + " IS NOT NULL");
            return;
        }
        sql.add("(").add(key).add(order.descending() ? "<" : ">").mark(value);
        if (order.descending() && !order.always()) {
            sql.add(" OR ").add(key).add(" IS NULL");
        }
        sql.add(")");
    }
}
