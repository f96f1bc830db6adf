package city.haihe.v2fhir;

import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.v2fhir.Compiler.SourceFunction;
import city.haihe.v2fhir.Translation.Kind;
import org.jspecify.annotations.Nullable;

/** Numbers with units (HL7 v2.5.1 2.A.47 NM, 2.A.69 SN) and reference ranges (7.4.2.7). */
final class Measurements {

    private final Systems systems;

    Measurements(Systems systems) {
        this.systems = systems;
    }

    /** A Quantity of an NM; {@code <5} gets a comparator. */
    Converter quantity(SourceFunction unit) {
        return (run, source) -> {
            FhirObject quantity = compared(source.text());
            if (quantity == null) {
                run.refuse(Kind.INVALID_VALUE, source, "expected: a number");
                return null;
            }
            return withUnit(run, quantity, unit.at(run, source));
        };
    }

    /** A Quantity of the first two components of an SN; some senders put both into the first. */
    Converter comparatorQuantity(SourceFunction unit) {
        return (run, source) -> {
            if (source.text(2).isEmpty()) {
                FhirObject whole = compared(source.text(1));
                return whole == null ? null : withUnit(run, whole, unit.at(run, source));
            }
            FhirObject quantity = number(source, 2);
            return quantity == null ? null : withUnit(run, comparedBy(quantity, source.text(1)), unit.at(run, source));
        };
    }

    /** A Range of an SN such as {@code ^1^-^5}. */
    Converter range(SourceFunction unit) {
        return (run, source) -> {
            FhirObject low = number(source, 2);
            FhirObject high = number(source, 4);
            Source units = unit.at(run, source);
            return low == null || high == null
                    ? null
                    : new FhirObject().put("low", withUnit(run, low, units)).put("high", withUnit(run, high, units));
        };
    }

    /** A Ratio of an SN such as {@code ^1^:^128}. */
    Converter ratio(SourceFunction unit) {
        return (run, source) -> {
            FhirObject numerator = number(source, 2);
            FhirObject denominator = number(source, 4);
            if (numerator == null || denominator == null) {
                return null;
            }
            Source units = unit.at(run, source);
            return new FhirObject()
                    .put("numerator", withUnit(run, comparedBy(numerator, source.text(1)), units))
                    .put("denominator", withUnit(run, denominator, units));
        };
    }

    /** A Quantity of a number whose unit stands elsewhere; nothing where it is no number. */
    Converter dose(SourceFunction unit) {
        return (run, source) -> {
            String number = Decimals.parse(source.text());
            return number == null ? null : withUnit(run, value(number), unit.at(run, source));
        };
    }

    /** A Range of an NR such as {@code 1^5}. */
    Converter numericRange(SourceFunction unit) {
        return (run, source) -> {
            String low = Decimals.parse(source.text(1));
            String high = Decimals.parse(source.text(2));
            Source units = unit.at(run, source);
            FhirObject range = new FhirObject();
            if (low != null) {
                range.put("low", withUnit(run, value(low), units));
            }
            if (high != null) {
                range.put("high", withUnit(run, value(high), units));
            }
            return range.isEmpty() ? null : range;
        };
    }

    /** What was written as an SN where no FHIR number says the same, with its unit. */
    Converter structuredText(SourceFunction unit) {
        return (run, source) -> {
            Source units = unit.at(run, source);
            String shown = units.isEmpty() ? "" : ' ' + units.text(1);
            SegmentView segment = units.segment();
            if (segment != null) {
                segment.consume(units.field());
            }
            return Converters.string(Texts.structuredNumber(source) + shown);
        };
    }

    /** A reference range: its text, and low and high where it is {@code 4.0-6.0}, {@code <5.7} or {@code >=1}. */
    Converter referenceRange(SourceFunction unit) {
        return (run, source) -> {
            String text = source.wholeText();
            FhirObject range = new FhirObject();
            Source units = unit.at(run, source);
            FhirObject limit = compared(text);
            if (limit != null && limit.has("comparator")) {
                boolean upper = text.startsWith("<");
                limit.remove("comparator");
                range.put(upper ? "high" : "low", withUnit(run, limit, units));
            } else {
                addBounds(run, range, text, units);
            }
            return range.put("text", text);
        };
    }

    private void addBounds(Run run, FhirObject range, String text, Source units) {
        int dash = text.indexOf('-', 1);
        if (dash < 0) {
            return;
        }
        String low = Decimals.parse(text.substring(0, dash).strip());
        String high = Decimals.parse(text.substring(dash + 1).strip());
        if (low != null && high != null) {
            range.put("low", withUnit(run, value(low), units)).put("high", withUnit(run, value(high), units));
        }
    }

    /** A number behind an optional comparator, or null. */
    private static @Nullable FhirObject compared(String text) {
        int length = 0;
        while (length < text.length() && length < 2 && "<>=≤≥".indexOf(text.charAt(length)) >= 0) {
            length++;
        }
        String number = Decimals.parse(text.substring(length).strip());
        String comparator = switch (text.substring(0, length)) {
            case "≤", "<=" -> "<=";
            case "≥", ">=" -> ">=";
            case "<" -> "<";
            case ">" -> ">";
            case "", "=" -> "";
            default -> null;
        };
        if (number == null || comparator == null) {
            return null;
        }
        return comparator.isEmpty() ? value(number) : value(number).put("comparator", comparator);
    }

    /** A component's number; null where it is none: then the whole stays a text. */
    private static @Nullable FhirObject number(Source source, int component) {
        String number = Decimals.parse(source.text(component));
        return number == null ? null : value(number);
    }

    private static FhirObject value(String number) {
        return new FhirObject().put("value", new FhirNumber(number));
    }

    private static FhirObject comparedBy(FhirObject quantity, String comparator) {
        return switch (comparator) {
            case "<", "<=", ">", ">=" -> quantity.put("comparator", comparator);
            default -> quantity;
        };
    }

    /** Adds the unit of a CWE: its code when it has a system, else only what people read. */
    private FhirObject withUnit(Run run, FhirObject quantity, Source unit) {
        String code = unit.text(1);
        String text = unit.child(2).wholeText();
        String shown =
                text.isEmpty() ? unit.segment() == null ? code : unit.child(1).wholeText() : text;
        if (shown.isEmpty()) {
            return quantity;
        }
        quantity.put("unit", shown);
        String system = systems.codingSystem(unit.text(3), run.context());
        if (system != null && !code.isEmpty()) {
            quantity.put("system", system).put("code", code);
        }
        SegmentView segment = unit.segment();
        if (segment != null) {
            segment.consume(unit.field());
        }
        return quantity;
    }
}
