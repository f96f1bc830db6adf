package city.haihe.app.record.internal;

import city.haihe.app.platform.Change;
import city.haihe.app.platform.ChangedResource;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Settings;
import city.haihe.app.platform.SmartScope;
import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.app.platform.Transaction;
import city.haihe.app.record.ClinicalRecord.RecordSession;
import city.haihe.app.record.StoredResource;
import city.haihe.app.record.internal.IndexedResource.LocalReference;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** All writes of one transaction. Inserts are gathered and sent together; references are checked at the end. */
final class WriteSession implements RecordSession {

    private static final int MAX_REFERRERS = 10_000;
    private static final byte[] NO_BODY = new byte[0];

    private final RecordEngine engine;
    private final Transaction transaction;
    private final Connection connection;
    private final Visibility visibility;

    private final List<NewVersion> inserts = new ArrayList<>();
    private final List<ChangedResource> changes = new ArrayList<>();
    private final List<LocalReference> references = new ArrayList<>();
    private final List<LocalReference> deleted = new ArrayList<>();
    private final Set<String> written = new HashSet<>();
    private final Set<String> patients = new HashSet<>();
    private final RestrictedWrites restricted;
    private @Nullable String organisation;
    private boolean finished;

    WriteSession(RecordEngine engine, Transaction transaction, Visibility visibility) {
        this.engine = engine;
        this.transaction = transaction;
        this.connection = transaction.connection();
        this.visibility = visibility;
        this.restricted = new RestrictedWrites(visibility);
    }

    Connection connection() {
        return connection;
    }

    @Override
    public Optional<StoredResource> lock(String type, String id) throws SQLException {
        visibility.require(type, Permission.READ);
        return lockVisible(type, id, Permission.READ).map(StoredRow::resource).filter(resource -> !resource.deleted());
    }

    private Optional<StoredRow> lockVisible(String type, String id, Permission permission) throws SQLException {
        flush();
        Condition restriction = visibility.of(type, permission);
        if (restriction != null) {
            return engine.restrictedRows().lock(connection, visibility, restriction, type, id);
        }
        return engine.store().lock(connection, type, id).filter(row -> visibility.sees(type, row.patients()));
    }

    @Override
    public Optional<StoredResource> lockByIdentifier(String type, String system, String value) throws SQLException {
        Optional<StoredResource> found = lockOnlyMatch(type, system, value);
        if (found.isPresent()) {
            return found;
        }
        boolean first = claim(type + "?identifier=" + system + "|" + value);
        return first ? Optional.empty() : lockOnlyMatch(type, system, value);
    }

    private Optional<StoredResource> lockOnlyMatch(String type, String system, String value) throws SQLException {
        Optional<StoredResource> found = findByIdentifier(type, system, value);
        if (found.isEmpty()) {
            return found;
        }
        // Who held the lock before us may have changed or deleted it: what counts is what stands there now.
        long term = identifierTerm(system, value);
        return lock(type, found.get().id()).filter(resource -> engine.indexer().hasTerm(resource, term));
    }

    @Override
    public Optional<StoredResource> findByIdentifier(String type, String system, String value) throws SQLException {
        visibility.require(type, Permission.SEARCH);
        flush();
        long term = identifierTerm(system, value);
        SearchPlan plan = SearchPlan.of(type, List.of(new Condition.AnyIdentifier(List.of(term))), 1);
        List<StoredRow> rows = engine.search().first(connection, visibility, plan);
        if (rows.size() > 1) {
            throw new HaiheException(
                    ErrorCode.MULTIPLE_MATCHES, type + "?identifier: several match (expected: at most one)");
        }
        return rows.stream().map(StoredRow::resource).findFirst();
    }

    private static long identifierTerm(String system, String value) {
        return TermHash.token(TermHash.parameter(SearchParameters.IDENTIFIER), system + "|" + value);
    }

    /** Takes what several writers may want at once; answers whether nobody has ever claimed it before. */
    boolean claim(String key) throws SQLException {
        return engine.store().claim(connection, key);
    }

    @Override
    public StoredResource create(FhirObject resource) throws SQLException {
        return create(resource, engine.ids().next());
    }

    @Override
    public StoredResource createWithId(FhirObject resource) throws SQLException {
        return create(resource, requireId(resource));
    }

    /** Stores a new resource under an id that was made before, so that others could refer to it. */
    StoredResource create(FhirObject resource, String id) throws SQLException {
        String type = resource.resourceType();
        visibility.require(type, Permission.CREATE);
        NewVersion version = version(resource, id, 1);
        inserts.add(version);
        note(version, ChangedResource.Operation.CREATE);
        return version.resource();
    }

    @Override
    public StoredResource update(FhirObject resource) throws SQLException {
        String type = resource.resourceType();
        String id = requireId(resource);
        visibility.require(type, Permission.UPDATE);
        StoredRow current = lockVisible(type, id, Permission.UPDATE)
                .filter(row -> !row.resource().deleted())
                .orElseThrow(() -> RecordErrors.notFound(type, id));
        if (isSame(resource, current.resource())) {
            return current.resource();
        }
        return replace(resource, current);
    }

    /**
     * An update as REST has it.
     *
     * @param ifMatch the version that must be the current one, or null
     */
    Updated put(FhirObject resource, @Nullable Long ifMatch) throws SQLException {
        String type = resource.resourceType();
        String id = requireId(resource);
        visibility.require(type, Permission.UPDATE);
        Optional<StoredRow> current = lockVisible(type, id, Permission.UPDATE);
        if (current.isEmpty()) {
            // What is there but out of sight looks like what is not there.
            return putNew(resource, id, ifMatch);
        }
        StoredRow row = current.get();
        if (ifMatch != null && (row.resource().deleted() || row.resource().version() != ifMatch)) {
            throw RecordErrors.versionConflict(ifMatch, row.resource().version());
        }
        return new Updated(replace(resource, row), row.resource().deleted());
    }

    /** The answer to an update, and whether it brought the resource into being. */
    record Updated(StoredResource resource, boolean created) {}

    private Updated putNew(FhirObject resource, String id, @Nullable Long ifMatch) throws SQLException {
        String type = resource.resourceType();
        if (ifMatch != null) {
            throw RecordErrors.versionConflict(ifMatch, 0);
        }
        if (visibility.caller().patient() != null || visibility.of(type, Permission.UPDATE) != null) {
            throw RecordErrors.notFound(type, id);
        }
        if (!engine.settings().clientIds()) {
            throw new HaiheException(
                    ErrorCode.CLIENT_IDS_NOT_ALLOWED,
                    type + "/" + id + ": no such resource (expected: the id of one that exists, or a create by POST)");
        }
        visibility.require(type, Permission.CREATE);
        NewVersion version = version(resource, id, 1);
        if (engine.store().insert(connection, List.of(version)) != null) {
            // Another created it between our look and our insert; its transaction is over, so now there is a row.
            return put(resource, null);
        }
        note(version, ChangedResource.Operation.CREATE);
        return new Updated(version.resource(), true);
    }

    private StoredResource replace(FhirObject resource, StoredRow current) throws SQLException {
        NewVersion version =
                version(resource, current.resource().id(), current.resource().version() + 1);
        engine.store().update(connection, version);
        patients.addAll(current.patients());
        note(
                version,
                current.resource().deleted() ? ChangedResource.Operation.CREATE : ChangedResource.Operation.UPDATE);
        return version.resource();
    }

    /**
     * Changes what the current version says of itself, its {@code meta}, without making a new version. The feed tells of it as
     * of an update. Nothing is written where nothing changed.
     */
    StoredResource amend(String type, String id, UnaryOperator<FhirObject> change) throws SQLException {
        visibility.require(type, Permission.UPDATE);
        StoredRow row = lockVisible(type, id, Permission.UPDATE).orElseThrow(() -> RecordErrors.notFound(type, id));
        StoredResource current = row.resource();
        if (current.deleted()) {
            throw RecordErrors.gone(type, id);
        }
        visibility.requireWritable(type, row.patients());
        FhirObject before = current.resource();
        FhirObject after = change.apply(before);
        if (after.equals(before)) {
            return current;
        }
        StoredResource amended =
                new StoredResource(type, id, current.version(), current.lastUpdated(), false, FhirJson.toBytes(after));
        NewVersion version = new NewVersion(amended, engine.indexer().index(after));
        engine.store().amend(connection, version);
        note(version, ChangedResource.Operation.UPDATE);
        return amended;
    }

    @Override
    public void delete(String type, String id) throws SQLException {
        delete(type, id, null);
    }

    /** Deletes a resource if it is there, and answers the deletion or nothing. */
    Optional<StoredResource> delete(String type, String id, @Nullable Long ifMatch) throws SQLException {
        visibility.require(type, Permission.DELETE);
        Optional<StoredRow> current = lockVisible(type, id, Permission.DELETE);
        if (current.isEmpty() || current.get().resource().deleted()) {
            return Optional.empty();
        }
        StoredRow row = current.get();
        visibility.requireWritable(type, row.patients());
        long version = row.resource().version();
        if (ifMatch != null && version != ifMatch) {
            throw RecordErrors.versionConflict(ifMatch, version);
        }
        StoredResource deletion = new StoredResource(type, id, version + 1, now(), true, NO_BODY);
        engine.store().delete(connection, deletion);
        deleted.add(new LocalReference(type, id, ""));
        written.remove(type + "/" + id);
        patients.addAll(row.patients());
        changes.add(new ChangedResource(type, id, version + 1, ChangedResource.Operation.DELETE));
        return Optional.of(deletion);
    }

    @Override
    public int updateReferrers(String fromReference, Function<FhirObject, FhirObject> change) throws SQLException {
        flush();
        int slash = fromReference.indexOf('/');
        List<LocalReference> referrers = engine.checks()
                .referrers(
                        connection,
                        fromReference.substring(0, slash),
                        fromReference.substring(slash + 1),
                        MAX_REFERRERS + 1);
        if (referrers.size() > MAX_REFERRERS) {
            throw new HaiheException(
                    ErrorCode.INVALID_REQUEST, "referrers: more than " + MAX_REFERRERS + " (expected: at most that)");
        }
        int changed = 0;
        for (LocalReference referrer : referrers) {
            Optional<StoredRow> row = lockVisible(referrer.type(), referrer.id(), Permission.UPDATE);
            if (row.isEmpty() || row.get().resource().deleted()) {
                continue;
            }
            FhirObject after = change.apply(row.get().resource().resource());
            if (!isSame(after, row.get().resource())) {
                replace(after, row.get());
                changed++;
            }
        }
        return changed;
    }

    @Override
    public void finish() throws SQLException {
        flush();
        finished = true;
        restricted.check(connection, engine.restrictedRows());
        checkReferences();
        if (!changes.isEmpty()) {
            Change change = new Change(visibility.caller(), decision(), organisation, patients, changes);
            engine.feed().append(transaction, change);
        }
    }

    private void checkReferences() throws SQLException {
        if (engine.settings().references() != Settings.References.ENFORCE) {
            return;
        }
        List<LocalReference> open = references.stream()
                .filter(reference -> !written.contains(reference.type() + "/" + reference.id()))
                .toList();
        if (open.isEmpty() && deleted.isEmpty()) {
            return;
        }
        boolean locked = !deleted.isEmpty();
        if (locked) {
            engine.checks().lock(connection, open, deleted);
        }
        if (!open.isEmpty()) {
            Optional<LocalReference> missing = engine.checks().firstMissing(connection, open, visibility, locked);
            if (missing.isPresent()) {
                throw ReferenceChecks.unresolved(missing.get());
            }
        }
        for (LocalReference target : deleted) {
            List<LocalReference> referrers = engine.checks().referrers(connection, target.type(), target.id(), 2);
            for (LocalReference referrer : referrers) {
                if (!referrer.type().equals(target.type()) || !referrer.id().equals(target.id())) {
                    throw ReferenceChecks.stillReferenced(target.type(), target.id(), referrer);
                }
            }
        }
    }

    private void flush() throws SQLException {
        if (finished) {
            throw new IllegalStateException("the session is finished (expected: writes before finish())");
        }
        if (inserts.isEmpty()) {
            return;
        }
        NewVersion taken = engine.store().insert(connection, inserts);
        if (taken != null) {
            throw new IllegalStateException("id taken: " + taken.resource().type() + "/"
                    + taken.resource().id());
        }
        inserts.clear();
    }

    private NewVersion version(FhirObject resource, String id, long version) throws SQLException {
        Instant now = now();
        FhirObject stamped = Stamp.stamp(resource, id, version, now);
        IndexedResource index = engine.indexer().index(stamped);
        engine.wordings().learn(transaction, index);
        String type = resource.resourceType();
        visibility.requireWritable(type, List.of(index.patients()));
        return new NewVersion(new StoredResource(type, id, version, now, false, FhirJson.toBytes(stamped)), index);
    }

    private void note(NewVersion version, ChangedResource.Operation operation) {
        StoredResource resource = version.resource();
        written.add(resource.type() + "/" + resource.id());
        boolean first = operation == ChangedResource.Operation.CREATE && resource.version() == 1;
        Permission permission = first ? Permission.CREATE : Permission.UPDATE;
        restricted.add(resource.type(), resource.id(), permission);
        patients.addAll(List.of(version.index().patients()));
        references.addAll(version.index().references());
        if (organisation == null) {
            organisation = version.index().organisation();
        }
        changes.add(new ChangedResource(resource.type(), resource.id(), resource.version(), operation));
    }

    /** Whether nothing changes but what the server itself writes. */
    private static boolean isSame(FhirObject resource, StoredResource current) {
        return Stamp.stamp(resource, current.id(), current.version(), current.lastUpdated())
                .equals(current.resource());
    }

    private String decision() {
        ChangedResource first = changes.getFirst();
        Permission permission = switch (first.operation()) {
            case CREATE -> Permission.CREATE;
            case UPDATE -> Permission.UPDATE;
            case DELETE -> Permission.DELETE;
        };
        return visibility.caller().scopes().stream()
                .filter(scope -> scope.allows(first.type(), permission))
                .findFirst()
                .map(SmartScope::toString)
                .map(scope -> "scope:" + scope)
                .orElse("scope:none");
    }

    private Instant now() {
        return engine.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String requireId(FhirObject resource) {
        String id = resource.id();
        if (id == null) {
            throw new HaiheException(
                    ErrorCode.ID_MISMATCH, "id: none (expected: the id of the resource)", resource.resourceType());
        }
        return id;
    }
}
