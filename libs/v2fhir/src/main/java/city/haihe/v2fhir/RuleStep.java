package city.haihe.v2fhir;

import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.v2fhir.Translation.Kind;
import org.jspecify.annotations.Nullable;

/** One compiled rule. */
final class RuleStep {

    private final MappingRule rule;
    private final Compiler.SourceFunction source;
    private final boolean resourceReference;
    private final boolean consumes;
    private final @Nullable ElementPath path;
    private final Converter converter;
    private final boolean required;
    private final boolean asDefault;
    private final boolean once;
    private final boolean join;
    private final boolean clears;
    private final boolean left;
    private final Compiler.Test[] tests;

    RuleStep(
            MappingRule rule,
            Compiler.SourceFunction source,
            boolean resourceReference,
            boolean consumes,
            @Nullable ElementPath path,
            Converter converter,
            boolean required,
            boolean asDefault,
            boolean once,
            boolean join,
            boolean clears,
            boolean left,
            Compiler.Test[] tests) {
        this.rule = rule;
        this.source = source;
        this.resourceReference = resourceReference;
        this.consumes = consumes;
        this.path = path;
        this.converter = converter;
        this.required = required;
        this.asDefault = asDefault;
        this.once = once;
        this.join = join;
        this.clears = clears;
        this.left = left;
        this.tests = tests;
    }

    /** A rule that only says that a field is left out on purpose. */
    static RuleStep ignoring(MappingRule rule, Compiler.SourceFunction source, Compiler.Test[] tests) {
        return new RuleStep(
                rule, source, false, true, null, (_, _) -> null, false, false, false, false, false, false, tests);
    }

    /** Applies the rule to a resource: with the null text, defaults and the refusal of what is required. */
    void fill(Run run, Source scope, OpenResource resource, boolean allAsDefault) {
        if (path == null) {
            ignore(run, scope);
            return;
        }
        Source from = source.at(run, scope);
        if (clears) {
            if (!allAsDefault && holds(run, scope)) {
                resource.clear(path.cleared());
            }
            return;
        }
        if (from.isNull() && !allAsDefault && !required && path.isClearable()) {
            resource.clear(path.cleared());
            consume(from);
            return;
        }
        if (!holds(run, scope)) {
            return;
        }
        if (write(run, from, resource.content(), path)) {
            resource.wrote(path.first(), asDefault || allAsDefault);
        } else if (required && !path.isSet(run, resource.content())) {
            run.refuse(Kind.MISSING_FIELD, from, "expected: a value");
        }
    }

    /** Takes a field that the rule leaves out on purpose. */
    void ignore(Run run, Source scope) {
        if (path == null && holds(run, scope)) {
            Source from = source.at(run, scope);
            consume(from);
            Trace trace = run.trace();
            if (trace != null) {
                trace.ignores(rule, from);
            }
        }
    }

    /** Applies the rule to an element; answers false where the element is nothing without it. */
    boolean fill(Run run, Source scope, FhirObject element) {
        if (path == null) {
            return true;
        }
        boolean wrote = holds(run, scope) && write(run, source.at(run, scope), element, path);
        return wrote || !required || path.isSet(run, element);
    }

    private boolean holds(Run run, Source scope) {
        for (Compiler.Test test : tests) {
            if (!test.holds(run, scope)) {
                return false;
            }
        }
        return true;
    }

    private boolean write(Run run, Source from, FhirObject target, ElementPath to) {
        if (!resourceReference && from.isEmpty() || left && from.isConsumed()) {
            return false;
        }
        if (once && to.isSet(run, target)) {
            consume(from);
            return false;
        }
        int repetitions = from.repetitions();
        boolean whole = from.repetition() == 0 && from.field() > 0;
        if (!to.appends() || !whole || converter.readsAllRepetitions()) {
            boolean first = whole && !converter.readsAllRepetitions();
            if (!convert(run, first ? from.repetition(1) : from, target, to)) {
                return false;
            }
            if (!whole || repetitions <= 1 || converter.readsAllRepetitions()) {
                consume(from);
            }
            return true;
        }
        int written = 0;
        int filled = 0;
        for (int number = 1; number <= repetitions; number++) {
            Source repetition = from.repetition(number);
            if (repetition.isEmpty()) {
                continue;
            }
            filled++;
            if (convert(run, repetition, target, to)) {
                written++;
            }
        }
        if (written == filled) {
            consume(from);
        }
        return written > 0;
    }

    private boolean convert(Run run, Source from, FhirObject target, ElementPath to) {
        Trace trace = run.trace();
        if (trace == null) {
            return convertAndWrite(run, from, target, to) != null;
        }
        trace.enter(rule, from);
        FhirValue value = convertAndWrite(run, from, target, to);
        if (value == null) {
            trace.wroteNothing();
        } else {
            trace.wrote(value);
        }
        return value != null;
    }

    private @Nullable FhirValue convertAndWrite(Run run, Source from, FhirObject target, ElementPath to) {
        FhirValue value = converter.convert(run, from);
        if (value == null) {
            return null;
        }
        FhirValue written = join ? joined(to.text(target), value) : value;
        return to.write(run, target, written) ? written : null;
    }

    private static FhirValue joined(@Nullable String before, FhirValue value) {
        return before != null && value instanceof FhirString(String text)
                ? new FhirString(before + '\n' + text)
                : value;
    }

    private void consume(Source from) {
        SegmentView segment = from.segment();
        if (consumes && segment != null && from.field() > 0) {
            segment.consume(from.field());
        }
    }
}
