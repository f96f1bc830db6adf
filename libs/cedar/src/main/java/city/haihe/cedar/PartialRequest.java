package city.haihe.cedar;

import city.haihe.cedar.Value.EntityUid;
import city.haihe.cedar.Value.RecordOf;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which resources a principal may do this action to in this context.
 *
 * @param principal who
 * @param action does what
 * @param resourceType the type of the resources, or null for any
 * @param attributes those attributes that all the resources have, with these values; all others are unknown
 * @param context what else is known of the request
 */
public record PartialRequest(
        EntityUid principal,
        EntityUid action,
        @Nullable String resourceType,
        Map<String, Value> attributes,
        RecordOf context) {

    /** Copies the attributes. */
    public PartialRequest {
        attributes = Map.copyOf(attributes);
    }
}
