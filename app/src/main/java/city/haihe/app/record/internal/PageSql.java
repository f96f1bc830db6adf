package city.haihe.app.record.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes where a page begins: behind the last match of the page before, in the search's order. */
final class PageSql {

    private final SqlText sql;
    private final String alias;
    private final SearchPlan plan;
    private final String type;

    PageSql(SqlText sql, String alias, SearchPlan plan, String type) {
        this.sql = sql;
        this.alias = alias;
        this.plan = plan;
        this.type = type;
    }

    /** The first key decides, then the next where it is equal, then the type, and the id at last. */
    void writeAfter(List<String> keys, PageKey after) {
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
                writeAfterId(after.id());
            } else {
                writeBeyond(
                        keys.get(last), plan.order().get(last), after.values().get(last));
            }
            sql.add(")");
        }
        sql.add(")");
    }

    private void writeAfterId(String id) {
        int slash = plan.several() ? id.indexOf('/') : -1;
        int order = slash < 0 ? 0 : type.compareTo(id.substring(0, slash));
        if (order == 0) {
            sql.add(alias).add(".id>").mark(id.substring(slash + 1));
        } else {
            sql.add(order > 0 ? "true" : "false");
        }
    }

    private void writeBeyond(String key, SortKey order, @Nullable Object value) {
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
