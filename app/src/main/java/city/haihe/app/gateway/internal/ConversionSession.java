package city.haihe.app.gateway.internal;

import city.haihe.app.record.ClinicalRecord.RecordSession;
import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.v2fhir.BusinessKey;
import city.haihe.v2fhir.ResourceChange;
import city.haihe.v2fhir.Translation.Translated;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An empty record that keeps nothing but what one message writes, and tells it as a transaction Bundle (FHIR R4 3.1.0.11.2).
 * {@link ChangeWriter} writes into it as into the real one, so that a conversion is what would be stored.
 */
final class ConversionSession implements RecordSession {

    /** Tells which change a resource came from, while it is written. */
    private static final String MARK = "urn:haihe:local-key";

    private final Map<String, Written> written = new LinkedHashMap<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final List<ResourceChange> changes;
    private final Instant at;
    private final String name;

    /** A resource, and the change that made it, or null where the writer itself did. */
    private record Written(FhirObject resource, @Nullable ResourceChange change, int place) {}

    /**
     * @param translated what will be written
     * @param name the message's own, such as its digest: the same message always gets the same {@code fullUrl}s
     */
    ConversionSession(Translated translated, Instant at, String name) {
        this.changes = translated.changes();
        this.at = at;
        this.name = name;
        for (int place = 0; place < changes.size(); place++) {
            places.put(changes.get(place).localKey(), place);
        }
    }

    /** The changes to write here. */
    static Translated marked(Translated translated) {
        List<ResourceChange> marked = translated.changes().stream()
                .map(change -> new ResourceChange(
                        change.localKey(),
                        change.type(),
                        change.key(),
                        change.content().copy().put(MARK, change.localKey()),
                        change.cleared(),
                        change.defaults(),
                        change.mode()))
                .toList();
        return new Translated(marked, translated.merges(), translated.unmapped());
    }

    @Override
    public Optional<StoredResource> lock(String type, String id) {
        return Optional.ofNullable(written.get(type + "/" + id)).map(found -> stored(found.resource()));
    }

    @Override
    public Optional<StoredResource> lockByIdentifier(String type, String system, String value) {
        return Optional.empty();
    }

    @Override
    public Optional<StoredResource> findByIdentifier(String type, String system, String value) {
        return Optional.empty();
    }

    @Override
    public StoredResource create(FhirObject resource) {
        return createWithId(resource.copy().put("id", UUID.randomUUID().toString()));
    }

    @Override
    public StoredResource createWithId(FhirObject resource) {
        FhirObject kept = resource.copy();
        String key = kept.string(MARK);
        kept.remove(MARK);
        Integer place = key == null ? null : places.get(key);
        written.put(
                address(kept),
                new Written(
                        kept,
                        place == null ? null : changes.get(place),
                        place == null ? changes.size() + written.size() : place));
        return stored(kept);
    }

    @Override
    public StoredResource update(FhirObject resource) {
        FhirObject kept = resource.copy();
        written.computeIfPresent(
                address(kept), (address, before) -> new Written(kept, before.change(), before.place()));
        return stored(kept);
    }

    @Override
    public void delete(String type, String id) {
        written.remove(type + "/" + id);
    }

    @Override
    public int updateReferrers(String fromReference, Function<FhirObject, FhirObject> change) {
        int changed = 0;
        for (Map.Entry<String, Written> entry : written.entrySet()) {
            Written before = entry.getValue();
            FhirObject after = change.apply(before.resource().copy());
            if (!after.equals(before.resource())) {
                entry.setValue(new Written(after, before.change(), before.place()));
                changed++;
            }
        }
        return changed;
    }

    @Override
    public void finish() {
        // What was written is asked for by bundle().
    }

    private static String address(FhirObject resource) {
        return resource.resourceType() + "/" + resource.id();
    }

    private StoredResource stored(FhirObject resource) {
        return new StoredResource(
                resource.resourceType(), String.valueOf(resource.id()), 1, at, false, FhirJson.toBytes(resource));
    }

    /** What was written, in the order of the message. */
    FhirObject bundle() {
        List<Map.Entry<String, Written>> ordered = new ArrayList<>(written.entrySet());
        ordered.sort(Comparator.comparingInt(entry -> entry.getValue().place()));
        Map<String, String> fullUrls = new HashMap<>();
        for (Map.Entry<String, Written> entry : ordered) {
            fullUrls.put(entry.getKey(), fullUrl(entry.getValue().place()));
        }
        FhirArray entries = new FhirArray();
        for (Map.Entry<String, Written> entry : ordered) {
            FhirObject resource = referring(entry.getValue().resource(), fullUrls);
            resource.remove("id");
            entries.add(new FhirObject()
                    .put("fullUrl", String.valueOf(fullUrls.get(entry.getKey())))
                    .put("resource", resource)
                    .put(
                            "request",
                            request(resource.resourceType(), entry.getValue().change())));
        }
        FhirObject bundle = FhirObject.resource("Bundle").put("type", "transaction");
        return entries.size() == 0 ? bundle : bundle.put("entry", entries);
    }

    private String fullUrl(int place) {
        return "urn:uuid:" + UUID.nameUUIDFromBytes((name + '#' + place).getBytes(StandardCharsets.UTF_8));
    }

    private static FhirObject referring(FhirObject object, Map<String, String> fullUrls) {
        for (int index = 0; index < object.size(); index++) {
            FhirValue value = object.valueAt(index);
            if (value instanceof FhirString(String text) && object.nameAt(index).equals("reference")) {
                String known = fullUrls.get(text);
                if (known != null) {
                    object.put("reference", known);
                }
            } else {
                refer(value, fullUrls);
            }
        }
        return object;
    }

    private static void refer(FhirValue value, Map<String, String> fullUrls) {
        if (value instanceof FhirObject object) {
            referring(object, fullUrls);
        } else if (value instanceof FhirArray array) {
            array.forEach(each -> refer(each, fullUrls));
        }
    }

    private static FhirObject request(String type, @Nullable ResourceChange change) {
        FhirObject request = new FhirObject();
        BusinessKey key = change == null ? null : change.key();
        if (change == null || key == null || change.mode() == ResourceChange.Mode.CREATE) {
            return request.put("method", "POST").put("url", type);
        }
        String criteria = "identifier=" + encoded(key.system()) + "%7C" + encoded(key.value());
        if (change.mode() == ResourceChange.Mode.ENSURE || isOnlyDefaults(change)) {
            return request.put("method", "POST").put("url", type).put("ifNoneExist", criteria);
        }
        return request.put("method", "PUT").put("url", type + "?" + criteria);
    }

    /** What only fills gaps must not replace a resource that knows more. */
    private static boolean isOnlyDefaults(ResourceChange change) {
        FhirObject content = change.content();
        for (int index = 0; index < content.size(); index++) {
            String element = content.nameAt(index);
            if (!element.equals("resourceType")
                    && !element.equals("identifier")
                    && !change.defaults().contains(element)) {
                return false;
            }
        }
        return true;
    }

    /** A token's part as a search wants it (FHIR R4 3.1.1.4.1), percent-encoded. */
    private static String encoded(String text) {
        String escaped = text.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace(",", "\\,")
                .replace("$", "\\$");
        return URLEncoder.encode(escaped, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":");
    }
}
