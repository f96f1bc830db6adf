package city.haihe.v2fhir;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a person, a place or an organization that a message only mentions. The resource is created when it is not
 * there yet. One that cannot be told from others is a resource of its own where everything is to be told; else it is only a
 * reference with a display, or, for a role, a reference to who has it.
 */
final class MentionConverter implements Converter {

    private final String resourceType;
    private final Block block;

    MentionConverter(String resourceType, Block block) {
        this.resourceType = resourceType;
        this.block = block;
    }

    @Override
    public @Nullable FhirValue convert(Run run, Source source) {
        if (source.isEmpty()) {
            return null;
        }
        FhirObject content = FhirObject.resource(resourceType);
        Trace trace = run.trace();
        if (trace != null) {
            trace.mentions(resourceType);
        }
        block.fill(run, source, content);
        if (content.size() <= 1) {
            return null;
        }
        String display = display(content);
        BusinessKey key = key(content);
        if (key == null && !run.context().complete()) {
            return withoutIdentity(content, display);
        }
        OpenResource resource = run.find(resourceType, key);
        if (resource == null) {
            resource = run.add(resourceType, key, ResourceChange.Mode.ENSURE);
        }
        tell(resource.content(), content, run.context().complete());
        return resource.reference().putIfPresent("display", display);
    }

    /** What one field says of somebody and another does not is told of the same resource. */
    private static void tell(FhirObject target, FhirObject content, boolean complete) {
        content.forEach((name, value) -> {
            FhirArray known = target.array(name);
            if (!target.has(name)) {
                target.put(name, value);
            } else if (complete && known != null && value instanceof FhirArray further) {
                further.values().stream()
                        .filter(item -> !known.values().contains(item))
                        .forEach(known::add);
            }
        });
    }

    private @Nullable FhirValue withoutIdentity(FhirObject content, @Nullable String display) {
        FhirObject practitioner = content.object("practitioner");
        if (practitioner != null) {
            return practitioner;
        }
        return display == null
                ? null
                : new FhirObject().put("type", resourceType).put("display", display);
    }

    private static @Nullable BusinessKey key(FhirObject content) {
        return content.objects("identifier")
                .filter(identifier ->
                        identifier.get("system") instanceof FhirString && identifier.get("value") instanceof FhirString)
                .findFirst()
                .map(identifier -> new BusinessKey(text(identifier, "system"), text(identifier, "value")))
                .orElse(null);
    }

    private static String text(FhirObject identifier, String member) {
        return identifier.get(member) instanceof FhirString(String text) ? text : "";
    }

    private static @Nullable String display(FhirObject content) {
        FhirObject practitioner = content.object("practitioner");
        if (practitioner != null) {
            return practitioner.string("display");
        }
        return switch (content.get("name")) {
            case FhirString(String name) -> name;
            case FhirArray names when names.get(0) instanceof FhirObject name -> name.string("text");
            case null, default -> null;
        };
    }
}
