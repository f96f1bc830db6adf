package city.haihe.app.platform;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the operator decided, checked once at the start. Flags win over {@code HAIHE_…} variables, those over
 * {@code DATA/haihe.toml}, and that over the defaults.
 *
 * @param port the front door's port
 * @param bind the address that it and MLLP listen on
 * @param publicUrl the address that others reach us by, without a slash at its end
 * @param data the installation's directory
 * @param db the city's own PostgreSQL, or empty for the embedded one
 * @param demo whether the sample city is loaded
 * @param roles what this process opens
 * @param mllpPort the port of HL7 v2 messages
 * @param mllpTlsPort the port of HL7 v2 messages over mutual TLS, or empty where there is none
 * @param log how log lines look
 * @param quiet whether only the ready line is printed
 * @param train whether to stop as soon as everything is ready
 * @param record how the record behaves
 * @param portal where the pages and their renderer are
 */
public record Settings(
        int port,
        String bind,
        String publicUrl,
        Path data,
        Optional<String> db,
        boolean demo,
        Set<Role> roles,
        int mllpPort,
        OptionalInt mllpTlsPort,
        Log log,
        boolean quiet,
        boolean train,
        RecordSettings record,
        PortalSettings portal) {

    /** Without a port for messages over TLS. */
    public Settings(
            int port,
            String bind,
            String publicUrl,
            Path data,
            Optional<String> db,
            boolean demo,
            Set<Role> roles,
            int mllpPort,
            Log log,
            boolean quiet,
            boolean train,
            RecordSettings record,
            PortalSettings portal) {
        this(
                port,
                bind,
                publicUrl,
                data,
                db,
                demo,
                roles,
                mllpPort,
                OptionalInt.empty(),
                log,
                quiet,
                train,
                record,
                portal);
    }

    /** How log lines look. */
    public enum Log {
        PLAIN,
        JSON
    }

    /** What to do with literal references to resources of ours that are not there. */
    public enum References {
        ENFORCE,
        WARN,
        OFF
    }

    /** How many resources a conditional delete may delete. */
    public enum ConditionalDelete {
        SINGLE,
        MULTIPLE
    }

    /** What to do with the deletion of a resource that others refer to. */
    public enum DeleteReferenced {
        REFUSE,
        ALLOW
    }

    /**
     * How the record behaves.
     *
     * @param references what to do with references that lead nowhere
     * @param clientIds whether an update may create a resource under an id of the client's
     * @param conditionalDelete how many resources a conditional delete may delete
     * @param deleteReferenced what to do with the deletion of a resource that others refer to
     * @param searchLimit how long a statement of a search may take
     */
    public record RecordSettings(
            References references,
            boolean clientIds,
            ConditionalDelete conditionalDelete,
            DeleteReferenced deleteReferenced,
            Duration searchLimit) {

        /** Longer than any search that somebody still waits for. */
        public static final Duration DEFAULT_SEARCH_LIMIT = Duration.ofSeconds(30);

        /** With the defaults of what is not given. */
        public RecordSettings(References references, boolean clientIds) {
            this(references, clientIds, ConditionalDelete.SINGLE, DeleteReferenced.REFUSE);
        }

        /** With the defaults of what is not given. */
        public RecordSettings(
                References references,
                boolean clientIds,
                ConditionalDelete conditionalDelete,
                DeleteReferenced deleteReferenced) {
            this(references, clientIds, conditionalDelete, deleteReferenced, DEFAULT_SEARCH_LIMIT);
        }
    }

    /**
     * Where the portal's parts are.
     *
     * @param web the directory of the built pages
     * @param node the Node.js program that renders them
     */
    public record PortalSettings(Optional<Path> web, Optional<Path> node) {}

    /** Without the address of the database, which holds its password. */
    @Override
    public String toString() {
        return "Settings[port=" + port + ", bind=" + bind + ", publicUrl=" + publicUrl + ", data=" + data + ", db="
                + (db.isPresent() ? "given" : "embedded") + ", demo=" + demo + ", roles=" + roles + ", mllpPort="
                + mllpPort + ", mllpTlsPort=" + mllpTlsPort + ", log=" + log + ", quiet=" + quiet + ", train=" + train
                + ", record=" + record
                + ", portal=" + portal + "]";
    }
}
