package city.haihe.app.record.internal;

import city.haihe.app.record.internal.IndexedResource.LocalReference;
import city.haihe.fhir.DateRange;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.IndexValue;
import city.haihe.fhir.SearchParameter;
import city.haihe.fhir.Ucum;
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
    private final TypeParameters parameters;
    private final LocalReferences locals;

    private final TermSet terms = new TermSet();
    private final Set<String> strings = new LinkedHashSet<>();
    private final LinkedHashSet<String> patients = new LinkedHashSet<>();
    private final List<Long> ranges = new ArrayList<>();
    private final List<Long> identities = new ArrayList<>(2);
    private final Set<String> wordings = new LinkedHashSet<>();
    private final boolean person;
    private final @Nullable Long[] lows;
    private final @Nullable Long[] highs;
    private final int[] present;
    private int presentCount;

    private final CorrelatedValues correlated;

    /** Bounds of the values of the range parameter at hand, as (low, high). */
    private final List<Long> values = new ArrayList<>(4);

    IndexRun(FhirObject resource, TypeParameters parameters, TypeTable table, LocalReferences locals) {
        this.resource = resource;
        this.type = resource.resourceType();
        String given = resource.id();
        if (given == null) {
            throw new IllegalArgumentException("id: none (expected: a resource with its id)");
        }
        this.id = given;
        this.parameters = parameters;
        this.locals = locals;
        this.correlated = new CorrelatedValues(locals, ranges);
        this.lows = new Long[table.ranges().size()];
        this.highs = new Long[table.ranges().size()];
        this.present = new int[parameters.indexed().size() + 1];
        this.person = PersonNames.TYPES.contains(type);
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
        for (TypeParameters.Indexed indexed : parameters.indexed()) {
            int before = presentCount;
            indexed.parameter().extract(resource, value -> add(indexed, before, value));
            if (!values.isEmpty()) {
                addRange(indexed.column(), indexed.seed());
            }
        }
        for (TypeParameters.Correlation correlation : parameters.correlations()) {
            correlated.addAll(resource, correlation);
        }
        Prose prose = Prose.of(resource);
        if (!prose.isEmpty()) {
            present[presentCount++] = TermHash.presence(Prose.PARAMETER);
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
                List.copyOf(wordings),
                prose,
                references);
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private void add(TypeParameters.Indexed indexed, int before, IndexValue value) {
        if (presentCount == before) {
            present[presentCount++] = indexed.presence();
        }
        long seed = indexed.seed();
        switch (value) {
            case IndexValue.Token token -> addToken(indexed.parameter(), seed, token);
            case IndexValue.Text(String text) -> addText(indexed.parameter().code(), seed, text);
            case IndexValue.Uri(String uri) -> addUri(indexed.parameter(), seed, uri);
            case IndexValue.Reference(String reference) -> addReference(indexed, reference);
            case IndexValue.Date(DateRange range) -> {
                values.add(range.low());
                values.add(range.high());
            }
            case IndexValue.Number(BigDecimal low, BigDecimal high) -> addNumbers(low, high);
            case IndexValue.Quantity quantity -> addQuantity(indexed.parameter(), seed, quantity);
            case IndexValue.Wording(String text) -> addWording(indexed.parameter(), text);
            case IndexValue.TypedIdentifier(String system, String code, String identifier) ->
                terms.accept(TermHash.token(
                        TermHash.modified(indexed.parameter().code(), "of-type"),
                        (system == null ? "" : system) + "|" + code + "|" + identifier));
            case IndexValue.Position(BigDecimal latitude, BigDecimal longitude) ->
                Places.add(seed, latitude, longitude, terms, ranges);
        }
    }

    private void addReference(TypeParameters.Indexed indexed, String reference) {
        LocalReference target = locals.target(reference, "");
        if (target == null) {
            terms.accept(TermHash.token(indexed.seed(), reference));
            return;
        }
        terms.accept(TermHash.reference(indexed.seed(), TermHash.self(target.type(), target.id())));
        int version = reference.indexOf(LocalReferences.VERSION);
        if (version > 0) {
            terms.accept(
                    TermHash.token(indexed.seed(), target.type() + "/" + target.id() + reference.substring(version)));
        }
        if (indexed.inCompartment() && target.type().equals("Patient")) {
            if (TypeTable.isSubject(indexed.parameter().code())) {
                patients.addFirst(target.id());
            } else {
                patients.add(target.id());
            }
        }
    }

    private void addToken(SearchParameter parameter, long tokenSeed, IndexValue.Token token) {
        // The identifier of a logical reference is found by the modifier of that name.
        long seed = parameter.kind() == SearchParameter.Kind.REFERENCE
                ? TermHash.modified(parameter.code(), "identifier")
                : tokenSeed;
        String system = token.system();
        String code = token.code();
        if (code != null) {
            terms.accept(TermHash.token(seed, TermHash.bare(code)));
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

    /** An address is found by what it stands below as well, but for profiles, which most resources have. */
    private void addUri(SearchParameter parameter, long seed, String uri) {
        terms.accept(TermHash.token(seed, uri));
        if (parameter.code().equals(Wordings.PROFILE)) {
            if (!Wordings.shorten(uri).equals(uri)) {
                return;
            }
            wordings.add(uri);
            terms.accept(TermHash.reference(TermHash.modified(Wordings.PROFILE, "below"), TermHash.wording(uri)));
        } else if (parameter.kind() == SearchParameter.Kind.URI) {
            UriPath.above(
                    uri, path -> terms.accept(TermHash.token(TermHash.modified(parameter.code(), "below"), path)));
        }
    }

    private void addWording(SearchParameter parameter, String text) {
        String normalised = Wordings.shorten(ResourceIndexer.normalise(text));
        if (!normalised.isEmpty()) {
            wordings.add(normalised);
            terms.accept(TermHash.reference(TermHash.modified(parameter.code(), "text"), TermHash.wording(normalised)));
        }
    }

    private void addText(String parameter, long seed, String text) {
        String normalised = ResourceIndexer.normalise(text);
        terms.accept(TermHash.exact(seed, text));
        if (!normalised.isEmpty() && strings.add(parameter + ConditionSql.SEPARATOR + normalised)) {
            Grams.starts(seed, normalised, terms);
            Grams.runs(normalised, terms);
            if (Pinyin.isWritten(normalised) && PersonNames.isSpelled(parameter)) {
                addPinyin(parameter, normalised);
            }
        }
    }

    private void addPinyin(String parameter, String normalised) {
        String spelled = parameter + PersonNames.SPELLED;
        long seed = TermHash.parameter(spelled);
        boolean surname = person && !parameter.equals("given");
        for (String spelling : PersonNames.spellings(normalised, surname)) {
            if (strings.add(spelled + ConditionSql.SEPARATOR + spelling)) {
                Grams.starts(seed, spelling, terms);
            }
        }
    }

    private void addQuantity(SearchParameter parameter, long seed, IndexValue.Quantity quantity) {
        addNumbers(quantity.low(), quantity.high());
        Ucum.Canonical canonical = Numbers.canonical(quantity);
        if (canonical != null) {
            long key = TermHash.token(TermHash.modified(seed, "canonical"), canonical.dimension());
            terms.accept(key);
            ranges.add(key);
            ranges.add(Numbers.low(canonical.of(quantity.low())));
            ranges.add(Numbers.high(canonical.of(quantity.high())));
        }
        // Of several amounts each must be found with its own unit, which an element's number tells where it has one.
        boolean apart = parameter.several() && parameters.correlated(parameter) == null;
        String code = quantity.code();
        String system = quantity.system();
        if (code != null) {
            addUnit(seed, code, apart, quantity);
            if (system != null) {
                addUnit(seed, system + "|" + code, apart, quantity);
            }
        }
        String unit = quantity.unit();
        if (unit != null && !unit.equals(code)) {
            addUnit(seed, unit, apart, quantity);
        }
    }

    private void addUnit(long seed, String unit, boolean apart, IndexValue.Quantity quantity) {
        terms.accept(TermHash.token(seed, unit));
        if (apart) {
            ranges.add(RangeValues.unitKey(seed, unit));
            ranges.add(Numbers.low(quantity.low()));
            ranges.add(Numbers.high(quantity.high()));
        }
    }

    private void addNumbers(@Nullable BigDecimal low, @Nullable BigDecimal high) {
        values.add(Numbers.low(low));
        values.add(Numbers.high(high));
    }

    /** The columns get the hull of the parameter's values; several values, and those without a column, stand in the list. */
    private void addRange(int column, long seed) {
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        for (int index = 0; index < values.size(); index += 2) {
            low = Math.min(low, values.get(index));
            high = Math.max(high, values.get(index + 1));
            if (values.size() > 2 || column < 0) {
                ranges.add(seed);
                ranges.add(values.get(index));
                ranges.add(values.get(index + 1));
            }
        }
        if (column >= 0) {
            lows[column] = low;
            highs[column] = high;
        }
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
