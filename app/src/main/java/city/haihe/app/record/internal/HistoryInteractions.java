package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.app.record.StoredResource;
import city.haihe.fhir.DateRange;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** History of a resource, a type and the whole record (FHIR R4 3.1.0.12), over REST and in Bundles. */
final class HistoryInteractions {

    private static final int DEFAULT_COUNT = 50;
    private static final int MAX_COUNT = 1_000;
    private static final String HISTORY = "_history";

    private final RecordEngine engine;
    private final HistoryReader reader;

    HistoryInteractions(RecordEngine engine) {
        this.engine = engine;
        this.reader = new HistoryReader(engine.tables(), engine.store(), engine.restrictedRows());
    }

    /**
     * Whose history.
     *
     * @param type the resource type, or empty for all
     * @param id one resource's, or empty for all of the type
     */
    record Subject(String type, String id) {

        String path() {
            return type.isEmpty() ? HISTORY : id.isEmpty() ? type + "/" + HISTORY : type + "/" + id + "/" + HISTORY;
        }
    }

    void history(FhirRequest asked, Visibility visibility, Subject subject, FhirAnswer answer) throws IOException {
        byte[] bundle = engine.database()
                .read(connection -> page(
                        connection,
                        visibility,
                        subject,
                        asked.query(),
                        asked.preference().strict()));
        answer.json(200, bundle);
    }

    /** A page as a Bundle. */
    byte[] page(Connection connection, Visibility visibility, Subject subject, QueryString query, boolean strict)
            throws SQLException {
        List<String> types = types(visibility, subject);
        QueryString asked = query;
        PageKey after = null;
        String link = query.first(SearchParser.PAGE);
        if (!link.isEmpty()) {
            PageToken token = open(visibility, subject, link);
            asked = QueryString.parse(token.query());
            after = token.after();
        }
        Parameters parameters = parameters(asked, strict);
        HistoryRequest request = new HistoryRequest(
                types,
                subject.id().isEmpty() ? null : subject.id(),
                parameters.since,
                parameters.at,
                parameters.ascending,
                parameters.count);
        List<StoredResource> versions = reader.read(connection, visibility, request, after);
        PageKey next = null;
        if (versions.size() > request.count()) {
            versions = versions.subList(0, request.count());
            next = HistoryReader.key(versions.getLast());
        } else if (versions.isEmpty() && !subject.id().isEmpty() && after == null) {
            requireThere(connection, visibility, request, subject);
        }
        return write(visibility, subject, parameters.used.toString(), versions, next);
    }

    private List<String> types(Visibility visibility, Subject subject) {
        if (!subject.type().isEmpty()) {
            visibility.require(subject.type(), subject.id().isEmpty() ? Permission.SEARCH : Permission.READ);
            return List.of(subject.type());
        }
        List<String> types = engine.tables().all().stream()
                .map(TypeTable::type)
                .filter(type -> visibility.caller().allows(type, Permission.SEARCH))
                // Whoever is bound to a Patient sees that Patient's history, not the directory's.
                .filter(type -> visibility.caller().patient() == null || visibility.boundTo(type) != null)
                .toList();
        if (types.isEmpty()) {
            throw new HaiheException(
                    ErrorCode.INSUFFICIENT_SCOPE, "scope: none for search (expected: a scope such as */Patient.s)");
        }
        return types;
    }

    /** The history of a resource that exists may be empty, by what was asked; that of another is not there. */
    private void requireThere(Connection connection, Visibility visibility, HistoryRequest asked, Subject subject)
            throws SQLException {
        HistoryRequest any = new HistoryRequest(asked.types(), asked.id(), 0, null, false, 1);
        if (reader.read(connection, visibility, any, null).isEmpty()) {
            throw RecordErrors.notFound(subject.type(), subject.id());
        }
    }

    private PageToken open(Visibility visibility, Subject subject, String link) {
        PageToken token = engine.seal().open(visibility.caller(), link);
        if (!token.path().equals(subject.path())) {
            throw RecordErrors.parameter(SearchParser.PAGE, "…", "a link of a Bundle of " + subject.path());
        }
        return token;
    }

    /** What the query asked for. */
    private static final class Parameters {
        private int count = DEFAULT_COUNT;
        private long since;
        private HistoryRequest.@Nullable At at;
        private boolean ascending;
        private final StringBuilder used = new StringBuilder();
    }

    private Parameters parameters(QueryString query, boolean strict) {
        Parameters parameters = new Parameters();
        for (QueryString.Parameter parameter : query.parameters()) {
            String value = parameter.value();
            switch (parameter.name()) {
                case "_count" -> parameters.count = Math.max(1, ResultParameters.count(value, MAX_COUNT));
                case "_since" -> parameters.since = engine.parser().instant("_since", value);
                case "_at" -> parameters.at = at(value);
                case "_sort" -> parameters.ascending = ascending(value);
                case "_list" -> throw RecordErrors.unsupportedParameter("_list", "_count, _since, _at or _sort");
                case "_format", "_pretty" -> {
                    continue;
                }
                default -> {
                    if (strict) {
                        throw RecordErrors.unsupportedParameter(parameter.name(), "_count, _since, _at or _sort");
                    }
                    continue;
                }
            }
            parameters.used.append(parameters.used.isEmpty() ? "" : "&").append(parameter.encoded());
        }
        return parameters;
    }

    private static HistoryRequest.At at(String value) {
        DateRange range = DateRange.parse(value.replace(' ', '+'))
                .orElseThrow(() -> RecordErrors.parameter("_at", value, "a date or dateTime"));
        return new HistoryRequest.At(range.low(), range.high());
    }

    private static boolean ascending(String value) {
        return switch (value) {
            case "-_lastUpdated" -> false;
            case "_lastUpdated" -> true;
            default -> throw RecordErrors.parameter("_sort", value, "_lastUpdated or -_lastUpdated");
        };
    }

    private byte[] write(
            Visibility visibility,
            Subject subject,
            String used,
            List<StoredResource> versions,
            @Nullable PageKey next) {
        String address = engine.settings().base() + "/" + subject.path();
        String more = "";
        if (next != null) {
            PageToken token = new PageToken(subject.path(), used, next);
            more = address + "?" + SearchParser.PAGE + "=" + engine.seal().seal(visibility.caller(), token);
        }
        BundleWriter bundle = new BundleWriter("history", engine.settings().base())
                .links(used.isEmpty() ? address : address + "?" + used, more);
        versions.forEach(bundle::version);
        return bundle.finish();
    }
}
