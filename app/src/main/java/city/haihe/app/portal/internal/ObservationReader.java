package city.haihe.app.portal.internal;

import city.haihe.app.portal.internal.Page.Component;
import city.haihe.app.portal.internal.Page.Flag;
import city.haihe.app.portal.internal.Page.Range;
import city.haihe.app.portal.internal.Page.Result;
import city.haihe.app.portal.internal.Page.ResultStatus;
import city.haihe.app.portal.internal.Page.Value;
import city.haihe.fhir.FhirBoolean;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads an Observation (FHIR R4 10.1) as a result that a resident understands. */
final class ObservationReader {

    private static final String NUMBER = "([+-]?\\d+(?:\\.\\d+)?)";
    private static final Pattern BETWEEN = Pattern.compile(NUMBER + "\\s*(?:-|–|—|~|～|--)\\s*" + NUMBER);
    private static final Pattern AT_MOST = Pattern.compile("(?:<|<=|≤|＜)\\s*" + NUMBER);
    private static final Pattern AT_LEAST = Pattern.compile("(?:>|>=|≥|＞)\\s*" + NUMBER);

    private final Language language;

    ObservationReader(Language language) {
        this.language = language;
    }

    /** The result, or empty for one that a resident must not see as a result: cancelled or entered in error. */
    Optional<Result> result(FhirObject observation, @Nullable String source) {
        String id = observation.id();
        ResultStatus status = switch (Objects.requireNonNullElse(observation.string("status"), "unknown")) {
            case "entered-in-error", "cancelled" -> null;
            case "registered", "preliminary" -> ResultStatus.PRELIMINARY;
            case "amended", "corrected" -> ResultStatus.CORRECTED;
            default -> ResultStatus.FINAL;
        };
        if (status == null || id == null) {
            return Optional.empty();
        }
        Value value = value(observation);
        return Optional.of(new Result(
                "Observation/" + id,
                id,
                name(observation),
                value,
                flag(observation, value),
                status,
                at(observation),
                source));
    }

    /** What was measured. */
    String name(FhirObject observation) {
        String name = FhirWords.concept(observation.object("code"), language);
        return name != null ? name : language == Language.ENGLISH ? "Result" : "检验结果";
    }

    /** When the sample was taken or the value measured, else when it was published. */
    static @Nullable String at(FhirObject observation) {
        String at = observation.string("effectiveDateTime");
        if (at == null) {
            at = observation.string("effectiveInstant");
        }
        FhirObject period = observation.object("effectivePeriod");
        if (at == null && period != null) {
            at = period.string("end") != null ? period.string("end") : period.string("start");
        }
        return at != null ? at : observation.string("issued");
    }

    /** The value of an Observation or of one of its components. */
    Value value(FhirObject holder) {
        FhirObject quantity = holder.object("valueQuantity");
        if (quantity != null && number(quantity) instanceof String number) {
            return new Value.Quantity(number, quantity.string("comparator"), unit(quantity));
        }
        if (holder.get("valueInteger") instanceof FhirNumber(String number)) {
            return new Value.Quantity(number, null, null);
        }
        String words = words(holder);
        if (words != null) {
            return new Value.Words(words);
        }
        return new Value.Absent(FhirWords.wordsOnly(holder.object("dataAbsentReason"), language));
    }

    private @Nullable String words(FhirObject holder) {
        String concept = FhirWords.concept(holder.object("valueCodeableConcept"), language);
        if (concept != null) {
            return concept;
        }
        if (holder.string("valueString") instanceof String text && !text.isBlank()) {
            return text.strip();
        }
        if (holder.get("valueBoolean") instanceof FhirBoolean(boolean yes)) {
            return language == Language.ENGLISH ? (yes ? "Yes" : "No") : (yes ? "是" : "否");
        }
        FhirObject ratio = holder.object("valueRatio");
        if (ratio != null) {
            return joined(ratio.object("numerator"), ":", ratio.object("denominator"));
        }
        FhirObject range = holder.object("valueRange");
        if (range != null) {
            return joined(range.object("low"), "–", range.object("high"));
        }
        String time = holder.string("valueDateTime");
        return time != null ? time : holder.string("valueTime") != null ? holder.string("valueTime") : pair(holder);
    }

    /** Two components of one unit, such as a blood pressure, are one value to a reader: 128/79 mmHg. */
    private @Nullable String pair(FhirObject holder) {
        List<FhirObject> quantities = holder.objects("component")
                .map(component -> component.object("valueQuantity"))
                .filter(Objects::nonNull)
                .toList();
        if (quantities.size() != 2 || !Objects.equals(unit(quantities.get(0)), unit(quantities.get(1)))) {
            return null;
        }
        return joined(quantities.get(0), "/", quantities.get(1));
    }

    private static @Nullable String joined(@Nullable FhirObject first, String between, @Nullable FhirObject second) {
        if (first == null || second == null) {
            return null;
        }
        String unit = unit(second);
        return number(first) + between + number(second) + (unit == null ? "" : " " + unit);
    }

    /** The flag that the hospital gave, else the one that follows from the reference range. */
    @Nullable
    Flag flag(FhirObject holder, Value value) {
        for (FhirObject concept : holder.objects("interpretation").toList()) {
            for (FhirObject coding : concept.objects("coding").toList()) {
                Flag flag = flag(Objects.requireNonNullElse(coding.string("code"), ""));
                if (flag != null) {
                    return flag;
                }
            }
        }
        return value instanceof Value.Quantity quantity && range(holder) instanceof Range range
                ? compared(quantity, range)
                : null;
    }

    /** HL7 v2 table 0078 and v3 ObservationInterpretation. */
    private static @Nullable Flag flag(String code) {
        return switch (code) {
            case "N" -> Flag.NORMAL;
            case "H", "HU", ">", "HX" -> Flag.HIGH;
            case "L", "LU", "<", "LX" -> Flag.LOW;
            case "HH" -> Flag.CRITICAL_HIGH;
            case "LL" -> Flag.CRITICAL_LOW;
            case "A" -> Flag.ABNORMAL;
            case "AA" -> Flag.CRITICAL;
            case "POS", "DET", "RR", "WR" -> Flag.POSITIVE;
            case "NEG", "ND", "NR" -> Flag.NEGATIVE;
            default -> null;
        };
    }

    private static @Nullable Flag compared(Value.Quantity quantity, Range range) {
        BigDecimal number = decimal(quantity.number());
        BigDecimal low = decimal(range.low());
        BigDecimal high = decimal(range.high());
        if (number == null || quantity.comparator() != null || (low == null && high == null)) {
            return null;
        }
        if (low != null && number.compareTo(low) < 0) {
            return Flag.LOW;
        }
        return high != null && number.compareTo(high) > 0 ? Flag.HIGH : Flag.NORMAL;
    }

    /** The reference range for the person: the first that is not meant for something else, such as a therapy's target. */
    @Nullable
    Range range(FhirObject holder) {
        FhirObject range = holder.objects("referenceRange")
                .filter(candidate -> candidate.object("type") == null || isNormal(candidate))
                .findFirst()
                .orElse(null);
        if (range == null) {
            return null;
        }
        FhirObject low = range.object("low");
        FhirObject high = range.object("high");
        String text = range.string("text");
        FhirObject valueQuantity = holder.object("valueQuantity");
        String unit = valueQuantity == null ? null : unit(valueQuantity);
        if (low != null || high != null) {
            FhirObject bound = low != null ? low : Objects.requireNonNull(high);
            String own = unit(bound);
            return new Range(
                    low == null ? null : number(low),
                    high == null ? null : number(high),
                    own == null ? unit : own,
                    text);
        }
        return text == null || text.isBlank() ? null : parsed(text.strip(), unit);
    }

    private static boolean isNormal(FhirObject range) {
        FhirObject type = range.object("type");
        return type != null && type.objects("coding").anyMatch(coding -> "normal".equals(coding.string("code")));
    }

    /** Bounds that a hospital wrote as text, as HL7 v2's OBX-7 has them. */
    private static Range parsed(String text, @Nullable String unit) {
        Matcher between = BETWEEN.matcher(text);
        if (between.matches()) {
            return new Range(between.group(1), between.group(2), unit, text);
        }
        Matcher most = AT_MOST.matcher(text);
        if (most.matches()) {
            return new Range(null, most.group(1), unit, text);
        }
        Matcher least = AT_LEAST.matcher(text);
        return least.matches() ? new Range(least.group(1), null, unit, text) : new Range(null, null, unit, text);
    }

    /** The single values of a panel. */
    List<Component> components(FhirObject observation) {
        return observation
                .objects("component")
                .map(component -> {
                    Value value = value(component);
                    return new Component(name(component), value, flag(component, value));
                })
                .toList();
    }

    private static @Nullable BigDecimal decimal(@Nullable String number) {
        try {
            return number == null ? null : new BigDecimal(number);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static @Nullable String number(FhirObject quantity) {
        return quantity.get("value") instanceof FhirNumber(String text) ? text : null;
    }

    /** The unit as people write it: UCUM's {@code 10*9/L} is 10⁹/L. */
    private static @Nullable String unit(FhirObject quantity) {
        String unit = quantity.string("unit");
        if (unit == null || unit.isBlank()) {
            unit = quantity.string("code");
        }
        if (unit == null || unit.isBlank() || unit.equals("1")) {
            return null;
        }
        return unit.strip()
                .replace("10*12", "10¹²")
                .replace("10*9", "10⁹")
                .replace("10*6", "10⁶")
                .replace("10*3", "10³")
                .replaceFirst("^u(mol|g|L|IU)", "µ$1");
    }
}
