package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The newest resources of each code. Two codes are one where they share a coding; a code without codings is its text (FHIR R4
 * {@code Observation/$lastn}). Resources come newest first.
 */
final class CodeGroups {

    private static final String CODE = "code";

    private final int most;
    private final Map<String, Group> byKey = new TreeMap<>();
    private final Set<Group> groups = new LinkedHashSet<>();

    /** The newest of a code, and what it is known by. */
    private static final class Group {
        private final List<StoredResource> newest = new ArrayList<>();
        private final Set<String> keys = new LinkedHashSet<>();
    }

    CodeGroups(int most) {
        this.most = most;
    }

    void add(StoredResource resource) {
        List<String> keys = keys(resource.resource().object(CODE));
        Group group = null;
        for (String key : keys) {
            Group known = byKey.get(key);
            if (known != null && known != group) {
                group = group == null ? known : merge(group, known);
            }
        }
        if (group == null) {
            group = new Group();
            groups.add(group);
        }
        for (String key : keys) {
            group.keys.add(key);
            byKey.put(key, group);
        }
        if (group.newest.size() < most) {
            group.newest.add(resource);
        }
    }

    /** A resource that has codings of both has shown that they are one. */
    private Group merge(Group first, Group second) {
        // Both are in the order of coming, but not their union; dates do not matter beyond that order.
        List<StoredResource> all = new ArrayList<>(first.newest);
        all.addAll(second.newest);
        all.sort(CodeGroups::byAppearance);
        first.newest.clear();
        first.newest.addAll(all.subList(0, Math.min(most, all.size())));
        for (String key : second.keys) {
            first.keys.add(key);
            byKey.put(key, first);
        }
        groups.remove(second);
        return first;
    }

    private static int byAppearance(StoredResource one, StoredResource other) {
        return Long.compare(date(other), date(one));
    }

    private static long date(StoredResource resource) {
        FhirObject body = resource.resource();
        String text = body.string("effectiveDateTime");
        if (text == null) {
            text = body.string("effectiveInstant");
        }
        FhirObject period = body.object("effectivePeriod");
        if (text == null && period != null) {
            text = period.string("start");
        }
        return text == null
                ? Long.MIN_VALUE
                : city.haihe.fhir.DateRange.parse(text)
                        .map(city.haihe.fhir.DateRange::low)
                        .orElse(Long.MIN_VALUE);
    }

    private static List<String> keys(@org.jspecify.annotations.Nullable FhirObject code) {
        if (code == null) {
            return List.of("");
        }
        List<String> keys = code.objects("coding")
                .filter(coding -> coding.has(CODE))
                .map(coding -> (coding.has("system") ? coding.string("system") : "") + "|" + coding.string(CODE))
                .toList();
        // No coding begins with a line's end, so a text is never taken for one.
        return keys.isEmpty() ? List.of("\n" + code.string("text")) : keys;
    }

    /** The codings of codes of which as many are known as are wanted, as a search has them. */
    List<String> fullCodings() {
        return groups.stream()
                .filter(group -> group.newest.size() >= most)
                .flatMap(group -> group.keys.stream())
                .filter(key -> !key.isEmpty() && key.charAt(0) != '\n')
                .toList();
    }

    /** The newest of each code, the code with the newest of all first. */
    List<StoredResource> newest() {
        return groups.stream().flatMap(group -> group.newest.stream()).toList();
    }
}
