package city.haihe.app.record.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes random searches: conditions, chains and reverse chains of some depth, includes, sorting, paging, totals. */
final class AccessQueries {

    /** A reference parameter and the types that it leads to. */
    private record Link(String parameter, List<String> targets) {}

    private static final List<String> PEOPLE = List.of("Patient", "Practitioner");

    private static final Map<String, List<Link>> LINKS = Map.of(
            "Patient", List.of(new Link("general-practitioner", List.of("Practitioner"))),
            "Practitioner", List.of(),
            "Encounter",
                    List.of(
                            new Link("subject", List.of("Patient")),
                            new Link("patient", List.of("Patient")),
                            new Link("participant", List.of("Practitioner"))),
            "Condition",
                    List.of(
                            new Link("subject", List.of("Patient")),
                            new Link("encounter", List.of("Encounter")),
                            new Link("asserter", PEOPLE)),
            "Observation",
                    List.of(
                            new Link("subject", List.of("Patient")),
                            new Link("performer", PEOPLE),
                            new Link("encounter", List.of("Encounter")),
                            new Link("has-member", List.of("Observation"))));

    private static final Map<String, List<String>> SORTS = Map.of(
            "Patient", List.of("birthdate", "family"),
            "Practitioner", List.of("name"),
            "Encounter", List.of("date"),
            "Condition", List.of("_lastUpdated"),
            "Observation", List.of("date", "value-quantity"));

    private final Random random;
    private final AccessCases cases;

    AccessQueries(Random random, AccessCases cases) {
        this.random = random;
        this.cases = cases;
    }

    List<String> parameters(String type) {
        List<String> parameters = new ArrayList<>();
        for (int condition = random.nextInt(3); condition > 0; condition--) {
            parameters.add(condition(type, 2));
        }
        for (int include = random.nextInt(3); include > 0; include--) {
            parameters.add(include(type));
        }
        if (random.nextInt(3) == 0) {
            parameters.add("_sort=" + (random.nextBoolean() ? "-" : "") + sort(type));
        }
        if (random.nextInt(2) == 0) {
            parameters.add("_count=" + random.nextInt(4));
        }
        if (random.nextInt(3) == 0) {
            // An estimate may be the planner's figure, which differs between two records that hold the same.
            parameters.add("_total=" + one(List.of("none", "accurate")));
        }
        if (random.nextInt(10) == 0) {
            parameters.add("_summary=count");
        }
        return parameters;
    }

    private String condition(String type, int depth) {
        List<Link> links = LINKS.getOrDefault(type, List.of());
        int kind = depth == 0 ? 0 : random.nextInt(3);
        if (kind == 1 && !links.isEmpty()) {
            Link link = one(links);
            String target = one(link.targets());
            boolean named = link.targets().size() > 1 || link.parameter().equals("subject") || random.nextBoolean();
            return link.parameter() + (named ? ":" + target : "") + "." + condition(target, depth - 1);
        }
        if (kind == 2) {
            for (int attempt = 0; attempt < 5; attempt++) {
                String source = one(AccessCases.TYPES);
                for (Link link : LINKS.getOrDefault(source, List.of())) {
                    if (link.targets().contains(type)) {
                        return "_has:" + source + ":" + link.parameter() + ":" + condition(source, depth - 1);
                    }
                }
            }
        }
        return cases.filter(type);
    }

    private String include(String type) {
        boolean iterate = random.nextInt(4) == 0;
        boolean reverse = random.nextBoolean();
        String source = reverse || iterate ? one(AccessCases.TYPES) : type;
        List<Link> links = LINKS.getOrDefault(source, List.of());
        String name = (reverse ? "_revinclude" : "_include") + (iterate ? ":iterate" : "");
        if (links.isEmpty() || random.nextInt(5) == 0) {
            return reverse ? name + "=" + source + ":*" : "_include=*";
        }
        return name + "=" + source + ":" + one(links).parameter();
    }

    private String sort(String type) {
        return random.nextInt(3) == 0
                ? one(List.of("_id", "_lastUpdated"))
                : one(SORTS.getOrDefault(type, List.of("_id")));
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
