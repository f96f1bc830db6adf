package city.haihe.app.record.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From which side a link is followed. */
sealed interface LinkWay {

    /** Looks from each resource at what it is linked with: right where few resources are left to look at. */
    LinkWay NEAR = new Near();

    /** Finds what stands at the far end first: right where that is little. */
    LinkWay FAR = new Far();

    /** See {@link #NEAR}. */
    record Near() implements LinkWay {}

    /** See {@link #FAR}. */
    record Far() implements LinkWay {}

    /** What stands at the far end was found already, by the statement's part of that name. */
    record Found(String gate) implements LinkWay {}

    /**
     * One way through all links of a search. A search whose conditions do not tell which side has less is written once for
     * each answer, and finds out while it runs.
     *
     * @param ways how each link is followed
     * @param large the gates that must have found much
     * @param small the gate that must have found little, or none
     */
    record Route(Map<Condition.Link, LinkWay> ways, List<Condition.Link> large, List<Condition.Link> small) {

        /** Whether a link leaves so little that an order's index is of no use. */
        boolean narrow() {
            return !small.isEmpty() || !ways.isEmpty();
        }

        /** The ways, where the search's gates are numbered from the first on. */
        Map<Condition.Link, LinkWay> ways(int firstGate) {
            return small.isEmpty() ? ways : Map.of(small.getFirst(), new Found("g" + (firstGate + large.size())));
        }
    }

    /** Links of one search that are tried from the far end; more only make the statement longer. */
    int MAX_GATES = 3;

    /** The ways where the resources themselves must be enumerated. */
    static Map<Condition.Link, LinkWay> enumerating(List<Condition> conditions) {
        List<Condition.Link> links = links(conditions);
        if (links.isEmpty() || few(conditions, false)) {
            return Map.of();
        }
        Map<Condition.Link, LinkWay> ways = new HashMap<>();
        List<Condition.Link> decided =
                links.stream().filter(LinkWay::leadsToFew).toList();
        (decided.isEmpty() ? links : decided).forEach(link -> ways.put(link, FAR));
        return ways;
    }

    /** The routes of a search, of which exactly one will have results. */
    static List<Route> routes(List<Condition> conditions) {
        List<Condition.Link> links = links(conditions);
        if (links.isEmpty() || few(conditions, false)) {
            return List.of(new Route(Map.of(), List.of(), List.of()));
        }
        if (links.stream().anyMatch(LinkWay::leadsToFew)) {
            return List.of(new Route(enumerating(conditions), List.of(), List.of()));
        }
        List<Condition.Link> gates = links.subList(0, Math.min(MAX_GATES, links.size()));
        List<Route> routes = new ArrayList<>();
        for (int index = 0; index < gates.size(); index++) {
            Condition.Link gate = gates.get(index);
            routes.add(new Route(Map.of(), gates.subList(0, index), List.of(gate)));
        }
        routes.add(new Route(Map.of(), gates, List.of()));
        return routes;
    }

    private static List<Condition.Link> links(List<Condition> conditions) {
        return conditions.stream()
                .filter(Condition.Link.class::isInstance)
                .map(Condition.Link.class::cast)
                .distinct()
                .toList();
    }

    private static boolean leadsToFew(Condition.Link link) {
        return link.ends().stream().allMatch(end -> few(end.conditions(), true));
    }

    /** Whether the conditions surely leave a handful of resources. */
    private static boolean few(List<Condition> conditions, boolean withLinks) {
        return conditions.stream().anyMatch(condition -> few(condition, withLinks));
    }

    private static boolean few(Condition condition, boolean withLinks) {
        return switch (condition) {
            case Condition.AnyId _, Condition.AnyIdentifier _ -> true;
            // What a handful of resources refers to is a handful; what refers to it may be a whole city.
            case Condition.Link link -> withLinks && link.reverse() && leadsToFew(link);
            case Condition.AnyOf anyOf ->
                anyOf.alternatives().stream().allMatch(alternative -> few(alternative, withLinks));
            case Condition.AllOf allOf -> few(allOf.conditions(), withLinks);
            case Condition.OfPatient _ -> false;
            case Condition.AnyTerm _, Condition.NoTerm _, Condition.NoId _, Condition.Updated _ -> false;
            case Condition.Range _, Condition.Text _, Condition.Present _ -> false;
            case Condition.Listed _, Condition.Together _, Condition.Not _ -> false;
            case Condition.Worded _, Condition.Written _, Condition.Near _ -> false;
        };
    }
}
