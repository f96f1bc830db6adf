package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import city.haihe.app.record.internal.SearchPlan.Include;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Brings what a page's matches refer to and what refers to them, round after round (FHIR R4 3.1.1.5.5). */
final class IncludeRun {

    /** What includes may add to a page. */
    static final int MAX_INCLUDED = 1_000;

    /** Rounds of {@code :iterate}; a part's parts rarely go deeper, and references may go in circles. */
    static final int MAX_ROUNDS = 10;

    private static final String ALL = "*";

    /** Finds the first resources of a search, one more than its count where there are more. */
    @FunctionalInterface
    interface Finder {
        List<StoredRow> find(SearchPlan plan) throws SQLException;
    }

    private final ResourceIndexer indexer;
    private final ResourceTables tables;
    private final Visibility visibility;
    private final Finder finder;

    private final Set<String> known = new LinkedHashSet<>();
    private final List<StoredResource> included = new ArrayList<>();
    private boolean complete = true;

    IncludeRun(ResourceIndexer indexer, ResourceTables tables, Visibility visibility, Finder finder) {
        this.indexer = indexer;
        this.tables = tables;
        this.visibility = visibility;
        this.finder = finder;
    }

    /** What was brought, and whether that is all. */
    record Included(List<StoredResource> resources, boolean complete) {

        static final Included NONE = new Included(List.of(), true);
    }

    Included run(List<Include> includes, List<StoredResource> matches) throws SQLException {
        matches.forEach(match -> known.add(address(match)));
        List<Include> iterated = includes.stream().filter(Include::iterate).toList();
        List<StoredResource> frontier = matches;
        for (int round = 0; !frontier.isEmpty() && complete; round++) {
            if (round == MAX_ROUNDS) {
                complete = false;
                break;
            }
            int before = included.size();
            step(round == 0 ? includes : iterated, frontier);
            frontier = iterated.isEmpty() ? List.of() : List.copyOf(included.subList(before, included.size()));
        }
        return new Included(included, complete);
    }

    private void step(List<Include> includes, List<StoredResource> from) throws SQLException {
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        for (Include include : includes) {
            if (!include.reverse()) {
                for (StoredResource source : from) {
                    addTargets(include, source, wanted);
                }
            }
        }
        for (Map.Entry<String, Set<String>> group : wanted.entrySet()) {
            if (visibility.reaches(group.getKey())) {
                collect(List.of(new SearchPlan.Part(
                        group.getKey(), List.of(new Condition.AnyId(List.copyOf(group.getValue()))))));
            }
        }
        for (Include include : includes) {
            if (include.reverse()) {
                collect(referring(include, from));
            }
        }
    }

    private void addTargets(Include include, StoredResource source, Map<String, Set<String>> wanted) {
        if (!include.source().equals(ALL) && !include.source().equals(source.type())) {
            return;
        }
        indexer.targets(source.resource(), include.parameter(), include.target())
                .forEach(target -> {
                    if (!known.contains(target.type() + "/" + target.id())) {
                        wanted.computeIfAbsent(target.type(), type -> new LinkedHashSet<>())
                                .add(target.id());
                    }
                });
    }

    /** The search of what refers to the resources; no part where nothing can. */
    private List<SearchPlan.Part> referring(Include include, List<StoredResource> targets) {
        List<Long> terms = new ArrayList<>();
        for (StoredResource target : targets) {
            if (include.target().isEmpty() || include.target().equals(target.type())) {
                long self = TermHash.self(target.type(), target.id());
                // Under its own hash, a target is found by whatever refers to it.
                terms.add(
                        include.parameter().equals(ALL)
                                ? self
                                : TermHash.reference(TermHash.parameter(include.parameter()), self));
            }
        }
        if (terms.isEmpty()) {
            return List.of();
        }
        Condition refers = new Condition.AnyTerm(terms, true);
        List<SearchPlan.Part> parts = new ArrayList<>();
        for (TypeTable table : tables.all()) {
            boolean asked = include.source().equals(ALL) || include.source().equals(table.type());
            if (asked && visibility.reaches(table.type())) {
                parts.add(new SearchPlan.Part(table.type(), List.of(refers)));
            }
        }
        return parts;
    }

    private void collect(List<SearchPlan.Part> parts) throws SQLException {
        if (parts.isEmpty() || !complete) {
            return;
        }
        // What is known may be found once more, so that many rows may bring little.
        int room = MAX_INCLUDED + known.size() - included.size();
        List<StoredRow> rows = finder.find(SearchPlan.of(parts, room));
        for (StoredRow row : rows) {
            if (known.add(address(row.resource()))) {
                if (included.size() == MAX_INCLUDED) {
                    complete = false;
                    return;
                }
                included.add(row.resource());
            }
        }
        complete = rows.size() <= room;
    }

    private static String address(StoredResource resource) {
        return resource.type() + "/" + resource.id();
    }
}
