package city.haihe.v2fhir;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a practitioner, a place or an organization that a message only mentions. The resource is created when
 * it is not there yet; one that cannot be told from others becomes a reference with nothing but a display.
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
        block.fill(run, source, content);
        String display = display(content);
        BusinessKey key = key(content);
        if (key == null) {
            return display == null
                    ? null
                    : new FhirObject().put("type", resourceType).put("display", display);
        }
        OpenResource resource = run.find(resourceType, key);
        if (resource == null) {
            resource = run.add(resourceType, key, ResourceChange.Mode.ENSURE);
            FhirObject target = resource.content();
            content.forEach((name, value) -> target.put(name, value));
        }
        return resource.reference().putIfPresent("display", display);
    }

    private static @Nullable BusinessKey key(FhirObject content) {
        FhirArray identifiers = content.array("identifier");
        return identifiers != null
                        && identifiers.get(0) instanceof FhirObject identifier
                        && identifier.get("system") instanceof FhirString(String system)
                        && identifier.get("value") instanceof FhirString(String value)
                ? new BusinessKey(system, value)
                : null;
    }

    private static @Nullable String display(FhirObject content) {
        return switch (content.get("name")) {
            case FhirString(String name) -> name;
            case FhirArray names when names.get(0) instanceof FhirObject name -> name.string("text");
            case null, default -> null;
        };
    }
}
