package city.haihe.fhir.path;

import city.haihe.fhir.FhirObject;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation may ask of the world. Immutable; the functions of a port that is absent are refused when they are called.
 *
 * @param clock the time and the zone of {@code now()}, {@code today()} and {@code timeOfDay()}
 * @param resolver finds what references lead to
 * @param terminology answers {@code memberOf}, {@code subsumes} and {@code subsumedBy}, or null
 * @param profiles answers {@code conformsTo}, or null
 * @param tracer is given what {@code trace} is called on
 * @param variables the values of {@code %name}
 * @param asFilters whether {@code as} leaves out of several items those that are of another type, as the search parameters of R4
 *     need it, instead of refusing several
 * @param limits how much an evaluation may take
 */
public record Environment(
        Clock clock,
        Resolver resolver,
        @Nullable Terminology terminology,
        @Nullable Profiles profiles,
        Tracer tracer,
        Map<String, List<Item>> variables,
        boolean asFilters,
        Limits limits) {

    public Environment {
        variables = Map.copyOf(variables);
    }

    /** Finds resources. */
    public interface Resolver {

        /** The resource that a reference leads to, as it was written; empty where there is none or it may not be seen. */
        Optional<FhirObject> resolve(String reference);
    }

    /** Knows codes. */
    public interface Terminology {

        /**
         * Whether a code, Coding or CodeableConcept is in a value set; empty where that is not known.
         *
         * @param valueSet the canonical address
         */
        Optional<Boolean> memberOf(Item concept, String valueSet);

        /** Whether one concept subsumes another or is the same; empty where that is not known. */
        Optional<Boolean> subsumes(Item concept, Item other);
    }

    /** Knows profiles. */
    public interface Profiles {

        /** Whether an element conforms to the profile of a canonical address; empty where the profile is not known. */
        Optional<Boolean> conformsTo(Element element, String profile);
    }

    /** Listens to {@code trace}. */
    public interface Tracer {

        /** Is told a name and the items that the expression had at that place. */
        void trace(String name, List<Item> items);
    }

    /** An environment with a clock and nothing else: no reference is resolved, nothing is traced. */
    public static Environment of(Clock clock) {
        return new Environment(
                clock, reference -> Optional.empty(), null, null, (name, items) -> {}, Map.of(), false, Limits.DEFAULT);
    }

    /** The same with a resolver. */
    public Environment withResolver(Resolver other) {
        return new Environment(clock, other, terminology, profiles, tracer, variables, asFilters, limits);
    }

    /** The same with a terminology. */
    public Environment withTerminology(Terminology other) {
        return new Environment(clock, resolver, other, profiles, tracer, variables, asFilters, limits);
    }

    /** The same with profiles. */
    public Environment withProfiles(Profiles other) {
        return new Environment(clock, resolver, terminology, other, tracer, variables, asFilters, limits);
    }

    /** The same with a listener to {@code trace}. */
    public Environment withTracer(Tracer other) {
        return new Environment(clock, resolver, terminology, profiles, other, variables, asFilters, limits);
    }

    /** The same with a variable {@code %name}. */
    public Environment withVariable(String name, List<Item> items) {
        Map<String, List<Item>> more = new HashMap<>(variables);
        more.put(name, List.copyOf(items));
        return new Environment(clock, resolver, terminology, profiles, tracer, more, asFilters, limits);
    }

    /** The same with an {@code as} that filters. */
    public Environment withAsFilters() {
        return new Environment(clock, resolver, terminology, profiles, tracer, variables, true, limits);
    }

    /** The same with other limits. */
    public Environment withLimits(Limits other) {
        return new Environment(clock, resolver, terminology, profiles, tracer, variables, asFilters, other);
    }
}
