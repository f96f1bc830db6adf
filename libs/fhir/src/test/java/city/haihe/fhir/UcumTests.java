package city.haihe.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which amounts are the same. */
class UcumTests {

    @ParameterizedTest
    @CsvSource(textBlock = """
            5.4, mmol/L, 5400, umol/L
            95, mg/dL, 0.95, g/L
            1, 10*9/L, 1000, /uL
            120, mm[Hg], 159.9864, hPa
            37, Cel, 98.6, [degF]
            37, Cel, 310.15, K
            1, h, 60, min
            72, {beats}/min, 1.2, Hz
            1, kg, 1000, g
            1, [in_i], 2.54, cm
            5, [iU]/L, 5000, m[IU]/L
            50, %, 0.5, 1
            """)
    void saysTheSameAmountInTheSameWay(BigDecimal one, String oneUnit, BigDecimal other, String otherUnit) {
        Ucum.Canonical first = Ucum.canonical(oneUnit);
        Ucum.Canonical second = Ucum.canonical(otherUnit);
        assertThat(first).isNotNull();
        assertThat(second).isNotNull();
        assertThat(first.dimension()).isEqualTo(second.dimension());
        assertThat(first.exact(one).doubleValue()).isEqualTo(second.exact(other).doubleValue());
    }

    @ParameterizedTest
    @CsvSource({"mmol/L,g/L", "[iU]/L,/L", "[iU]/mL,[arb'U]/mL", "cm,s"})
    void comparesNoUnitsOfDifferentKinds(String one, String other) {
        Ucum.Canonical first = Ucum.canonical(one);
        Ucum.Canonical second = Ucum.canonical(other);
        assertThat(first).isNotNull();
        assertThat(second).isNotNull();
        assertThat(first.dimension()).isNotEqualTo(second.dimension());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[pH]", "bpm", "mmol per litre", "B[V]", "/", "(((", "m{", "10*"})
    void convertsNothingThatHasNoFactor(String code) {
        Ucum.Canonical canonical = Ucum.canonical(code);
        assertThat(canonical == null || code.equals("10*")).isTrue();
    }

    @Test
    void keepsOpenBoundsOpen() {
        Ucum.Canonical canonical = Ucum.canonical("mg");
        assertThat(canonical).isNotNull();
        assertThat(canonical.of(null)).isNull();
    }
}
