package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Settings;
import city.haihe.app.record.StoredResource;
import city.haihe.app.record.internal.NaiveResults.Answer;
import city.haihe.fhir.FhirObject;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** For random resources and searches, the record finds what {@link NaiveSearch} finds, in the same order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchPropertyIT {

    /** Searches. */
    private static final int CASES =
            Integer.getInteger("haihe.cases", System.getenv("HAIHE_LONG") == null ? 2_000 : 100_000);

    /** So many searches make use of everything. */
    private static final int ENOUGH = 2_000;

    /** Searches over the same resources. */
    private static final int CASES_A_CITY = 100;

    /** Differences that are told at once. */
    private static final int MOST_DIFFERENCES = Integer.getInteger("haihe.differences", 3);

    private static final int MOST_PAGES = 100;

    private static final String REFUSED = "refused: ";

    private static final Instant START = Instant.parse("2026-01-01T00:00:00.125Z");
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    /** Groups of resources that are written at one time. */
    private static final int TIMES = 4;

    /** What must find something in every run; of prefixes, that they are asked for. */
    private static final List<String> EXERCISED = List.of(
            "date",
            "number",
            "quantity",
            "string",
            "string:exact",
            "string:contains",
            "token",
            "token:not",
            "token:text",
            "token:in",
            "token:not-in",
            "token:below",
            "token:above",
            "token:of-type",
            "reference",
            "reference:identifier",
            "reference:[type]",
            "uri",
            "uri:below",
            "uri:above",
            "composite",
            "special",
            "quantity of UCUM",
            ":missing=true",
            ":missing=false",
            "or",
            "and",
            "chain",
            "chain.chain",
            "chain:[type]",
            "chain to any",
            "_has",
            "_has:_has",
            "chain+_has",
            "_sort",
            "_sort=-",
            "_sort=date of a Patient",
            "_include",
            "_include:iterate",
            "_revinclude",
            "_revinclude:iterate",
            "_total",
            "pages",
            "_summary=count",
            "_type",
            "compartment",
            "_id",
            "_lastUpdated",
            "_text",
            "_content",
            "_list");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final NaiveDefinitions definitions = new NaiveDefinitions();
    private final Map<String, int[]> tally = new TreeMap<>();
    private TestRecord record;
    private NaiveSearch search;

    @BeforeAll
    void start() {
        record = new TestRecord(new RecordSettings("http://city.example", Settings.References.OFF, true), now::get);
        search = new NaiveSearch(definitions, List.of(), Map.of(), NOW);
    }

    @AfterAll
    void stop() {
        record.close();
    }

    @Test
    void findsWhatTheSpecificationSays() {
        long seed = Long.getLong("haihe.seed", System.nanoTime());
        System.out.println("search property: -Dhaihe.seed=" + seed);
        List<String> differences = new ArrayList<>();
        int found = 0;
        int done = 0;
        for (long city = seed; done < CASES && differences.size() < MOST_DIFFERENCES; city++) {
            Random random = new Random(city);
            List<FhirObject> resources = new RandomResources(random).all();
            load(resources);
            RandomQueries queries = new RandomQueries(random, search, resources);
            for (int number = 0; number < CASES_A_CITY && done < CASES; number++) {
                SearchCase asked = queries.next();
                done++;
                int matches = new NaiveResults(search).answer(asked).matches().size();
                found += matches > 0 ? 1 : 0;
                count(asked.features(), matches > 0);
                String difference = difference(asked);
                if (!difference.isEmpty()) {
                    boolean refused = difference.startsWith(REFUSED);
                    SearchCase smallest = new Shrinking(candidate -> differsAnew(candidate, refused)).smallest(asked);
                    load(smallest.resources());
                    differences.add("city " + city + ", search " + number + ": " + difference(smallest) + smallest);
                    if (differences.size() == MOST_DIFFERENCES) {
                        break;
                    }
                    load(resources);
                    queries = new RandomQueries(random, search, resources);
                }
            }
        }
        tell(done, found);
        assertThat(differences).as("-Dhaihe.seed=" + seed).isEmpty();
        assertThat(found).as("searches that found something").isGreaterThan(done / 2);
        if (done >= ENOUGH) {
            assertThat(tally.keySet()).as("what was asked").containsAll(prefixes());
            assertThat(EXERCISED.stream().filter(feature -> tally.getOrDefault(feature, new int[2])[1] == 0))
                    .as("what found nothing")
                    .isEmpty();
        }
    }

    private static Set<String> prefixes() {
        Set<String> features = new TreeSet<>();
        for (String kind : List.of("date", "number", "quantity")) {
            RandomValues.PREFIXES.forEach(prefix -> features.add(kind + " " + prefix));
        }
        return features;
    }

    private void count(Set<String> features, boolean found) {
        for (String feature : features) {
            int[] counts = tally.computeIfAbsent(feature, name -> new int[2]);
            counts[0]++;
            counts[1] += found ? 1 : 0;
        }
    }

    private void tell(int done, int found) {
        System.out.printf(
                "search property: %d searches, %d%% found something; asked (and found): %s%n",
                done,
                100 * found / Math.max(1, done),
                tally.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue()[0] + " (" + entry.getValue()[1] + ")")
                        .collect(Collectors.joining(", ")));
    }

    /** Whether a smaller case is answered wrongly too, or refused too. */
    private boolean differsAnew(SearchCase candidate, boolean refused) {
        load(candidate.resources());
        String difference = difference(candidate);
        return !difference.isEmpty() && difference.startsWith(REFUSED) == refused;
    }

    /** How the record's answer differs from what is expected, or an empty string. */
    private String difference(SearchCase asked) {
        Answer expected = new NaiveResults(search).answer(asked);
        List<String> matches = new ArrayList<>();
        Set<String> included = new TreeSet<>();
        OptionalLong total = OptionalLong.empty();
        QueryString query = asked.query();
        for (int page = 0; page < MOST_PAGES; page++) {
            Interactions.Searched answer;
            try {
                QueryString part = query;
                answer = record.engine()
                        .database()
                        .read(connection -> record.interactions()
                                .search(
                                        connection,
                                        record.engine().visibility(TestRecord.SYSTEM),
                                        asked.base(),
                                        part,
                                        true));
            } catch (HaiheException refused) {
                return REFUSED + refused.getMessage() + " ";
            }
            matches.addAll(addresses(answer.found().matches()));
            included.addAll(addresses(answer.found().included().resources()));
            total = page == 0 ? answer.found().total() : total;
            if (answer.next().isEmpty()) {
                break;
            }
            query = new QueryString(List.of(new QueryString.Parameter(SearchParser.PAGE, answer.next())));
        }
        int all = expected.matches().size();
        if (asked.query().first("_summary").equals("count")) {
            return matches.isEmpty() && total.orElse(-1) == all
                    ? ""
                    : "total " + total + " (expected: " + all + ") by ";
        }
        if (!matches.equals(expected.matches())) {
            return "found " + matches + " (expected: " + expected.matches() + ") by ";
        }
        if (!included.equals(expected.included())) {
            return "included " + included + " (expected: " + expected.included() + ") by ";
        }
        boolean counted = asked.query().first("_total").equals("accurate");
        return counted && total.isEmpty() || total.orElse(all) != all
                ? "total " + total + " (expected: " + all + ") by "
                : "";
    }

    private static List<String> addresses(List<StoredResource> resources) {
        return resources.stream()
                .map(resource -> resource.type() + "/" + resource.id())
                .toList();
    }

    /**
     * Fills the record anew. Some resources have a first version that says something else, and of some types one was there
     * that references may lead to, and is deleted.
     */
    private void load(List<FhirObject> resources) {
        Map<String, Instant> updated = new HashMap<>();
        write(START, session -> {
            for (int index = 1; index < resources.size(); index++) {
                FhirObject resource = resources.get(index);
                FhirObject before = resources.get(index - 1);
                if (hadOtherContent(resource) && before.resourceType().equals(resource.resourceType())) {
                    session.create(before.copy().put("id", id(resource)), id(resource));
                }
                if (gone(resource) instanceof String id) {
                    session.create(resource.copy().put("id", id), id);
                }
            }
        });
        for (int time = 1; time <= TIMES; time++) {
            int part = time;
            Instant at = START.plusMillis(3_600_001L * time);
            write(at, session -> {
                for (int index = part - 1; index < resources.size(); index += TIMES) {
                    FhirObject resource = resources.get(index);
                    session.put(resource.copy(), id(resource), null);
                    updated.put(NaiveValue.address(resource), at);
                    if (gone(resource) instanceof String id) {
                        session.delete(resource.resourceType(), id);
                    }
                }
            });
        }
        now.set(NOW);
        search = new NaiveSearch(definitions, resources, updated, NOW);
    }

    private static boolean hadOtherContent(FhirObject resource) {
        return NaiveValue.address(resource).hashCode() % 3 == 0
                && !Set.of("ValueSet", "CodeSystem").contains(resource.resourceType());
    }

    /** The id behind the last of a type, where the resource is the last but one. */
    private static @Nullable String gone(FhirObject resource) {
        int last = RandomResources.TYPES.getOrDefault(resource.resourceType(), 0);
        return id(resource).equals(Integer.toString(last - 1)) ? Integer.toString(last + 1) : null;
    }

    private static String id(FhirObject resource) {
        return Objects.requireNonNull(resource.id());
    }

    @FunctionalInterface
    private interface Writes {
        void in(WriteSession session) throws SQLException;
    }

    private void write(Instant at, Writes writes) {
        now.set(at);
        record.engine().database().transaction(transaction -> {
            if (at.equals(START)) {
                clear(transaction.connection().createStatement());
            }
            WriteSession session = new WriteSession(
                    record.engine(), transaction, record.engine().visibility(TestRecord.SYSTEM));
            writes.in(session);
            session.finish();
            return at;
        });
    }

    private void clear(Statement statement) throws SQLException {
        try (statement) {
            statement.execute(RandomResources.TYPES.keySet().stream()
                    .map(type ->
                            "DELETE FROM " + record.engine().tables().of(type).name())
                    .collect(Collectors.joining(";", "", ";DELETE FROM record.history;DELETE FROM record.identity")));
        }
    }
}
