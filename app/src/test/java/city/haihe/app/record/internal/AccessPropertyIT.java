package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.Settings;
import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.app.record.internal.AccessCase.Grant;
import city.haihe.app.record.internal.AccessCase.Question;
import city.haihe.app.record.internal.AccessCase.Version;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * For random scopes, data and questions, the answer equals the answer of a record that holds only what may be seen. Searches,
 * reads and operations are asked of such a second record; histories are compared with the versions that the case says are
 * seen, since numbers of versions tell of earlier ones.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessPropertyIT {

    /** Records; each is asked {@link #QUESTIONS} questions. */
    private static final int CASES =
            Integer.getInteger("haihe.cases", System.getenv("HAIHE_LONG") == null ? 60 : 2_000);

    private static final int QUESTIONS = 12;

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
        for (long number = seed; number < seed + CASES; number++) {
            AccessCases cases = new AccessCases(new Random(number));
            AccessCase scene = new AccessCase(
                    cases.versions(), cases.grants(), cases.patient(), new Question.Read("Patient", "x"));
            load(scene);
            hidden += scene.current().size() - scene.visible().size();
            for (int question = 0; question < QUESTIONS; question++) {
                AccessCase asked = scene.asking(cases.question());
                Answers answers = answers(asked);
                if (!answers.agree()) {
                    AccessCase smallest = shrink(asked);
                    load(smallest);
                    assertThat(answers(smallest).given())
                            .as("seed %d\n%s", number, smallest)
                            .isEqualTo(answers(smallest).expected());
                    assertThat(answers.given()).as("seed %d\n%s", number, asked).isEqualTo(answers.expected());
                }
                answered += answers.given().startsWith("HH-") ? 0 : 1;
            }
        }
        assertThat(hidden).as("resources that were to be hidden").isGreaterThan(CASES);
        assertThat(answered).as("questions that were no errors").isGreaterThan(CASES * QUESTIONS / 3);
    }

    /** What the record answers and what it should. */
    private record Answers(String given, String expected) {

        boolean agree() {
            return given.equals(expected);
        }
    }

    private Answers answers(AccessCase asked) {
        AccessAnswers given = new AccessAnswers(whole, asked.caller());
        AccessAnswers expected = new AccessAnswers(part, asked.unrestrictedCaller());
        return switch (asked.question()) {
            case Question.Search search -> new Answers(given.search(search), expected.search(search));
            case Question.Read(String type, String id) ->
                new Answers(
                        given.read(type, id),
                        isGone(asked, type, id) ? AccessAnswers.DELETED : expected.read(type, id));
            case Question.ReadVersion(String type, String id, int version) ->
                new Answers(given.readVersion(type, id, version), expectedVersion(asked, type, id, version));
            case Question.Everything everything ->
                new Answers(
                        given.everything(everything),
                        isGone(asked, everything.type(), everything.id())
                                ? ErrorCode.GONE.code()
                                : expected.everything(everything));
            case Question.Write write -> {
                now.set(write.version().time());
                yield new Answers(
                        new AccessAnswers(whole, asked.writing().caller()).write(write),
                        expectedWrite(asked.writing(), write));
            }
            case Question.Meta(String type) -> new Answers(given.meta(type), expected.meta(type));
            case Question.History history -> new Answers(given.history(history), expectedHistory(asked, history));
        };
    }

    /** A deletion is told to whoever may see the resource and is not restricted. */
    private static boolean isGone(AccessCase asked, String type, String id) {
        return asked.allows(type, Permission.READ)
                && asked.current().stream()
                        .anyMatch(version -> version.address().equals(type + "/" + id)
                                && version.isDeletion()
                                && asked.finds(version));
    }

    private static String expectedVersion(AccessCase asked, String type, String id, int number) {
        if (!asked.allows(type, Permission.READ)) {
            return ErrorCode.INSUFFICIENT_SCOPE.code();
        }
        return asked.visibleVersions(type, id).stream()
                .filter(version -> version.number() == number)
                .findFirst()
                .map(version ->
                        version.isDeletion() ? AccessAnswers.DELETED : AccessAnswers.content(version.resource()))
                .orElse(ErrorCode.NOT_FOUND.code());
    }

    /** What is written must be in sight afterwards, and what is changed before as well. */
    private static String expectedWrite(AccessCase asked, Question.Write write) {
        Version version = write.version();
        String type = version.type();
        if (!asked.allows(type, Permission.UPDATE)) {
            return ErrorCode.INSUFFICIENT_SCOPE.code();
        }
        Version before = asked.current().stream()
                .filter(known -> known.address().equals(version.address()) && asked.finds(known))
                .findFirst()
                .orElse(null);
        boolean there = before != null && !before.isDeletion();
        boolean directory = asked.patient() != null && type.equals("Practitioner");
        if (version.isDeletion()) {
            return !there ? "nothing" : directory ? ErrorCode.INSUFFICIENT_SCOPE.code() : "deleted";
        }
        boolean partial = asked.patient() != null || asked.isRestricted(type);
        if (!write.create() && before == null && partial) {
            return ErrorCode.NOT_FOUND.code();
        }
        if (directory || !asked.finds(version)) {
            return ErrorCode.INSUFFICIENT_SCOPE.code();
        }
        return there ? "updated" : "created";
    }

    private static String expectedHistory(AccessCase asked, Question.History history) {
        boolean allowed = history.type().isEmpty()
                ? asked.grants().stream().anyMatch(grant -> grant.permissions().contains("s"))
                : asked.allows(history.type(), history.id().isEmpty() ? Permission.SEARCH : Permission.READ);
        if (!allowed) {
            return ErrorCode.INSUFFICIENT_SCOPE.code();
        }
        List<Version> versions = asked.visibleVersions(history.type(), history.id());
        return versions.isEmpty() && !history.id().isEmpty()
                ? ErrorCode.NOT_FOUND.code()
                : versions.stream()
                        .map(version -> version.address() + " v" + version.number() + "\n")
                        .collect(Collectors.joining());
    }

    /** Fills both records anew. */
    private void load(AccessCase scene) {
        load(whole, scene.versions());
        load(
                part,
                scene.visible().stream()
                        .map(version ->
                                new Version(version.type(), version.id(), 1, version.time(), version.elements()))
                        .toList());
    }

    private void load(TestRecord record, List<Version> versions) {
        record.engine().database().transaction(transaction -> {
            clear(record, transaction.connection().createStatement());
            WriteSession session = new WriteSession(
                    record.engine(), transaction, record.engine().visibility(TestRecord.SYSTEM));
            for (Version version : versions) {
                now.set(version.time());
                if (version.isDeletion()) {
                    session.delete(version.type(), version.id());
                } else if (version.number() == 1) {
                    session.create(version.resource(), version.id());
                } else {
                    session.put(version.resource(), version.id(), null);
                }
            }
            session.finish();
            return versions.size();
        });
    }

    private static void clear(TestRecord record, Statement statement) throws SQLException {
        try (statement) {
            statement.execute(AccessCases.TYPES.stream()
                    .map(type ->
                            "DELETE FROM " + record.engine().tables().of(type).name())
                    .collect(Collectors.joining(";", "", ";DELETE FROM record.history;DELETE FROM record.identity")));
        }
    }

    /** Takes away what the difference does not need. */
    private AccessCase shrink(AccessCase failing) {
        AccessCase smallest = failing;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (AccessCase candidate : smaller(smallest)) {
                load(candidate);
                if (!answers(candidate).agree()) {
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
        asked.versions().stream().map(Version::address).distinct().forEach(address -> {
            List<Version> rest = asked.versions().stream()
                    .filter(version -> !version.address().equals(address))
                    .toList();
            candidates.add(new AccessCase(rest, asked.grants(), asked.patient(), asked.question()));
        });
        for (int place = 0; place < asked.grants().size(); place++) {
            List<Grant> rest = new ArrayList<>(asked.grants());
            rest.remove(place);
            candidates.add(new AccessCase(asked.versions(), rest, asked.patient(), asked.question()));
        }
        if (asked.question() instanceof Question.Search(String type, String patient, List<String> parameters)) {
            for (int place = 0; place < parameters.size(); place++) {
                List<String> rest = new ArrayList<>(parameters);
                rest.remove(place);
                candidates.add(asked.asking(new Question.Search(type, patient, rest)));
            }
        }
        if (asked.patient() != null) {
            candidates.add(new AccessCase(asked.versions(), asked.grants(), null, asked.question()));
        }
        return candidates;
    }
}
