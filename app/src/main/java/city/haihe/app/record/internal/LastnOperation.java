package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.app.record.StoredResource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code Observation/$lastn}: the newest results of each code among those that a search finds (FHIR R4
 * {@code Observation/$lastn}). A row does not tell its code, so the newest are read in chunks and grouped here; codes of which
 * there are enough are kept out of the next chunk by the statement, so that a patient's ten thousandth heart rate is never read.
 */
final class LastnOperation implements Operation {

    private static final String OBSERVATION = "Observation";
    private static final String MAX = "max";
    private static final int MAX_PER_CODE = 100;

    /** The first chunk suits a code that was asked for, the largest a patient with a long history of many. */
    private static final int FIRST_CHUNK = 100;

    private static final int LARGEST_CHUNK = 1_000;

    /** What one call may read; a search that is so broad is no question about a patient. */
    private static final int MAX_READ = 50_000;

    /** Parameters of a search that are about its result and have no meaning here. */
    private static final Set<String> OF_RESULTS =
            Set.of("_count", "_sort", "_include", "_revinclude", "_total", "_summary", "_elements", SearchParser.PAGE);

    private static final Set<String> SUBJECTS = Set.of("patient", "subject");

    private final RecordEngine engine;
    private final List<SortKey> newestFirst;

    LastnOperation(RecordEngine engine) {
        this.engine = engine;
        this.newestFirst = List.of(
                new SortKey(new SortKey.By.Range(engine.tables().of(OBSERVATION).range("date")), true),
                new SortKey(new SortKey.By.Updated(), true));
    }

    @Override
    public String name() {
        return "lastn";
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/OperationDefinition/Observation-lastn";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.TYPE);
    }

    @Override
    public Set<String> types() {
        return Set.of(OBSERVATION);
    }

    @Override
    public boolean changesState() {
        return false;
    }

    @Override
    public OperationAnswer invoke(OperationRequest request) {
        Visibility visibility = request.visibility();
        visibility.require(OBSERVATION, Permission.SEARCH);
        QueryString asked = request.inputs().asQuery();
        int most = most(asked.first(MAX));
        QueryString criteria = criteria(asked);
        requireSubject(criteria, visibility);
        SearchPlan plan = engine.parser().parse(OBSERVATION, criteria, true, visibility);
        List<StoredResource> newest =
                engine.database().read(connection -> newest(connection, visibility, plan.conditions(), most));
        String address = engine.settings().base() + "/" + OBSERVATION + "/$" + name();
        String used = String.join(
                "&",
                asked.parameters().stream().map(QueryString.Parameter::encoded).toList());
        BundleWriter bundle = new BundleWriter("searchset", engine.settings().base())
                .total(OptionalLong.of(newest.size()))
                .links(used.isEmpty() ? address : address + "?" + used, "");
        newest.forEach(resource -> bundle.match(resource, "match"));
        return new OperationAnswer.Json(200, bundle.finish());
    }

    private static int most(String text) {
        if (text.isEmpty()) {
            return 1;
        }
        int most = text.length() > 9 || !text.chars().allMatch(Character::isDigit) ? 0 : Integer.parseInt(text);
        if (most < 1 || most > MAX_PER_CODE) {
            throw RecordErrors.parameter(MAX, text, "a whole number from 1 to " + MAX_PER_CODE);
        }
        return most;
    }

    private static QueryString criteria(QueryString asked) {
        List<QueryString.Parameter> criteria = new ArrayList<>();
        for (QueryString.Parameter parameter : asked.parameters()) {
            if (OF_RESULTS.contains(parameter.name())) {
                throw RecordErrors.unsupportedParameter(
                        parameter.name(), "patient or subject, category, code, max or another criterion of a search");
            }
            if (!parameter.name().equals(MAX)) {
                criteria.add(parameter);
            }
        }
        return new QueryString(criteria);
    }

    private static void requireSubject(QueryString criteria, Visibility visibility) {
        boolean subject = criteria.parameters().stream()
                .anyMatch(parameter -> SUBJECTS.contains(parameter.name().split("[:.]", 2)[0]));
        if (!subject && visibility.caller().patient() == null) {
            throw new HaiheException(
                    ErrorCode.INVALID_PARAMETER, "patient: missing (expected: patient or subject, one of the two)");
        }
    }

    private List<StoredResource> newest(
            Connection connection, Visibility visibility, List<Condition> criteria, int most) throws SQLException {
        CodeGroups groups = new CodeGroups(most);
        int chunk = FIRST_CHUNK;
        int read = 0;
        @Nullable PageKey after = null;
        do {
            SearchPlan plan = SearchPlan.of(OBSERVATION, withoutFull(criteria, groups), newestFirst, chunk);
            SearchEngine.Found found = engine.search().find(connection, visibility, plan, after);
            found.matches().forEach(groups::add);
            after = found.next();
            read += chunk;
            if (after != null && read >= MAX_READ) {
                throw new HaiheException(
                        ErrorCode.TOO_COSTLY,
                        "$lastn: more than " + MAX_READ + " resources to look at (expected: fewer, as of one patient)");
            }
            chunk = Math.min(chunk * 2, LARGEST_CHUNK);
        } while (after != null);
        return groups.newest();
    }

    private static List<Condition> withoutFull(List<Condition> criteria, CodeGroups groups) {
        long seed = TermHash.parameter("code");
        List<Long> full = groups.fullCodings().stream()
                .map(coding -> TermHash.token(seed, coding))
                .toList();
        if (full.isEmpty()) {
            return criteria;
        }
        List<Condition> all = new ArrayList<>(criteria);
        all.add(new Condition.NoTerm(full));
        return all;
    }
}
