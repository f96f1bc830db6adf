package city.haihe.app.record.internal;

import java.util.List;

/**
 * A search, understood.
 *
 * @param parts what is searched: one type, or several under one order
 * @param order the sort keys; type and id always follow as the last
 * @param count how many matches a page holds; 0 asks for the total only
 * @param form in which form the results are wanted
 * @param includes what else to bring
 * @param used the parameters that were understood, for the self link
 * @param ignored the parameters that were not, for the warning
 */
record SearchPlan(
        List<Part> parts,
        List<SortKey> order,
        int count,
        ResultForm form,
        List<Include> includes,
        List<QueryString.Parameter> used,
        List<String> ignored) {

    /**
     * The search of one type.
     *
     * @param type the resource type
     * @param conditions what must hold
     */
    record Part(String type, List<Condition> conditions) {

        /**
         * Whether a condition surely leaves few resources, so that they are found first and sorted then; otherwise
         * PostgreSQL chooses, and may walk along the order's index. Of links see {@link LinkWay.Route#narrow}.
         */
        boolean selective() {
            return conditions.stream().anyMatch(SearchPlan::selective);
        }
    }

    /**
     * Resources to bring beside the matches.
     *
     * @param reverse whether the source refers to the matches ({@code _revinclude}) or the matches to the target
     * @param iterate whether it goes on from what was brought
     * @param source the type that has the reference parameter, or {@code *} for every type
     * @param parameter the reference parameter, or {@code *} for all
     * @param target the only type that is wanted, or empty for every
     */
    record Include(boolean reverse, boolean iterate, String source, String parameter, String target) {}

    /** A plain search of ours. */
    static SearchPlan of(String type, List<Condition> conditions, int count) {
        return of(List.of(new Part(type, conditions)), count);
    }

    /** A plain search of ours over several types. */
    static SearchPlan of(List<Part> parts, int count) {
        return new SearchPlan(parts, List.of(), count, ResultForm.PLAIN, List.of(), List.of(), List.of());
    }

    /** A search of ours in an order. */
    static SearchPlan of(String type, List<Condition> conditions, List<SortKey> order, int count) {
        List<Part> parts = List.of(new Part(type, conditions));
        return new SearchPlan(parts, order, count, ResultForm.PLAIN, List.of(), List.of(), List.of());
    }

    /** The type, or the first of several. */
    String type() {
        return parts.getFirst().type();
    }

    /** What must hold of a resource of that type. */
    List<Condition> conditions() {
        return parts.getFirst().conditions();
    }

    /** Whether several types are searched, so that a row must say its type. */
    boolean several() {
        return parts.size() > 1;
    }

    private static boolean selective(Condition condition) {
        return switch (condition) {
            case Condition.AnyId _, Condition.AnyIdentifier _, Condition.Text _, Condition.OfPatient _ -> true;
            case Condition.AnyTerm anyTerm -> anyTerm.narrow();
            case Condition.AnyOf anyOf -> anyOf.alternatives().stream().allMatch(SearchPlan::selective);
            case Condition.AllOf allOf -> allOf.conditions().stream().anyMatch(SearchPlan::selective);
            case Condition.NoTerm _, Condition.NoId _, Condition.Updated _, Condition.Link _ -> false;
            case Condition.Range _, Condition.Present _ -> false;
            case Condition.Listed _, Condition.Together _, Condition.Not _ -> false;
            case Condition.Worded _, Condition.Written _, Condition.Near _ -> false;
        };
    }
}
