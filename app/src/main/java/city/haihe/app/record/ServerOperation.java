package city.haihe.app.record;

import city.haihe.app.platform.Caller;
import city.haihe.fhir.FhirObject;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An operation of the whole server that another module brings to {@code /fhir} (FHIR R4 3.2.0): it takes a body of any media
 * type by POST, and changes nothing that is stored. {@code /metadata} lists it.
 */
public interface ServerOperation {

    /** The name, without the dollar sign. */
    String name();

    /** The address of its definition, for {@code /metadata}. */
    String definition();

    /** The parameters of the address that it takes; others are refused before it is called. */
    Set<String> parameters();

    /**
     * Carries it out. It must look at the caller's scopes itself.
     *
     * @throws city.haihe.app.platform.HaiheException what is wrong with the call
     */
    Answer invoke(Call call);

    /** The media types that it may answer in beside FHIR's own. */
    default Set<String> mediaTypes() {
        return Set.of();
    }

    /** What it answers. */
    sealed interface Answer {

        /** A resource. */
        record Resource(FhirObject resource) implements Answer {}

        /** Something else. */
        record Other(String contentType, byte[] body) implements Answer {}
    }

    /**
     * A call.
     *
     * @param caller who calls
     * @param contentType the media type of the body, or null where none was given
     * @param body the body, at most 16 MiB
     * @param parameters the parameters of the address, each with its first value
     */
    record Call(Caller caller, @Nullable String contentType, byte[] body, Map<String, String> parameters) {

        /** Copies the map. */
        public Call {
            parameters = Map.copyOf(parameters);
        }
    }
}
