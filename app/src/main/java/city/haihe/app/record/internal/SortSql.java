package city.haihe.app.record.internal;

/** Writes what results are sorted by. */
final class SortSql {

    private final TypeTable table;
    private final String alias;

    SortSql(TypeTable table, String alias) {
        this.table = table;
        this.alias = alias;
    }

    /** The expression of a sort key. A key that must not be read from an index is wrapped, see {@link SearchSql}. */
    String expression(SortKey key, boolean fromIndex) {
        return switch (key.by()) {
            case SortKey.By.Id _ -> alias + ".id";
            case SortKey.By.Updated _ -> fromIndex ? alias + ".updated" : "(" + alias + ".updated+0)";
            case SortKey.By.Range(TypeTable.RangeColumn column)
            when key.descending() && table.hasSeveral(column.parameter()) -> last(column);
            case SortKey.By.Range(TypeTable.RangeColumn column) ->
                fromIndex ? alias + "." + column.low() : "(" + alias + "." + column.low() + "+0)";
            case SortKey.By.Text(String parameter) -> {
                String prefix = parameter + ConditionSql.SEPARATOR;
                yield "(SELECT " + (key.descending() ? "max" : "min") + "(s COLLATE \"C\") FROM unnest(" + alias
                        + ".strings) s WHERE starts_with(s,'" + literal(prefix) + "'))";
            }
        };
    }

    /** The last of several values, each by its lower bound: the one that comes first where the order descends. */
    private String last(TypeTable.RangeColumn column) {
        String ranges = alias + ".ranges";
        return "coalesce((SELECT max(" + ranges + "[i+1]) FROM generate_series(1,cardinality(" + ranges
                + "),3) i WHERE " + ranges + "[i]='" + TermHash.parameter(column.parameter()) + "'::bigint)," + alias
                + "."
                + column.low() + ")";
    }

    /** A parameter's name comes from the definitions, not from a caller; it holds letters, digits and hyphens. */
    private static String literal(String name) {
        return name.replace("'", "''");
    }
}
