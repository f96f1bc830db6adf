package city.haihe.v2fhir;

import city.haihe.fhir.FhirObject;
import city.haihe.v2fhir.Translation.Kind;
import city.haihe.v2fhir.Translation.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one translation has seen and made so far. */
final class Run {

    private final TranslationContext context;
    private final @Nullable Trace trace;
    private final List<SegmentView> segments;
    private final Map<String, SegmentView> nearest = new HashMap<>();
    private final Map<String, OpenResource> newest = new HashMap<>();
    private final LinkedHashMap<String, OpenResource> byKey = new LinkedHashMap<>();
    private final List<OpenResource> resources = new ArrayList<>();
    private final Map<String, OpenResource> byLocalKey = new HashMap<>();
    private final List<PatientMerge> merges = new ArrayList<>();
    private final OrderGroup order = new OrderGroup();
    private int position = -1;
    private @Nullable OpenResource last;
    private @Nullable Refused refusal;

    Run(TranslationContext context, List<SegmentView> segments, @Nullable Trace trace) {
        this.context = context;
        this.trace = trace;
        this.segments = segments;
    }

    /** What notes down what the rules do, where somebody asked for it. */
    @Nullable
    Trace trace() {
        return trace;
    }

    TranslationContext context() {
        return context;
    }

    List<SegmentView> segments() {
        return segments;
    }

    /** Goes on to the next segment. */
    void visit(SegmentView segment) {
        position++;
        nearest.put(segment.name(), segment);
        order.visit(segment, this);
    }

    /** The next segment of that name before the next one of the current segment's name, or null. */
    @Nullable
    SegmentView ahead(String segmentName) {
        String current = segments.get(position).name();
        for (int index = position + 1; index < segments.size(); index++) {
            SegmentView segment = segments.get(index);
            if (segment.name().equals(segmentName)) {
                return segment;
            }
            if (segment.name().equals(current)) {
                return null;
            }
        }
        return null;
    }

    /** The order that the current segment belongs to. */
    OrderGroup order() {
        return order;
    }

    void forget(String segmentName) {
        nearest.remove(segmentName);
    }

    /** The nearest segment of that name so far, or null. */
    @Nullable
    SegmentView nearest(String segmentName) {
        return nearest.get(segmentName);
    }

    /** The newest resource of the type, or null. */
    @Nullable
    OpenResource newest(String resourceType) {
        return newest.get(resourceType);
    }

    /** The resource that was opened or added to last, stubs aside, or null. */
    @Nullable
    OpenResource last() {
        return last;
    }

    void close(String resourceType) {
        newest.remove(resourceType);
    }

    /** Begins a resource, or goes on with the one of the same key. */
    OpenResource open(String type, @Nullable BusinessKey key, ResourceChange.Mode mode) {
        OpenResource resource = find(type, key);
        if (resource == null) {
            resource = add(type, key, mode);
        }
        newest.put(type, resource);
        return resource;
    }

    /** Notes which resource is worked on. */
    void last(OpenResource resource) {
        last = resource;
    }

    @Nullable
    OpenResource find(String type, @Nullable BusinessKey key) {
        return key == null ? null : byKey.get(mapKey(type, key));
    }

    /** The resource of this message that a reference names, or null. */
    @Nullable
    OpenResource mentioned(FhirObject reference) {
        String text = reference.string("reference");
        if (text == null || !text.startsWith(OpenResource.LOCAL)) {
            return null;
        }
        String localKey = text.substring(OpenResource.LOCAL.length());
        return byLocalKey.get(localKey);
    }

    /** Adds a resource without making it the newest: one that is only mentioned. */
    OpenResource add(String type, @Nullable BusinessKey key, ResourceChange.Mode mode) {
        String localKey = type.toLowerCase(Locale.ROOT) + '-' + (resources.size() + 1);
        OpenResource resource = new OpenResource(localKey, type, key, mode);
        resources.add(resource);
        byLocalKey.put(localKey, resource);
        if (key != null) {
            byKey.put(mapKey(type, key), resource);
        }
        return resource;
    }

    private static String mapKey(String type, BusinessKey key) {
        return type + ' ' + key.system() + ' ' + key.value();
    }

    void merge(OpenResource survivor, OpenResource merged) {
        merges.add(new PatientMerge(survivor.localKey(), merged.localKey()));
    }

    /**
     * Refuses the message; the first refusal stands. Where everything is to be told and nothing is stored, a value that
     * cannot be is left out and counts as unmapped.
     */
    void refuse(Kind kind, Source source, String message) {
        SegmentView segment = source.segment();
        boolean leftOut = kind == Kind.INVALID_VALUE && context.complete();
        if (segment != null && !leftOut) {
            refuse(new Refused(
                    kind, segment.name(), segment.occurrence(), source.field(), source.component(), message));
        }
    }

    void refuse(Refused refused) {
        if (refusal == null) {
            refusal = refused;
        }
    }

    @Nullable
    Refused refusal() {
        return refusal;
    }

    /** Completes the resources, and leaves out those that are nothing without what the message does not tell. */
    void complete() {
        resources.removeIf(resource -> !Completion.complete(this, resource));
    }

    /** The outcome. */
    Translation outcome() {
        if (refusal != null) {
            return refusal;
        }
        List<UnmappedField> unmapped = new ArrayList<>();
        segments.forEach(segment -> segment.addUnmapped(unmapped));
        return new Translation.Translated(
                resources.stream().map(OpenResource::change).toList(), merges, unmapped);
    }
}
