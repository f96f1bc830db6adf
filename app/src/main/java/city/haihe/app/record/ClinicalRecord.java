package city.haihe.app.record;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.Transaction;
import city.haihe.fhir.FhirObject;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The record for other modules, in process and under the same rules as {@code /fhir}: what the caller may not see is not
 * there. Errors are {@link city.haihe.app.platform.HaiheException}.
 */
public interface ClinicalRecord {

    /** The current version, or empty where there is none, it is deleted, or the caller may not see it. */
    Optional<StoredResource> read(Caller caller, String type, String id);

    /**
     * A search as its query string, such as {@code patient=123&_sort=-date&_count=20} (FHIR R4 3.1.1). Unknown parameters
     * are errors here.
     */
    SearchPage search(Caller caller, String type, String query);

    /** Carries out a batch or transaction Bundle in a transaction of its own and answers the response Bundle. */
    FhirObject transact(Caller caller, FhirObject bundle);

    /**
     * Opens the record inside a transaction that the caller commits, so that what is written here and what the caller
     * writes elsewhere become true together. {@link RecordSession#finish()} must be its last act.
     */
    RecordSession open(Transaction transaction, Caller caller);

    /**
     * Opens the record inside a transaction that several callers' writes share, such as those of messages that arrived
     * together. {@link SharedSession#finish()} must be its last act.
     */
    SharedSession share(Transaction transaction);

    /**
     * A resource that will be looked for by an identifier.
     *
     * @param locked whether it will be written; what is only referred to is neither locked nor read as a whole
     */
    record Sought(String type, String system, String value, boolean locked) {}

    /** Several callers' writes in someone's transaction; used by one thread. */
    interface SharedSession {

        /**
         * Looks for all of these at once, locks those that are there and will be written, and claims those that are not
         * there. What the sessions then look for one by one is known; anything else they look for themselves.
         */
        void prepare(Collection<Sought> sought) throws SQLException;

        /** A caller's session: it sees what the others have written and has a feed row of its own. It is not finished itself. */
        RecordSession open(Caller caller);

        /** Sends everything, checks what it refers to, and appends the sessions' feed rows. */
        void finish() throws SQLException;
    }

    /** Writes inside someone's transaction; used by one thread. */
    interface RecordSession {

        /** Current version of a resource, locked until the transaction ends; empty where absent or deleted. */
        Optional<StoredResource> lock(String type, String id) throws SQLException;

        /**
         * The one current resource of the type whose {@code identifier} holds the system and value, locked; empty where
         * there is none. The pair is claimed in the transaction, so that of two transactions that both find none and
         * create one, the second waits and then finds the first's.
         *
         * @throws city.haihe.app.platform.HaiheException MULTIPLE_MATCHES where several match
         */
        Optional<StoredResource> lockByIdentifier(String type, String system, String value) throws SQLException;

        /**
         * The one current resource of the type whose {@code identifier} holds the system and value, neither locked nor
         * claimed: for what is only referred to.
         *
         * @throws city.haihe.app.platform.HaiheException MULTIPLE_MATCHES where several match
         */
        Optional<StoredResource> findByIdentifier(String type, String system, String value) throws SQLException;

        /** As {@link #findByIdentifier}, where the id is enough. */
        default Optional<String> idByIdentifier(String type, String system, String value) throws SQLException {
            return findByIdentifier(type, system, value).map(StoredResource::id);
        }

        /** An id for a new resource, so that others can refer to it before it is stored. */
        default String newId() {
            return UUID.randomUUID().toString();
        }

        /** Stores a new resource under a new id. */
        StoredResource create(FhirObject resource) throws SQLException;

        /** Stores a new resource under the id that it has, one of {@link #newId}. */
        StoredResource createWithId(FhirObject resource) throws SQLException;

        /** Stores a new version of the resource, whose {@code id} exists. Nothing is written where nothing changed. */
        StoredResource update(FhirObject resource) throws SQLException;

        /** Deletes a resource; deleting what is absent does nothing. */
        void delete(String type, String id) throws SQLException;

        /**
         * Rewrites every current resource that refers to {@code fromReference}, such as {@code Patient/1}, through the
         * function, and stores what changed; answers how many were changed. Bounded at 10,000 referrers.
         */
        int updateReferrers(String fromReference, Function<FhirObject, FhirObject> change) throws SQLException;

        /** Appends the feed row of everything this session wrote. Nothing may be written afterwards. */
        void finish() throws SQLException;
    }
}
