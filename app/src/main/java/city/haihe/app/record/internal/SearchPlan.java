package city.haihe.app.record.internal;

import java.util.List;

/**
 * A search, understood.
 *
 * @param type the resource type
 * @param conditions what must hold
 * @param order the sort keys; the id always follows as the last
 * @param count how many matches a page holds; 0 asks for the total only
 * @param total whether the total was asked for
 * @param includes what else to bring
 * @param used the parameters that were understood, for the self link
 * @param ignored the parameters that were not, for the warning
 */
record SearchPlan(
        String type,
        List<Condition> conditions,
        List<SortKey> order,
        int count,
        boolean total,
        List<Include> includes,
        List<QueryString.Parameter> used,
        List<String> ignored) {

    /**
     * Resources to bring beside the matches.
     *
     * @param reverse whether the source refers to the matches ({@code _revinclude}) or the matches to the target
     * @param source the type that has the reference parameter
     * @param parameter the reference parameter, or {@code *} for all
     * @param target the only type that is wanted, or empty for every
     */
    record Include(boolean reverse, String source, String parameter, String target) {}

    /** A plain search of ours. */
    static SearchPlan of(String type, List<Condition> conditions, int count) {
        return new SearchPlan(type, conditions, List.of(), count, false, List.of(), List.of(), List.of());
    }

    /**
     * Whether a condition surely leaves few resources, so that they are found first and sorted then; otherwise PostgreSQL
     * chooses, and may walk along the order's index.
     */
    boolean selective() {
        return conditions.stream().anyMatch(SearchPlan::selective);
    }

    private static boolean selective(Condition condition) {
        return switch (condition) {
            case Condition.AnyId _, Condition.AnyIdentifier _, Condition.Text _ -> true;
            case Condition.AnyTerm anyTerm -> anyTerm.narrow();
            case Condition.Chain chain -> chain.conditions().stream().anyMatch(SearchPlan::selective);
            case Condition.AnyOf anyOf -> anyOf.alternatives().stream().allMatch(SearchPlan::selective);
            case Condition.AllOf allOf -> allOf.conditions().stream().anyMatch(SearchPlan::selective);
            case Condition.NoTerm _, Condition.NoId _, Condition.Updated _ -> false;
            case Condition.Range _, Condition.Present _ -> false;
        };
    }
}
