package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.app.record.StoredResource;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what one session writes by its identifiers: in what the transaction knows already, else in the database. */
final class SessionIdentifiers {

    private final RecordEngine engine;
    private final WriteSession session;
    private final TransactionRows rows;

    SessionIdentifiers(RecordEngine engine, WriteSession session, TransactionRows rows) {
        this.engine = engine;
        this.session = session;
        this.rows = rows;
    }

    /** The key under which those who look for an identifier in vain claim it. */
    static String claim(String type, String system, String value) {
        return type + "?identifier=" + system + "|" + value;
    }

    static long term(String system, String value) {
        return TermHash.token(TermHash.parameter(SearchParameters.IDENTIFIER), system + "|" + value);
    }

    static boolean has(long @Nullable [] terms, long term) {
        if (terms == null) {
            return false;
        }
        for (long known : terms) {
            if (known == term) {
                return true;
            }
        }
        return false;
    }

    Optional<StoredResource> lock(String type, String system, String value) throws SQLException {
        String known = known(type, term(system, value));
        if (KnownIdentities.NOBODY.equals(known)) {
            return Optional.empty();
        }
        Optional<StoredResource> found =
                known != null ? lock(type, known, term(system, value)) : lockOnlyMatch(type, system, value);
        if (found.isPresent()) {
            return found;
        }
        boolean first = session.claim(claim(type, system, value));
        return first ? Optional.empty() : lockOnlyMatch(type, system, value);
    }

    private Optional<StoredResource> lockOnlyMatch(String type, String system, String value) throws SQLException {
        Optional<StoredResource> found = find(type, system, value);
        return found.isEmpty() ? found : lock(type, found.get().id(), term(system, value));
    }

    /** Who held the lock before us may have changed or deleted it: what counts is what stands there now. */
    private Optional<StoredResource> lock(String type, String id, long term) throws SQLException {
        return session.lock(type, id).filter(resource -> {
            long[] terms = rows.held(type, id).map(TransactionRows.Held::terms).orElse(null);
            return terms == null ? engine.indexer().hasTerm(resource, term) : has(terms, term);
        });
    }

    Optional<StoredResource> find(String type, String system, String value) throws SQLException {
        session.visibility().require(type, Permission.SEARCH);
        session.flush();
        SearchPlan plan = SearchPlan.of(type, List.of(new Condition.AnyIdentifier(List.of(term(system, value)))), 1);
        List<StoredRow> found = engine.search().first(session.connection(), session.visibility(), plan);
        if (found.size() > 1) {
            throw new HaiheException(
                    ErrorCode.MULTIPLE_MATCHES, type + "?identifier: several match (expected: at most one)");
        }
        return found.stream().map(StoredRow::resource).findFirst();
    }

    Optional<String> id(String type, String system, String value) throws SQLException {
        String known = known(type, term(system, value));
        if (known != null) {
            return known.equals(KnownIdentities.NOBODY) ? Optional.empty() : Optional.of(known);
        }
        return find(type, system, value).map(StoredResource::id);
    }

    /**
     * The id of the only resource with the identifier, {@link KnownIdentities#NOBODY}, or null where the database has to be
     * asked: what a restricted caller sees only the database can say, and a row may have lost the identifier here.
     */
    private @Nullable String known(String type, long term) {
        session.visibility().require(type, Permission.SEARCH);
        if (!session.visibility().seesEverything()) {
            return null;
        }
        String id = rows.identities().id(TermHash.identity(type, term));
        if (id == null || id.equals(KnownIdentities.NOBODY)) {
            return id;
        }
        long[] terms = rows.held(type, id).map(TransactionRows.Held::terms).orElse(null);
        return terms == null || has(terms, term) ? id : null;
    }
}
