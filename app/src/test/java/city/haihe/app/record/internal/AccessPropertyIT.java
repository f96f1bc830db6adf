package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Settings;
import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.app.record.StoredResource;
import city.haihe.app.record.internal.AccessCase.Grant;
import city.haihe.app.record.internal.AccessCase.Question;
import city.haihe.app.record.internal.AccessCase.Version;
import city.haihe.fhir.FhirObject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * For random scopes, data and questions, the answer equals the answer of a record that holds only what may be seen. Searches
 * and reads are asked of such a second record; histories are compared with the versions that the case says are seen, since
 * numbers of versions tell of earlier ones.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessPropertyIT {

    /** Records; each is asked {@link #QUESTIONS} questions. */
    private static final int CASES =
            Integer.getInteger("haihe.cases", System.getenv("HAIHE_LONG") == null ? 60 : 2_000);

    private static final int QUESTIONS = 12;

    /** An answer of more pages than resources does not end. */
    private static final int MOST_PAGES = 60;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final RecordSettings settings = new RecordSettings("http://city.example", Settings.References.OFF, true);
    private TestRecord whole;
    private TestRecord part;

    @BeforeAll
    void start() {
        whole = new TestRecord(settings, now::get);
        part = new TestRecord(settings, now::get);
    }

    @AfterAll
    void stop() {
        whole.close();
        part.close();
    }

    @Test
    void answersAsARecordOfOnlyWhatMayBeSeen() {
        long seed = Long.getLong("haihe.seed", System.nanoTime());
        System.out.println("access property: -Dhaihe.seed=" + seed);
        int hidden = 0;
        int answered = 0;
        for (int number = 0; number < CASES; number++) {
            AccessCases cases = new AccessCases(new Random(seed + number));
            AccessCase scene = new AccessCase(
                    cases.versions(), cases.grants(), cases.patient(), new Question.Read("Patient", "x"));
            load(scene);
            hidden += scene.current().size() - scene.visible().size();
            for (int question = 0; question < QUESTIONS; question++) {
                AccessCase asked = new AccessCase(scene.versions(), scene.grants(), scene.patient(), cases.question());
                Answers answers = answers(asked);
                if (!answers.expected().equals(answers.given())) {
                    AccessCase smallest = shrink(asked);
                    load(smallest);
                    assertThat(answers(smallest).given())
                            .as("seed %d\n%s", seed + number, smallest)
                            .isEqualTo(answers(smallest).expected());
                    assertThat(answers.given())
                            .as("seed %d\n%s", seed + number, asked)
                            .isEqualTo(answers.expected());
                }
                answered += answers.given().startsWith("HH-") ? 0 : 1;
            }
        }
        assertThat(hidden).as("resources that were to be hidden").isGreaterThan(CASES);
        assertThat(answered).as("questions that were no errors").isGreaterThan(CASES * QUESTIONS / 3);
    }

    /** What the record answers and what it should. */
    private record Answers(String given, String expected) {}

    private Answers answers(AccessCase asked) {
        Caller caller = asked.caller();
        return switch (asked.question()) {
            case Question.Search search ->
                new Answers(search(whole, caller, search), search(part, asked.unrestrictedCaller(), search));
            case Question.Read(String type, String id) ->
                new Answers(read(whole, caller, type, id), expectedRead(asked, type, id));
            case Question.ReadVersion(String type, String id, int version) ->
                new Answers(
                        answer(() -> text(whole.engine()
                                .database()
                                .read(connection -> whole.interactions()
                                        .readVersion(connection, whole.engine().visibility(caller), type, id, version)
                                        .orElseThrow(() -> RecordErrors.notFound(type, id))))),
                        expectedVersion(asked, type, id, version));
            case Question.History history -> new Answers(history(caller, history), expectedHistory(asked, history));
        };
    }

    private String search(TestRecord record, Caller caller, Question.Search asked) {
        return answer(() -> {
            StringBuilder pages = new StringBuilder();
            String query = String.join("&", asked.parameters());
            for (int page = 0; !query.isEmpty(); page++) {
                assertThat(page).as(asked.toString()).isLessThan(MOST_PAGES);
                QueryString parsed = QueryString.parse(query);
                Interactions.Searched searched = record.engine()
                        .database()
                        .read(connection -> record.interactions()
                                .search(connection, record.engine().visibility(caller), asked.type(), parsed, true));
                SearchEngine.Found found = searched.found();
                pages.append("matches ").append(addresses(found.matches()));
                pages.append(" included ").append(new TreeSet<>(addresses(found.included())));
                pages.append(" total ").append(found.total()).append('\n');
                query = searched.next().isEmpty() ? "" : "_page=" + searched.next();
            }
            return pages.toString();
        });
    }

    private static List<String> addresses(List<StoredResource> resources) {
        return resources.stream()
                .map(resource -> resource.type() + "/" + resource.id())
                .toList();
    }

    private String read(TestRecord record, Caller caller, String type, String id) {
        return answer(() -> text(record.engine()
                .database()
                .read(connection -> record.interactions()
                        .read(connection, record.engine().visibility(caller), type, id)
                        .orElseThrow(() -> RecordErrors.notFound(type, id)))));
    }

    /** A deletion is told to whoever is not restricted. */
    private String expectedRead(AccessCase asked, String type, String id) {
        boolean goneInSight = asked.current().stream()
                .anyMatch(version -> version.address().equals(type + "/" + id)
                        && version.isDeletion()
                        && asked.finds(version)
                        && asked.allows(type, Permission.READ));
        return goneInSight ? "deleted" : read(part, asked.unrestrictedCaller(), type, id);
    }

    private static String expectedVersion(AccessCase asked, String type, String id, int number) {
        if (!asked.allows(type, Permission.READ)) {
            return "HH-2002";
        }
        return asked.visibleVersions(type, id).stream()
                .filter(version -> version.number() == number)
                .findFirst()
                .map(version -> version.isDeletion() ? "deleted" : content(version.resource()))
                .orElse("HH-1007");
    }

    private String history(Caller caller, Question.History asked) {
        return answer(() -> {
            List<String> seen = new ArrayList<>();
            String query = "_count=" + asked.count();
            for (int page = 0; !query.isEmpty(); page++) {
                assertThat(page).as(asked.toString()).isLessThan(MOST_PAGES);
                QueryString parsed = QueryString.parse(query);
                Interactions.Versions versions = whole.engine()
                        .database()
                        .read(connection -> whole.interactions()
                                .history(
                                        connection,
                                        whole.engine().visibility(caller),
                                        asked.type(),
                                        asked.id().isEmpty() ? null : asked.id(),
                                        parsed));
                assertThat(versions.versions()).hasSizeLessThanOrEqualTo(asked.count());
                versions.versions()
                        .forEach(version -> seen.add(version.type() + "/" + version.id() + " v" + version.version()));
                query = versions.next().isEmpty() ? "" : "_page=" + versions.next();
            }
            return seen.toString();
        });
    }

    private static String expectedHistory(AccessCase asked, Question.History history) {
        if (!asked.allows(history.type(), history.id().isEmpty() ? Permission.SEARCH : Permission.READ)) {
            return "HH-2002";
        }
        List<Version> versions = asked.visibleVersions(history.type(), history.id());
        return versions.isEmpty() && !history.id().isEmpty()
                ? "HH-1007"
                : versions.stream()
                        .map(version -> version.address() + " v" + version.number())
                        .toList()
                        .toString();
    }

    /** A resource as both records have it: they differ in the numbers of versions. */
    private static String text(StoredResource resource) {
        return resource.deleted() ? "deleted" : content(resource.resource());
    }

    private static String content(FhirObject resource) {
        FhirObject copy = resource.copy();
        FhirObject meta = copy.object("meta");
        if (meta != null) {
            meta.remove("versionId");
            meta.remove("lastUpdated");
            if (meta.isEmpty()) {
                copy.remove("meta");
            }
        }
        return new TreeSet<>(fields(copy)).toString();
    }

    private static List<String> fields(FhirObject resource) {
        List<String> fields = new ArrayList<>();
        resource.forEach((name, value) -> fields.add(name + "=" + value));
        return fields;
    }

    private interface Ask {
        String ask() throws SQLException;
    }

    private static String answer(Ask ask) {
        try {
            return ask.ask();
        } catch (HaiheException refused) {
            return refused.code().code();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Fills both records anew. */
    private void load(AccessCase scene) {
        List<Version> seen = scene.visible().stream()
                .map(version -> new Version(version.type(), version.id(), 1, version.time(), version.elements()))
                .toList();
        load(whole, scene.versions());
        load(part, seen);
    }

    private void load(TestRecord record, List<Version> versions) {
        record.engine().database().transaction(transaction -> {
            try (var statement = transaction.connection().createStatement()) {
                statement.execute(AccessCases.TYPES.stream()
                        .map(type -> "DELETE FROM "
                                + record.engine().tables().of(type).name())
                        .collect(Collectors.joining(
                                ";", "", ";DELETE FROM record.history;DELETE FROM record.identity")));
            }
            WriteSession session = new WriteSession(
                    record.engine(), transaction, record.engine().visibility(TestRecord.SYSTEM));
            for (Version version : versions) {
                now.set(version.time());
                if (version.isDeletion()) {
                    session.delete(version.type(), version.id());
                } else if (version.number() == 1) {
                    session.create(version.resource(), version.id());
                } else {
                    session.put(version.resource(), null);
                }
            }
            session.finish();
            return versions.size();
        });
    }

    /** Takes away what the difference does not need. */
    private AccessCase shrink(AccessCase failing) {
        AccessCase smallest = failing;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (AccessCase candidate : smaller(smallest)) {
                load(candidate);
                Answers answers = answers(candidate);
                if (!answers.given().equals(answers.expected())) {
                    smallest = candidate;
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private static List<AccessCase> smaller(AccessCase asked) {
        List<AccessCase> candidates = new ArrayList<>();
        for (String address :
                asked.versions().stream().map(Version::address).distinct().toList()) {
            List<Version> rest = asked.versions().stream()
                    .filter(version -> !version.address().equals(address))
                    .toList();
            candidates.add(new AccessCase(rest, asked.grants(), asked.patient(), asked.question()));
        }
        for (Grant grant : asked.grants()) {
            List<Grant> rest = asked.grants().stream()
                    .filter(other -> !Objects.equals(other, grant))
                    .toList();
            candidates.add(new AccessCase(asked.versions(), rest, asked.patient(), asked.question()));
        }
        if (asked.question() instanceof Question.Search(String type, List<String> parameters)) {
            for (int place = 0; place < parameters.size(); place++) {
                List<String> rest = new ArrayList<>(parameters);
                rest.remove(place);
                candidates.add(new AccessCase(
                        asked.versions(), asked.grants(), asked.patient(), new Question.Search(type, rest)));
            }
        }
        if (asked.patient() != null) {
            candidates.add(new AccessCase(asked.versions(), asked.grants(), null, asked.question()));
        }
        return candidates;
    }
}
