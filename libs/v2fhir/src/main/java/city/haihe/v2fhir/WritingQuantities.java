package city.haihe.v2fhir;

import org.jspecify.annotations.Nullable;

/** Numbers with units (HL7 v2.5.1 2.A.47 NM, 2.A.69 SN) and reference ranges (7.4.2.7). */
final class WritingQuantities {

    private static final String UCUM = "http://unitsofmeasure.org";

    private WritingQuantities() {}

    /** The unit of a Quantity: its UCUM code, and the text where that is another one. */
    static @Nullable FieldValue unit(WritingRun run, Element quantity) {
        String code = quantity.text("code");
        String unit = quantity.text("unit");
        String system = quantity.text("system");
        tellUnit(run, quantity);
        if (code.isEmpty() || system.isEmpty()) {
            String only = unit.isEmpty() ? code : unit;
            return only.isEmpty() ? null : FieldValue.text(only);
        }
        return FieldValue.text(code)
                .set(2, 1, unit.equals(code) ? "" : unit)
                .set(3, 1, system.equals(UCUM) ? "UCUM" : system);
    }

    private static void tellUnit(WritingRun run, @Nullable Element quantity) {
        if (quantity != null) {
            run.tell(quantity.child("code"));
            run.tell(quantity.child("unit"));
            run.tell(quantity.child("system"));
        }
    }

    /** A Range as an SN: {@code ^1^-^5}. */
    static @Nullable FieldValue range(WritingRun run, Element range) {
        return structured(run, range.child("low"), "-", range.child("high"));
    }

    /** A Ratio as an SN: {@code ^1^:^128}. */
    static @Nullable FieldValue ratio(WritingRun run, Element ratio) {
        return structured(run, ratio.child("numerator"), ":", ratio.child("denominator"));
    }

    private static @Nullable FieldValue structured(
            WritingRun run, @Nullable Element first, String separator, @Nullable Element second) {
        if (first == null || second == null) {
            return null;
        }
        run.tell(first.child("comparator"));
        run.tell(first.child("value"));
        run.tell(second.child("value"));
        if (second.text("unit").equals(first.text("unit"))) {
            tellUnit(run, second);
        }
        return new FieldValue()
                .set(1, 1, first.text("comparator"))
                .set(2, 1, first.text("value"))
                .set(3, 1, separator)
                .set(4, 1, second.text("value"));
    }

    /** A reference range: its text, else {@code 4.0-6.0}, {@code <5.7} or {@code >1}; the unit is that of the result. */
    static @Nullable FieldValue referenceRange(WritingRun run, Element range) {
        Element low = range.child("low");
        Element high = range.child("high");
        String lowest = low == null ? "" : low.text("value");
        String highest = high == null ? "" : high.text("value");
        String text = range.text("text");
        if (text.isEmpty()) {
            text = lowest.isEmpty() ? '<' + highest : highest.isEmpty() ? '>' + lowest : lowest + '-' + highest;
        }
        if (text.length() < 2) {
            return null;
        }
        run.tell(range.child("text"));
        tellIfIn(run, low, text);
        tellIfIn(run, high, text);
        return FieldValue.text(text);
    }

    private static void tellIfIn(WritingRun run, @Nullable Element limit, String text) {
        if (limit != null && text.contains(limit.text("value"))) {
            run.tell(limit.child("value"));
            tellUnit(run, limit);
        }
    }
}
