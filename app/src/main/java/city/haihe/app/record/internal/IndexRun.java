package city.haihe.app.record.internal;

import city.haihe.app.record.internal.IndexedResource.LocalReference;
import city.haihe.fhir.DateRange;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.IndexValue;
import city.haihe.fhir.SearchParameter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One pass over one resource. */
final class IndexRun {

    private final FhirObject resource;
    private final String type;
    private final String id;
    private final SearchParameters parameters;
    private final TypeTable table;
    private final LocalReferences locals;

    private final TermSet terms = new TermSet();
    private final Set<String> strings = new LinkedHashSet<>();
    private final Set<String> patients = new LinkedHashSet<>();
    private final List<Long> ranges = new ArrayList<>();
    private final List<Long> identities = new ArrayList<>(2);
    private final @Nullable Long[] lows;
    private final @Nullable Long[] highs;
    private final int[] present;
    private int presentCount;

    /** Bounds of the values of the range parameter at hand, as (low, high). */
    private final List<Long> values = new ArrayList<>(4);

    IndexRun(FhirObject resource, SearchParameters parameters, TypeTable table, LocalReferences locals) {
        this.resource = resource;
        this.type = resource.resourceType();
        String given = resource.id();
        if (given == null) {
            throw new IllegalArgumentException("id: none (expected: a resource with its id)");
        }
        this.id = given;
        this.parameters = parameters;
        this.table = table;
        this.locals = locals;
        this.lows = new Long[table.ranges().size()];
        this.highs = new Long[table.ranges().size()];
        this.present = new int[parameters.of(type).size()];
    }

    IndexedResource run() {
        List<LocalReference> references = new ArrayList<>();
        locals.addAll(resource, type, references);
        long self = TermHash.self(type, id);
        String organisation = null;
        for (LocalReference reference : references) {
            // Under its own hash, a target is found by whoever refers to it, through whichever element.
            terms.accept(TermHash.self(reference.type(), reference.id()));
            if (organisation == null && reference.type().equals("Organization")) {
                organisation = reference.id();
            }
        }
        if (type.equals("Patient")) {
            patients.add(id);
        }
        List<String> compartment = type.equals("Patient") ? List.of() : parameters.compartment(type);
        int range = 0;
        for (SearchParameter parameter : parameters.of(type)) {
            boolean inCompartment = compartment.contains(parameter.code());
            long seed = TermHash.parameter(parameter.code());
            int before = presentCount;
            parameter.extract(resource, value -> add(parameter, seed, inCompartment, before, value));
            switch (parameter.kind()) {
                case DATE, NUMBER, QUANTITY -> {
                    addRange(range, seed);
                    range++;
                }
                case STRING, TOKEN, REFERENCE, URI -> {
                    // All is said by terms.
                }
            }
        }
        String[] inPatients = patients.toArray(String[]::new);
        long shardBy = inPatients.length == 0 ? self : TermHash.self("Patient", inPatients[0]);
        return new IndexedResource(
                self,
                ResourceIndexer.shard(shardBy),
                organisation,
                inPatients,
                labels(),
                Arrays.copyOf(present, presentCount),
                terms.toArray(),
                strings.toArray(String[]::new),
                lows,
                highs,
                longs(ranges),
                longs(identities),
                references);
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private void add(SearchParameter parameter, long seed, boolean inCompartment, int before, IndexValue value) {
        if (presentCount == before) {
            present[presentCount++] = TermHash.presence(parameter.code());
        }
        switch (value) {
            case IndexValue.Token token -> addToken(parameter, seed, token);
            case IndexValue.Text(String text) -> addText(parameter.code(), seed, text);
            case IndexValue.Uri(String uri) -> terms.accept(TermHash.token(seed, uri));
            case IndexValue.Reference(String reference) -> {
                LocalReference target = locals.target(reference, "");
                if (target == null) {
                    terms.accept(TermHash.token(seed, reference));
                } else {
                    terms.accept(TermHash.reference(seed, TermHash.self(target.type(), target.id())));
                    if (inCompartment && target.type().equals("Patient")) {
                        patients.add(target.id());
                    }
                }
            }
            case IndexValue.Date(DateRange range) -> {
                values.add(range.low());
                values.add(range.high());
            }
            case IndexValue.Number(BigDecimal low, BigDecimal high) -> addNumbers(low, high);
            case IndexValue.Quantity quantity -> {
                addNumbers(quantity.low(), quantity.high());
                addUnit(seed, quantity);
            }
        }
    }

    private void addToken(SearchParameter parameter, long tokenSeed, IndexValue.Token token) {
        // The identifier of a logical reference is found by the modifier of that name.
        long seed = parameter.kind() == SearchParameter.Kind.REFERENCE
                ? TermHash.parameter(parameter.code() + ":identifier")
                : tokenSeed;
        String system = token.system();
        String code = token.code();
        if (code != null) {
            terms.accept(TermHash.token(seed, code));
            if (system != null) {
                long term = TermHash.token(seed, system + "|" + code);
                terms.accept(term);
                if (parameter.code().equals(SearchParameters.IDENTIFIER)) {
                    identities.add(TermHash.identity(type, term));
                }
            } else if (!token.coded()) {
                terms.accept(TermHash.token(seed, "|" + code));
            }
        }
        if (system != null) {
            terms.accept(TermHash.token(seed, system + "|"));
        }
    }

    private void addText(String parameter, long seed, String text) {
        String normalised = ResourceIndexer.normalise(text);
        terms.accept(TermHash.exact(seed, text));
        if (!normalised.isEmpty() && strings.add(parameter + ConditionSql.SEPARATOR + normalised)) {
            Grams.starts(seed, normalised, terms);
            Grams.runs(normalised, terms);
        }
    }

    private void addUnit(long seed, IndexValue.Quantity quantity) {
        String code = quantity.code();
        String system = quantity.system();
        if (code != null) {
            terms.accept(TermHash.token(seed, code));
            if (system != null) {
                terms.accept(TermHash.token(seed, system + "|" + code));
            }
        }
        String unit = quantity.unit();
        if (unit != null && !unit.equals(code)) {
            terms.accept(TermHash.token(seed, unit));
        }
    }

    private void addNumbers(@Nullable BigDecimal low, @Nullable BigDecimal high) {
        values.add(low == null ? DateRange.START_OF_TIME : Numbers.ordered(low.doubleValue()));
        values.add(high == null ? DateRange.END_OF_TIME : Numbers.ordered(high.doubleValue()) + 1);
    }

    /** The columns get the hull of the parameter's values; several values stand in the common list besides. */
    private void addRange(int column, long seed) {
        if (values.isEmpty()) {
            return;
        }
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        for (int index = 0; index < values.size(); index += 2) {
            low = Math.min(low, values.get(index));
            high = Math.max(high, values.get(index + 1));
            if (values.size() > 2) {
                ranges.add(seed);
                ranges.add(values.get(index));
                ranges.add(values.get(index + 1));
            }
        }
        lows[column] = low;
        highs[column] = high;
        values.clear();
    }

    private String[] labels() {
        FhirObject meta = resource.object("meta");
        if (meta == null) {
            return new String[0];
        }
        return meta.objects("security")
                .map(label -> label.string("system") + "|" + label.string("code"))
                .toArray(String[]::new);
    }
}
