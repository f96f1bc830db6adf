package city.haihe.app.record.internal;

import city.haihe.app.record.internal.IndexedResource.LocalReference;
import city.haihe.fhir.DateRange;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.IndexValue;
import city.haihe.fhir.Ucum;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values that composite parameters ask for together, as (key, first, second). The key is the component's plus the
 * number of the element. Of a code the two are hashes of two of its textual forms, of a range its bounds.
 */
final class CorrelatedValues {

    /** The keys of one component lie this close together; what stands in a later element is not found together. */
    static final int MAX_ELEMENTS = 65_536;

    /** Seeds the hashes of texts, whichever component has them. */
    private static final long TEXT = TermHash.parameter("");

    private final LocalReferences locals;
    private final List<Long> ranges;

    CorrelatedValues(LocalReferences locals, List<Long> ranges) {
        this.locals = locals;
        this.ranges = ranges;
    }

    /** The hash of a code or address in one of its textual forms. */
    static long text(String text) {
        return TermHash.token(TEXT, text);
    }

    /** The key of a component's amounts in canonical units. */
    static long canonicalKey(long unitKey, String dimension) {
        return TermHash.keySpace(TermHash.token(unitKey, dimension));
    }

    void addAll(FhirObject resource, TypeParameters.Correlation correlation) {
        correlation.element().elements(resource, (element, number) -> {
            if (number < MAX_ELEMENTS) {
                for (TypeParameters.Correlation.Member member : correlation.components()) {
                    int before = ranges.size();
                    boolean[] worded = new boolean[1];
                    member.value().extract(element, value -> {
                        worded[0] |= value instanceof IndexValue.Wording;
                        add(member, number, value);
                    });
                    if (worded[0] && ranges.size() == before) {
                        // A code that is only described is there, and no code.
                        add(member.key() + number, TEXT, TEXT);
                    }
                }
            }
        });
    }

    private void add(TypeParameters.Correlation.Member member, int number, IndexValue value) {
        long key = member.key() + number;
        switch (value) {
            case IndexValue.Token(String system, String code, boolean coded) -> addToken(key, system, code, coded);
            case IndexValue.Uri(String uri) -> add(key, text(uri), text(uri));
            case IndexValue.Reference(String reference) -> {
                LocalReference target = locals.target(reference, "");
                long hash = target == null ? text(reference) : TermHash.self(target.type(), target.id());
                add(key, hash, hash);
            }
            case IndexValue.Date(DateRange range) -> add(key, range.low(), range.high());
            case IndexValue.Number(BigDecimal low, BigDecimal high) -> addNumbers(key, low, high);
            case IndexValue.Quantity quantity -> addQuantity(member, number, quantity);
            case IndexValue.Text _, IndexValue.Wording _, IndexValue.TypedIdentifier _, IndexValue.Position _ -> {
                // No composite parameter asks for them within an element.
            }
        }
    }

    private void addToken(long key, @Nullable String system, @Nullable String code, boolean coded) {
        if (code != null) {
            String bare = TermHash.bare(code);
            String withSystem = system != null ? system + "|" + code : coded ? bare : "|" + code;
            add(key, text(bare), text(withSystem));
        }
        if (system != null) {
            long ofSystem = text(system + "|");
            add(key, ofSystem, ofSystem);
        }
    }

    private void addQuantity(TypeParameters.Correlation.Member member, int number, IndexValue.Quantity quantity) {
        addNumbers(member.key() + number, quantity.low(), quantity.high());
        String code = quantity.code();
        if (code != null) {
            add(
                    member.unitKey() + number,
                    text(code),
                    quantity.system() == null ? text(code) : text(quantity.system() + "|" + code));
        }
        String unit = quantity.unit();
        if (unit != null && !unit.equals(code)) {
            add(member.unitKey() + number, text(unit), text(unit));
        }
        Ucum.Canonical canonical = Numbers.canonical(quantity);
        if (canonical != null) {
            addNumbers(
                    canonicalKey(member.unitKey(), canonical.dimension()) + number,
                    canonical.of(quantity.low()),
                    canonical.of(quantity.high()));
        }
    }

    private void addNumbers(long key, @Nullable BigDecimal low, @Nullable BigDecimal high) {
        add(key, Numbers.low(low), Numbers.high(high));
    }

    private void add(long key, long first, long second) {
        ranges.add(key);
        ranges.add(first);
        ranges.add(second);
    }
}
