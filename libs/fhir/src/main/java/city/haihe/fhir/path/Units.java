package city.haihe.fhir.path;

import city.haihe.fhir.Ucum;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Amounts in different units. */
final class Units {

    /** Conversion factors have 24 digits: what differs behind the twentieth is their rounding. */
    private static final MathContext EXACT = new MathContext(20, RoundingMode.HALF_EVEN);

    private Units() {}

    /** The unit of a UCUM code, or of a calendar word that has one of equal length; null where it cannot be converted. */
    static Ucum.@Nullable Canonical of(String unit) {
        CalendarUnit calendar = CalendarUnit.of(unit);
        String code = calendar == null ? unit : calendar.code();
        return code == null ? null : Ucum.canonical(code);
    }

    /** Whether amounts of both can be compared; what is not known cannot. */
    static boolean comparable(Ucum.@Nullable Canonical unit, Ucum.@Nullable Canonical other) {
        return unit != null && other != null && unit.dimension().equals(other.dimension());
    }

    /** The order of two amounts of comparable units. */
    static int compare(BigDecimal value, Ucum.Canonical unit, BigDecimal other, Ucum.Canonical otherUnit) {
        return unit.exact(value).round(EXACT).compareTo(otherUnit.exact(other).round(EXACT));
    }

    /** An amount in another unit. */
    static BigDecimal convert(BigDecimal value, Ucum.Canonical unit, Ucum.Canonical other) {
        BigDecimal converted = unit.exact(value)
                .subtract(other.offset())
                .divide(other.factor(), Numbers.PRECISION)
                .round(EXACT)
                .stripTrailingZeros();
        return converted.scale() < 0 ? converted.setScale(0) : converted;
    }
}
