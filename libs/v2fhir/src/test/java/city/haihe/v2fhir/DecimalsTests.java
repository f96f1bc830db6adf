package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTests {

    @ParameterizedTest
    @CsvSource({"6.10, 6.10", "+5, 5", ".5, 0.5", "-.50, -0.50", "007, 7", "0, 0", "00.1, 0.1", "5., 5", "-0.0, -0.0"})
    void keepsTheDigits(String text, String expected) {
        assertThat(Decimals.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", ".", "1.2.3", "1e5", "5 mmol", "0x1", "１", "--1"})
    void refusesWhatIsNoNumber(String text) {
        assertThat(Decimals.parse(text)).isNull();
    }

    @Property
    void anyDecimalStaysAsItWasWritten(@ForAll BigDecimal number) {
        String text = number.toPlainString();
        if (text.length() <= 64) {
            assertThat(Decimals.parse(text)).isEqualTo(text);
        }
    }
}
