package city.haihe.v2fhir;

import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiled rules that fill one object: a segment's map, a type's map, or a block within one. */
final class Block implements Converter {

    private final RuleStep[] steps;

    Block(List<RuleStep> steps) {
        this.steps = steps.toArray(RuleStep[]::new);
    }

    /** Makes an element; null where nothing was filled in, or where a required member stayed empty. */
    @Override
    public @Nullable FhirValue convert(Run run, Source source) {
        if (source.isEmpty()) {
            return null;
        }
        FhirObject element = new FhirObject();
        for (RuleStep step : steps) {
            if (!step.fill(run, source, element)) {
                return null;
            }
        }
        return element.isEmpty() ? null : element;
    }

    /** Fills a resource from a segment. */
    void fill(Run run, SegmentView segment, OpenResource resource, boolean asDefault) {
        Source source = Source.segment(segment);
        Trace trace = run.trace();
        if (trace != null) {
            trace.fills(resource.localKey(), source);
        }
        for (RuleStep step : steps) {
            step.fill(run, source, resource, asDefault);
        }
    }

    /** Only notes what is left out on purpose: there is no resource to fill. */
    void ignore(Run run, SegmentView segment) {
        Source source = Source.segment(segment);
        for (RuleStep step : steps) {
            step.ignore(run, source);
        }
    }

    /** Fills an object that has its members from elsewhere too. */
    void fill(Run run, Source source, FhirObject element) {
        for (RuleStep step : steps) {
            step.fill(run, source, element);
        }
    }
}
