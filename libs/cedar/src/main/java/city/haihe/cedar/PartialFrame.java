package city.haihe.cedar;

import city.haihe.cedar.Value.EntityUid;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known where the resource is not.
 *
 * @param frame all else; its resource stands for nothing
 * @param type the resource's type where it is known
 * @param attributes the attributes of the resource that are known
 */
record PartialFrame(Frame frame, @Nullable String type, Map<String, Value> attributes) {

    static PartialFrame of(PartialRequest request, Entities entities) {
        EntityUid unknown = new EntityUid(request.resourceType() == null ? "" : request.resourceType(), "");
        return new PartialFrame(
                new Frame(request.principal(), request.action(), unknown, request.context(), entities),
                request.resourceType(),
                request.attributes());
    }
}
