package city.haihe.app.record.internal;

import city.haihe.fhir.FhirObject;
import city.haihe.fhir.path.Element;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Quantities as they are searched for, by a table of a few units that anybody can check (FHIR R4 3.1.1.4.11). */
final class NaiveUnits {

    static final String UCUM = "http://unitsofmeasure.org";

    private static final String CURRENCIES = "urn:iso:std:iso:4217";
    private static final MathContext DIGITS = new MathContext(30, RoundingMode.HALF_EVEN);

    /** Thirty digits of an inexact quotient are as good as the twenty that are compared. */
    private static final MathContext COMPARED = new MathContext(20, RoundingMode.HALF_EVEN);

    private static final Map<String, Unit> UNITS = Map.ofEntries(
            Map.entry("mmol/L", unit("mol/L", "1", "1000")),
            Map.entry("umol/L", unit("mol/L", "1", "1000000")),
            Map.entry("mol/L", unit("mol/L", "1", "1")),
            Map.entry("mg/dL", unit("g/L", "1", "100")),
            Map.entry("g/L", unit("g/L", "1", "1")),
            Map.entry("g", unit("g", "1", "1")),
            Map.entry("kg", unit("g", "1000", "1")),
            Map.entry("mg", unit("g", "1", "1000")),
            Map.entry("mm[Hg]", unit("Pa", "133.322", "1")),
            Map.entry("kPa", unit("Pa", "1000", "1")),
            Map.entry("s", unit("s", "1", "1")),
            Map.entry("min", unit("s", "60", "1")),
            Map.entry("h", unit("s", "3600", "1")),
            Map.entry("d", unit("s", "86400", "1")),
            Map.entry("1", unit("1", "1", "1")),
            Map.entry("%", unit("1", "1", "100")),
            Map.entry("[iU]/L", unit("[iU]/L", "1", "1")),
            Map.entry("K", unit("K", "1", "1")),
            Map.entry("Cel", new Unit("K", BigDecimal.ONE, BigDecimal.ONE, new BigDecimal("273.15"))),
            Map.entry("[degF]", new Unit("K", new BigDecimal(5), new BigDecimal(9), new BigDecimal("459.67"))));

    private NaiveUnits() {}

    /** A unit: an amount plus the offset of Fahrenheit, times, divided by, plus the offset of Celsius. */
    private record Unit(String dimension, BigDecimal times, BigDecimal by, BigDecimal offset) {

        BigDecimal base(BigDecimal amount) {
            BigDecimal shifted = by.intValue() == 9 ? amount.add(offset) : amount;
            BigDecimal scaled = shifted.multiply(times).divide(by, DIGITS);
            return (by.intValue() == 9 ? scaled : scaled.add(offset)).round(COMPARED);
        }
    }

    private static Unit unit(String dimension, String times, String by) {
        return new Unit(dimension, new BigDecimal(times), new BigDecimal(by), BigDecimal.ZERO);
    }

    /** The codes of UCUM that are known here. */
    static List<String> codes() {
        return UNITS.keySet().stream().sorted().toList();
    }

    /** Turns an amount into another unit's. */
    @FunctionalInterface
    interface Scale {
        BigDecimal apply(BigDecimal amount);
    }

    /** A stored quantity's amount in its own unit, without looking at the unit; null where it has none. */
    static @Nullable NaiveRange amount(Element element) {
        if (!(element.value() instanceof FhirObject object)) {
            return null;
        }
        if (element.type().equals("Range")) {
            return NaiveRange.number(object);
        }
        BigDecimal amount = NaiveRange.amount(object);
        return amount == null ? null : NaiveRange.number(amount, amount);
    }

    /** Whether a quantity passes {@code number}, {@code number|system|code} or {@code number||code}. */
    static boolean passes(Element element, List<String> pieces) {
        NaiveRange amount = amount(element);
        if (amount == null || !(element.value() instanceof FhirObject object)) {
            return false;
        }
        String number = pieces.getFirst();
        if (pieces.size() == 1 || pieces.get(2).isEmpty()) {
            return amount.passesNumber(number, asked -> asked);
        }
        FhirObject unit = element.type().equals("Range")
                ? object.object("low") != null ? object.object("low") : object.object("high")
                : object;
        boolean money = element.type().equals("Money");
        String system = unit == null ? null : money ? CURRENCIES : unit.string("system");
        String code = unit == null ? null : unit.string(money ? "currency" : "code");
        String askedSystem = pieces.get(1);
        String askedCode = pieces.get(2);
        if (askedSystem.isEmpty()) {
            boolean named = askedCode.equals(code) || unit != null && askedCode.equals(unit.string("unit"));
            return named && amount.passesNumber(number, asked -> asked);
        }
        if (!askedSystem.equals(system) || code == null) {
            return false;
        }
        Unit from = UNITS.get(askedCode);
        Unit to = UNITS.get(code);
        if (!askedSystem.equals(UCUM) || from == null || to == null) {
            return askedCode.equals(code) && amount.passesNumber(number, asked -> asked);
        }
        if (!from.dimension().equals(to.dimension())) {
            return false;
        }
        BigDecimal low = amount.low();
        BigDecimal high = amount.high();
        return NaiveRange.number(low == null ? null : to.base(low), high == null ? null : to.base(high))
                .passesNumber(number, from::base);
    }
}
