package city.haihe.app.record.internal;

import city.haihe.app.platform.Change;
import city.haihe.app.platform.ChangedResource;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.app.platform.Transaction;
import city.haihe.app.record.ClinicalRecord.RecordSession;
import city.haihe.app.record.StoredResource;
import city.haihe.app.record.internal.ReferenceChecks.Referrer;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.patch.ResourcePatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** All writes of one transaction. Inserts are gathered and sent together; references are checked at the end. */
final class WriteSession implements RecordSession {

    private static final byte[] NO_BODY = new byte[0];

    private final RecordEngine engine;
    private final Transaction transaction;
    private final Connection connection;
    private final Visibility visibility;

    private final TransactionRows rows;
    private final SessionChanges changes;
    private final SessionReferences references;
    private final RestrictedWrites restricted;
    private final SessionIdentifiers identifiers;

    private boolean finished;

    WriteSession(RecordEngine engine, Transaction transaction, Visibility visibility) {
        this(engine, transaction, visibility, new TransactionRows(engine.store(), transaction.connection()));
    }

    /** A session that shares its transaction, and so the rows, with others. */
    WriteSession(RecordEngine engine, Transaction transaction, Visibility visibility, TransactionRows rows) {
        this.engine = engine;
        this.transaction = transaction;
        this.connection = transaction.connection();
        this.visibility = visibility;
        this.rows = rows;
        this.changes = new SessionChanges(engine, visibility);
        this.references = new SessionReferences(engine, connection, visibility, rows);
        this.restricted = new RestrictedWrites(visibility);
        this.identifiers = new SessionIdentifiers(engine, this, rows);
    }

    Connection connection() {
        return connection;
    }

    Visibility visibility() {
        return visibility;
    }

    TransactionRows rows() {
        return rows;
    }

    /** What {@link #finish} found that it did not refuse. */
    List<SessionReferences.Warning> warnings() {
        return references.warnings();
    }

    @Override
    public Optional<StoredResource> lock(String type, String id) throws SQLException {
        visibility.require(type, Permission.READ);
        return lockVisible(type, id, Permission.READ).map(StoredRow::resource).filter(resource -> !resource.deleted());
    }

    /** The current version, also where it is a deletion, locked; empty where there is none or the caller may not see it. */
    Optional<StoredRow> lockVisible(String type, String id, Permission permission) throws SQLException {
        requireOpen();
        Condition restriction = visibility.of(type, permission);
        if (restriction != null) {
            flush();
            return engine.restrictedRows().lock(connection, visibility, restriction, type, id);
        }
        return rows.lock(type, id).filter(there -> visibility.sees(type, there.patients()));
    }

    /** Locks what will be written, in one order for everybody, so that no two transactions wait for each other. */
    void lockAll(SortedMap<String, ? extends Collection<String>> idsByType) throws SQLException {
        rows.lockAll(idsByType);
    }

    /** A row that was locked or written here. */
    Optional<StoredRow> locked(String type, String id) {
        return rows.locked(type, id);
    }

    @Override
    public Optional<StoredResource> lockByIdentifier(String type, String system, String value) throws SQLException {
        return identifiers.lock(type, system, value);
    }

    @Override
    public Optional<StoredResource> findByIdentifier(String type, String system, String value) throws SQLException {
        return identifiers.find(type, system, value);
    }

    @Override
    public Optional<String> idByIdentifier(String type, String system, String value) throws SQLException {
        return identifiers.id(type, system, value);
    }

    /** Takes what several writers may want at once; answers whether nobody has ever claimed it before. */
    boolean claim(String key) throws SQLException {
        return engine.store().claim(connection, key);
    }

    @Override
    public String newId() {
        return engine.ids().next();
    }

    @Override
    public StoredResource create(FhirObject resource) throws SQLException {
        return create(resource, newId());
    }

    @Override
    public StoredResource createWithId(FhirObject resource) throws SQLException {
        return create(resource, requireId(resource));
    }

    /** Stores a new resource under an id that was made before, so that others could refer to it. */
    StoredResource create(FhirObject resource, String id) throws SQLException {
        String type = resource.resourceType();
        visibility.require(type, Permission.CREATE);
        NewVersion version = version(resource, id, 1, Instant.EPOCH);
        rows.insert(version);
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
     * @param id what is updated, whatever id the resource has
     * @param ifMatch the version that must be the current one, or null
     */
    Updated put(FhirObject resource, String id, @Nullable Long ifMatch) throws SQLException {
        String type = resource.resourceType();
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

    /** Creates under the client's id what nothing stands under, as an update does that finds nothing (FHIR R4 3.1.0.4.1). */
    Updated putNew(FhirObject resource, String id, @Nullable Long ifMatch) throws SQLException {
        String type = resource.resourceType();
        visibility.require(type, Permission.UPDATE);
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
        flush();
        NewVersion version = version(resource, id, 1, Instant.EPOCH);
        if (engine.store().insert(connection, List.of(version)) != null) {
            // Another created it between our look and our insert; its transaction is over, so now there is a row.
            return put(resource, id, null);
        }
        note(version, ChangedResource.Operation.CREATE);
        return new Updated(version.resource(), true);
    }

    /**
     * Changes the current version by a patch (FHIR R4 3.1.0.5). Those that race take turns at the row's lock, and each
     * changes what the one before it left.
     *
     * @param ifMatch the version that must be the current one, or null
     */
    StoredResource patch(String type, String id, ResourcePatch patch, @Nullable Long ifMatch) throws SQLException {
        visibility.require(type, Permission.UPDATE);
        StoredRow row = lockVisible(type, id, Permission.UPDATE).orElseThrow(() -> RecordErrors.notFound(type, id));
        if (row.resource().deleted()) {
            throw RecordErrors.gone(type, id);
        }
        if (ifMatch != null && row.resource().version() != ifMatch) {
            throw RecordErrors.versionConflict(ifMatch, row.resource().version());
        }
        return replace(Patching.apply(patch, row.resource()), row);
    }

    private StoredResource replace(FhirObject resource, StoredRow current) throws SQLException {
        StoredResource before = current.resource();
        NewVersion version = version(resource, before.id(), before.version() + 1, before.lastUpdated());
        rows.update(version);
        changes.touched(current.patients());
        note(version, before.deleted() ? ChangedResource.Operation.CREATE : ChangedResource.Operation.UPDATE);
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
        engine.wordings().learn(transaction, version.index());
        rows.settle(type, id);
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
            if (ifMatch != null) {
                throw RecordErrors.versionConflict(
                        ifMatch,
                        current.isEmpty() ? 0 : current.get().resource().version());
            }
            return Optional.empty();
        }
        StoredRow row = current.get();
        visibility.requireWritable(type, row.patients());
        StoredResource before = row.resource();
        if (ifMatch != null && before.version() != ifMatch) {
            throw RecordErrors.versionConflict(ifMatch, before.version());
        }
        StoredResource deletion =
                new StoredResource(type, id, before.version() + 1, now(before.lastUpdated()), true, NO_BODY);
        rows.settle(type, id);
        engine.store().delete(connection, deletion);
        engine.added().deleted(transaction, type);
        references.deleted(type, id);
        changes.touched(row.patients());
        changes.deleted(type, id, deletion.version());
        return Optional.of(deletion);
    }

    @Override
    public int updateReferrers(String fromReference, Function<FhirObject, FhirObject> change) throws SQLException {
        flush();
        int changed = 0;
        for (Referrer referrer : engine.checks().allReferrers(connection, fromReference)) {
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
        finish(List.of(this));
    }

    /** Finishes sessions that share one transaction: one look for all their references, and the last inserts together. */
    static void finish(List<WriteSession> sessions) throws SQLException {
        List<Change> changes = new ArrayList<>();
        for (WriteSession session : sessions) {
            session.flush();
            session.finished = true;
            session.restricted.check(session.connection, session.engine.restrictedRows());
            session.changes.told().ifPresent(changes::add);
        }
        SessionReferences.check(
                sessions.stream().map(session -> session.references).toList());
        if (!changes.isEmpty()) {
            WriteSession first = sessions.getFirst();
            first.engine.feed().append(first.transaction, changes);
        }
    }

    boolean hasWritten() {
        return !changes.isEmpty();
    }

    /** Sends what waits, so that this transaction's own searches see it. */
    void flush() throws SQLException {
        requireOpen();
        rows.flush();
    }

    private void requireOpen() {
        if (finished) {
            throw new IllegalStateException("the session is finished (expected: writes before finish())");
        }
    }

    private NewVersion version(FhirObject resource, String id, long version, Instant after) throws SQLException {
        Instant now = now(after);
        FhirObject stamped = Stamp.stamp(resource, id, version, now);
        IndexedResource index = engine.indexer().index(stamped);
        engine.wordings().learn(transaction, index);
        String type = resource.resourceType();
        engine.added().written(transaction, type, id, stamped);
        visibility.requireWritable(type, List.of(index.patients()));
        return new NewVersion(new StoredResource(type, id, version, now, false, FhirJson.toBytes(stamped)), index);
    }

    private void note(NewVersion version, ChangedResource.Operation operation) {
        StoredResource resource = version.resource();
        boolean first = operation == ChangedResource.Operation.CREATE && resource.version() == 1;
        Permission permission = first ? Permission.CREATE : Permission.UPDATE;
        restricted.add(resource.type(), resource.id(), permission);
        references.wrote(version);
        changes.wrote(version, operation);
    }

    /** Whether nothing changes but what the server itself writes. */
    private static boolean isSame(FhirObject resource, StoredResource current) {
        FhirObject stamped = Stamp.stamp(resource, current.id(), current.version(), current.lastUpdated());
        // Mostly what did not change is written in the same order as before.
        return Arrays.equals(FhirJson.toBytes(stamped), current.body()) || stamped.equals(current.resource());
    }

    /** The time of a version, which is never before that of the one it replaces, whichever clock gave that. */
    private Instant now(Instant after) {
        Instant now = engine.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        return now.isBefore(after) ? after : now;
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
