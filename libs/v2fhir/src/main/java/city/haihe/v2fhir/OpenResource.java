package city.haihe.v2fhir;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A resource while a message is being translated. */
final class OpenResource {

    /** How the resources of a message refer to each other. */
    static final String LOCAL = "urn:haihe:";

    private final String localKey;
    private final String type;
    private final @Nullable BusinessKey key;
    private final ResourceChange.Mode mode;
    private final FhirObject content;
    private final Set<String> cleared = new HashSet<>();
    private final Set<String> defaults = new HashSet<>();
    private final Set<String> continuedBy = new HashSet<>();
    private List<String> snapshot = List.of();

    OpenResource(String localKey, String type, @Nullable BusinessKey key, ResourceChange.Mode mode) {
        this.localKey = localKey;
        this.type = type;
        this.key = key;
        this.mode = key == null ? ResourceChange.Mode.CREATE : mode;
        this.content = FhirObject.resource(type);
    }

    FhirObject content() {
        return content;
    }

    String type() {
        return type;
    }

    String localKey() {
        return localKey;
    }

    @Nullable
    BusinessKey key() {
        return key;
    }

    FhirObject reference() {
        return new FhirObject().put("reference", LOCAL + localKey);
    }

    /** Whether a segment of that name has continued it. */
    boolean isContinuedBy(String segmentName) {
        return continuedBy.contains(segmentName);
    }

    void continuedBy(String segmentName) {
        continuedBy.add(segmentName);
    }

    void snapshot(List<String> elements) {
        snapshot = elements;
    }

    void clear(String element) {
        cleared.add(element);
    }

    /** Notes that a rule has set an element; of elements that exclude each other the later stays. */
    void wrote(String element, boolean asDefault) {
        ResourceChange.excludedBy(content, element).forEach(content::remove);
        if (asDefault) {
            defaults.add(element);
        } else if (!defaults.isEmpty()) {
            defaults.remove(element);
        }
    }

    /** The change that this resource asks for. */
    ResourceChange change() {
        addKey();
        for (String element : snapshot) {
            cleared.add(element);
        }
        cleared.removeIf(this::isTold);
        defaults.removeIf(element -> !content.has(element));
        return new ResourceChange(localKey, type, key, content, cleared, defaults, mode);
    }

    private boolean isTold(String element) {
        int dot = element.indexOf('.');
        if (dot < 0) {
            return content.has(element);
        }
        FhirObject whole = content.object(element.substring(0, dot));
        return whole != null && whole.has(element.substring(dot + 1));
    }

    private void addKey() {
        if (key == null || content.objects("identifier").anyMatch(this::isKey)) {
            return;
        }
        FhirObject identifier = new FhirObject().put("system", key.system()).put("value", key.value());
        FhirArray identifiers = content.array("identifier");
        if (identifiers == null) {
            content.put("identifier", FhirArray.of(identifier));
        } else {
            identifiers.add(identifier);
        }
    }

    private boolean isKey(FhirObject identifier) {
        return key != null
                && identifier.get("system") instanceof FhirString(String system)
                && system.equals(key.system())
                && identifier.get("value") instanceof FhirString(String value)
                && value.equals(key.value());
    }
}
