package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds what conditional interactions and conditional references name, and keeps it from changing (FHIR R4 3.1.0.4.3, 3.1.0.7.1,
 * 3.1.0.8.1, 3.1.0.11.2). Criteria that match nothing are claimed before something is created under them, a match is locked
 * and looked at again before it is written; both in one order, claims first.
 */
final class Conditional {

    /** What one conditional delete may delete; each match is locked and checked for referrers. */
    static final int MAX_DELETED = 1_000;

    /** PostgreSQL's own state for it: {@link city.haihe.app.platform.Database#transaction} tries again. */
    private static final String SERIALIZATION_FAILURE = "40001";

    private final RecordEngine engine;

    Conditional(RecordEngine engine) {
        this.engine = engine;
    }

    /** Understands criteria, which are a query string with or without its question mark. */
    Criteria criteria(Visibility visibility, String type, String text) {
        return criteria(visibility, type, QueryString.parse(text.startsWith("?") ? text.substring(1) : text));
    }

    Criteria criteria(Visibility visibility, String type, QueryString query) {
        visibility.require(type, Permission.SEARCH);
        SearchPlan plan = engine.parser().parse(type, query, true, visibility);
        if (plan.conditions().isEmpty()) {
            throw new HaiheException(
                    ErrorCode.INVALID_REQUEST, "criteria: none (expected: a search such as identifier=system|value)");
        }
        return new Criteria(Criteria.key(type, query), SearchPlan.of(type, plan.conditions(), 1));
    }

    /** The one match, or empty where there is none. */
    Optional<StoredResource> match(WriteSession session, Criteria criteria) throws SQLException {
        if (session.rows().isFree(criteria)) {
            return Optional.empty();
        }
        if (session.rows().mayMatch(criteria)) {
            session.flush();
        }
        List<StoredRow> rows = engine.search().first(session.connection(), session.visibility(), criteria.plan());
        if (rows.size() > 1) {
            throw new HaiheException(
                    ErrorCode.MULTIPLE_MATCHES,
                    criteria.type() + ": several match the criteria (expected: at most one)");
        }
        return rows.stream().findFirst().map(StoredRow::resource);
    }

    /** The one match; where there is none the criteria are claimed, so that whoever else finds none waits for us. */
    Optional<StoredResource> matchOrClaim(WriteSession session, Criteria criteria) throws SQLException {
        Optional<StoredResource> found = match(session, criteria);
        if (found.isPresent() || session.rows().isFree(criteria)) {
            return found;
        }
        // Under criteria that nobody has ever claimed, nobody has created anything since we looked.
        return session.claim(criteria.key()) ? Optional.empty() : match(session, criteria);
    }

    /** Locks what was found, and looks again where it has changed since. */
    void lock(WriteSession session, Criteria criteria, List<StoredResource> found) throws SQLException {
        SortedMap<String, List<String>> ids = new TreeMap<>();
        ids.put(criteria.type(), found.stream().map(StoredResource::id).sorted().toList());
        session.lockAll(ids);
        for (StoredResource match : found) {
            requireUnchanged(session, criteria, match);
        }
    }

    /** A locked match that changed since it was found must still match; if not, everything is begun again. */
    void requireUnchanged(WriteSession session, Criteria criteria, StoredResource found) throws SQLException {
        Optional<StoredRow> row = session.locked(found.type(), found.id());
        if (row.isPresent() && row.get().resource().version() == found.version()) {
            return;
        }
        boolean still = !engine.search()
                .first(session.connection(), session.visibility(), criteria.of(found.id()))
                .isEmpty();
        if (row.isEmpty() || !still) {
            throw new SQLException("a match has changed since it was found", SERIALIZATION_FAILURE);
        }
    }

    /** Updates the one match, or creates (FHIR R4 3.1.0.4.3). */
    WriteSession.Updated update(WriteSession session, Criteria criteria, FhirObject resource, @Nullable Long ifMatch)
            throws SQLException {
        session.visibility().require(criteria.type(), Permission.UPDATE);
        Optional<StoredResource> match = matchOrClaim(session, criteria);
        if (match.isEmpty()) {
            return updateNone(session, resource, engine.ids().next(), ifMatch);
        }
        String id = match.get().id();
        requireSameId(resource, id);
        lock(session, criteria, List.of(match.get()));
        return session.put(resource, id, ifMatch);
    }

    /** A body that has an id must have that of the match (FHIR R4 3.1.0.4.3). */
    static void requireSameId(FhirObject resource, String matched) {
        String given = resource.id();
        if (given != null && !given.equals(matched)) {
            throw new HaiheException(
                    ErrorCode.ID_MISMATCH,
                    "id: another than that of the match (expected: the id of the match, or none)",
                    "id");
        }
    }

    /**
     * Criteria that match nothing create; an id in the body makes that an update as create.
     *
     * @param id what it is called where the body does not say
     */
    static WriteSession.Updated updateNone(WriteSession session, FhirObject resource, String id, @Nullable Long ifMatch)
            throws SQLException {
        if (ifMatch != null) {
            throw RecordErrors.versionConflict(ifMatch, 0);
        }
        String given = resource.id();
        if (given == null) {
            return new WriteSession.Updated(session.create(resource, id), true);
        }
        Optional<StoredRow> taken = session.lockVisible(resource.resourceType(), given, Permission.UPDATE);
        if (taken.isPresent() && !taken.get().resource().deleted()) {
            throw new HaiheException(
                    ErrorCode.ID_TAKEN,
                    "id: that of a resource that does not match the criteria (expected: another id, or none)",
                    "id");
        }
        return taken.isPresent() ? session.put(resource, given, null) : session.putNew(resource, given, null);
    }

    /** The one match, locked, for a change that needs one. */
    StoredResource lockedMatch(WriteSession session, Criteria criteria) throws SQLException {
        StoredResource match = match(session, criteria)
                .orElseThrow(() -> new HaiheException(
                        ErrorCode.NOT_FOUND,
                        criteria.type() + ": nothing matches the criteria (expected: one resource that does)"));
        lock(session, criteria, List.of(match));
        return match;
    }

    /** All matches, locked; several only where the operator allows it (FHIR R4 3.1.0.7.1). */
    List<StoredResource> lockedMatches(WriteSession session, Criteria criteria) throws SQLException {
        List<StoredResource> found = matches(session, criteria);
        lock(session, criteria, found);
        return found;
    }

    /** What a conditional delete deletes. */
    List<StoredResource> matches(WriteSession session, Criteria criteria) throws SQLException {
        if (!engine.settings().deletesMultiple()) {
            return match(session, criteria).map(List::of).orElse(List.of());
        }
        session.flush();
        List<StoredResource> found = new ArrayList<>();
        for (StoredRow row :
                engine.search().first(session.connection(), session.visibility(), criteria.upTo(MAX_DELETED))) {
            found.add(row.resource());
        }
        if (found.size() > MAX_DELETED) {
            throw new HaiheException(
                    ErrorCode.MULTIPLE_MATCHES,
                    criteria.type() + ": more than " + MAX_DELETED + " match the criteria (expected: at most that)");
        }
        return found;
    }
}
