package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * {@code $meta}: the profiles, tags and security labels of a resource, or those that the resources of a type, or of all types,
 * have and the caller may see (FHIR R4 {@code Resource/$meta}).
 */
final class MetaOperation implements Operation {

    /** Values of meta are few kinds; more than this means that something else is kept there. */
    private static final int MAX_VALUES = 10_000;

    /** Rows read at a time, so that memory stays small on large tables. */
    private static final int CHUNK = 2_000;

    /** Bodies that one call may read; what lies beyond takes longer than a request may. */
    private static final int MAX_BODIES = 500_000;

    private static final List<Condition> WITH_META = List.of(new Condition.AnyOf(List.of(
            new Condition.Present("_profile", true),
            new Condition.Present("_security", true),
            new Condition.Present("_tag", true))));

    private final RecordEngine engine;
    private final Interactions interactions;

    MetaOperation(RecordEngine engine, Interactions interactions) {
        this.engine = engine;
        this.interactions = interactions;
    }

    @Override
    public String name() {
        return "meta";
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/OperationDefinition/Resource-meta";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.SYSTEM, Level.TYPE, Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of();
    }

    @Override
    public boolean changesState() {
        return false;
    }

    @Override
    public OperationAnswer invoke(OperationRequest request) {
        request.inputs().requireKnown(List.of());
        if (request.level() == Level.INSTANCE) {
            return ofInstance(request);
        }
        MetaSets sets = new MetaSets();
        engine.database().read(connection -> {
            int left = MAX_BODIES;
            for (String type : types(request)) {
                left -= gather(connection, request.visibility(), type, sets, left);
            }
            return left;
        });
        return OperationAnswer.of(answer(sets.in(new FhirObject())));
    }

    private OperationAnswer ofInstance(OperationRequest request) {
        String type = request.type();
        String id = request.id();
        StoredResource resource = engine.database()
                .read(connection -> interactions.read(connection, request.visibility(), type, id))
                .orElseThrow(() -> RecordErrors.notFound(type, id));
        if (resource.deleted()) {
            throw RecordErrors.gone(type, id);
        }
        return new OperationAnswer.Version(resource, answer(resource.resource().object("meta")));
    }

    /** The operation's output. An empty meta is no value in FHIR, so then there is none. */
    static FhirObject answer(@org.jspecify.annotations.Nullable FhirObject meta) {
        if (meta == null || meta.isEmpty()) {
            return OperationAnswer.parameters();
        }
        return OperationAnswer.parameters(OperationAnswer.part("return").put("valueMeta", meta));
    }

    private List<String> types(OperationRequest request) {
        if (request.level() == Level.TYPE) {
            request.visibility().require(request.type(), Permission.SEARCH);
            return List.of(request.type());
        }
        return engine.parameters().types().stream()
                .filter(type -> request.visibility().caller().allows(type, Permission.SEARCH))
                .toList();
    }

    /** Adds the values of a type and answers how many bodies were read. */
    private int gather(Connection connection, Visibility visibility, String type, MetaSets sets, int most)
            throws SQLException {
        int read = 0;
        String after = "";
        while (true) {
            SqlText sql = new SqlText().add("SELECT " + ResourceStore.COLUMNS);
            String alias = new ConditionSql(engine.tables(), visibility, sql).matches(type, WITH_META);
            sql.add(" AND ").add(alias).add(".id>").mark(after);
            sql.add(" ORDER BY ").add(alias).add(".id LIMIT ").mark((long) CHUNK);
            int chunk = 0;
            try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
                sql.bind(statement);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        StoredResource resource = engine.store().row(type, rows).resource();
                        sets.add(resource.resource().object("meta"));
                        after = resource.id();
                        chunk++;
                    }
                }
            }
            read += chunk;
            if (read > most || sets.size() > MAX_VALUES) {
                throw new HaiheException(
                        ErrorCode.TOO_COSTLY,
                        "$meta: more than " + MAX_BODIES + " resources or " + MAX_VALUES
                                + " values (expected: fewer, as of a smaller type or an instance)");
            }
            if (chunk < CHUNK) {
                return read;
            }
        }
    }
}
