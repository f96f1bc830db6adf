package city.haihe.app.record.internal;

import city.haihe.app.record.internal.Condition.Prefix;
import city.haihe.app.record.internal.Condition.RangeTest;
import city.haihe.app.record.internal.Condition.Together.Member;
import city.haihe.fhir.DateRange;
import city.haihe.fhir.SearchParameter;
import city.haihe.fhir.SearchParameter.Kind;
import city.haihe.fhir.Ucum;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the values of date, number and quantity parameters into conditions (FHIR R4 3.1.1.4.6, 3.1.1.4.7, 3.1.1.4.11). */
final class RangeValues {

    /** More digits make no number that was ever measured, and much work. */
    private static final int MAX_NUMBER_LENGTH = 40;

    private final InstantSource clock;

    RangeValues(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * An amount that is searched for.
     *
     * @param unit its unit as {@code system|code} or {@code code}; empty where there is none
     * @param canonical how it is said in canonical units, or null where its own decide
     */
    record Amount(Prefix prefix, BigDecimal value, String unit, Ucum.@Nullable Canonical canonical) {

        RangeTest test() {
            return canonical == null ? Numbers.test(prefix, value) : Numbers.test(prefix, value, canonical);
        }
    }

    Condition condition(TypeTable table, SearchParameter parameter, List<String> parts) {
        return in(
                table,
                parameter,
                parts.stream().map(part -> test(parameter, part)).toList());
    }

    /** The test of a date's or a number's value. */
    RangeTest test(SearchParameter parameter, String part) {
        return parameter.kind() == Kind.DATE ? date(parameter.code(), part) : number(parameter.code(), part);
    }

    private static Condition in(TypeTable table, SearchParameter parameter, List<RangeTest> tests) {
        return table.hasRange(parameter.code())
                ? new Condition.Range(table.range(parameter.code()), parameter.several(), tests)
                : new Condition.Listed(TermHash.parameter(parameter.code()), tests);
    }

    /** The condition of amounts. Where a resource may have several, one of them must have both the amount and the unit. */
    Condition quantity(TypeTable table, TypeParameters type, SearchParameter parameter, List<String> parts) {
        TypeParameters.Correlation.Member correlated = type.correlated(parameter);
        long seed = TermHash.parameter(parameter.code());
        List<Condition> alternatives = new ArrayList<>();
        for (String part : parts) {
            Amount amount = amount(parameter.code(), part);
            if (amount.canonical() != null) {
                long key = TermHash.token(
                        TermHash.modified(seed, "canonical"), amount.canonical().dimension());
                alternatives.add(new Condition.AllOf(List.of(
                        new Condition.AnyTerm(List.of(key), false),
                        new Condition.Listed(key, List.of(amount.test())))));
                continue;
            }
            if (amount.unit().isEmpty()) {
                alternatives.add(in(table, parameter, List.of(amount.test())));
                continue;
            }
            Condition unit = new Condition.AnyTerm(List.of(TermHash.token(seed, amount.unit())), false);
            Condition value = correlated != null
                    ? new Condition.Together(List.of(
                            new Member(correlated.key(), List.of(), List.of(amount.test())),
                            new Member(correlated.unitKey(), List.of(CorrelatedValues.text(amount.unit())), List.of())))
                    : parameter.several()
                            ? new Condition.Listed(unitKey(seed, amount.unit()), List.of(amount.test()))
                            : in(table, parameter, List.of(amount.test()));
            alternatives.add(new Condition.AllOf(List.of(unit, value)));
        }
        return SearchValues.anyOf(alternatives);
    }

    /** The key of amounts in a unit, where a resource may have several. */
    static long unitKey(long parameter, String unit) {
        return TermHash.token(TermHash.modified(parameter, "unit"), unit);
    }

    /** Understands {@code number}, {@code number|system|code} and {@code number||code}. */
    Amount amount(String name, String part) {
        List<String> pieces =
                ValueSplit.at('|', part).stream().map(ValueSplit::unescape).toList();
        if (pieces.size() != 1 && pieces.size() != 3) {
            throw RecordErrors.parameter(name, part, "number or number|system|code");
        }
        String number = pieces.getFirst();
        Prefix prefix = prefix(name, number);
        BigDecimal value = decimal(name, number);
        if (pieces.size() == 1 || pieces.get(2).isEmpty()) {
            return new Amount(prefix, value, "", null);
        }
        String system = pieces.get(1);
        String code = pieces.get(2);
        Ucum.Canonical canonical = system.equals(Ucum.SYSTEM) ? Ucum.canonical(code) : null;
        return new Amount(prefix, value, system.isEmpty() ? code : system + "|" + code, canonical);
    }

    private static RangeTest number(String name, String text) {
        return Numbers.test(prefix(name, text), decimal(name, text));
    }

    private static BigDecimal decimal(String name, String text) {
        String digits = text.substring(prefixLength(text));
        try {
            if (digits.length() > MAX_NUMBER_LENGTH) {
                throw new NumberFormatException();
            }
            BigDecimal value = new BigDecimal(digits);
            if (Math.abs(value.scale()) > MAX_NUMBER_LENGTH) {
                throw new NumberFormatException();
            }
            return value;
        } catch (NumberFormatException notANumber) {
            throw RecordErrors.parameter(name, text, "a number, or one with a prefix such as ge");
        }
    }

    /** The test of a date. */
    RangeTest date(String name, String text) {
        Prefix prefix = prefix(name, text);
        DateRange range = dateRange(name, text.substring(prefixLength(text)));
        if (prefix != Prefix.AP) {
            return new RangeTest(prefix, range.low(), range.high());
        }
        // A tenth of the distance to now, as the specification suggests.
        long slack = Math.abs(clock.millis() - range.low()) / 10;
        return new RangeTest(prefix, range.low() - slack, range.high() + slack);
    }

    private static int prefixLength(String text) {
        int length = 0;
        while (length < text.length() && Character.isLetter(text.charAt(length))) {
            length++;
        }
        return length;
    }

    private static Prefix prefix(String name, String text) {
        String letters = text.substring(0, prefixLength(text));
        return switch (letters) {
            case "", "eq" -> Prefix.EQ;
            case "ne" -> Prefix.NE;
            case "gt" -> Prefix.GT;
            case "lt" -> Prefix.LT;
            case "ge" -> Prefix.GE;
            case "le" -> Prefix.LE;
            case "sa" -> Prefix.SA;
            case "eb" -> Prefix.EB;
            case "ap" -> Prefix.AP;
            default -> throw RecordErrors.parameter(name, text, "eq, ne, gt, lt, ge, le, sa, eb or ap, and a value");
        };
    }

    static DateRange dateRange(String name, String text) {
        // A plus sign that was not escaped arrives as a space.
        return DateRange.parse(text.replace(' ', '+'))
                .orElseThrow(() -> RecordErrors.parameter(name, text, "a date YYYY-MM-DD, or a time with its zone"));
    }
}
