package city.haihe.app.record.internal;

import city.haihe.app.platform.Settings;
import java.time.Duration;

/**
 * How the record behaves.
 *
 * @param publicUrl the public address without a slash at its end
 * @param operator what the operator decided
 */
record RecordSettings(String publicUrl, Settings.RecordSettings operator) {

    /** With the defaults of what is not given. */
    RecordSettings(String publicUrl, Settings.References references, boolean clientIds) {
        this(publicUrl, new Settings.RecordSettings(references, clientIds));
    }

    /** How long a search's statement may take. */
    Duration searchLimit() {
        return operator.searchLimit();
    }

    /** The base of every FHIR address. */
    String base() {
        return publicUrl + "/fhir";
    }

    /** What to do with references that lead nowhere. */
    Settings.References references() {
        return operator.references();
    }

    /** Whether an update may create a resource under an id of the client's. */
    boolean clientIds() {
        return operator.clientIds();
    }

    /** Whether a conditional delete may delete several resources. */
    boolean deletesMultiple() {
        return operator.conditionalDelete() == Settings.ConditionalDelete.MULTIPLE;
    }

    /** Whether what others refer to may be deleted. */
    boolean deletesReferenced() {
        return operator.deleteReferenced() == Settings.DeleteReferenced.ALLOW;
    }
}
