package city.haihe.fhir;

import java.math.BigDecimal;

/**
 * A JSON number in the lexical form it was received in: {@code 1.50} stays {@code 1.50}, since a decimal's precision has
 * meaning (FHIR R4 2.24.0.1, decimal).
 *
 * @param text the digits, a valid JSON number
 */
public record FhirNumber(String text) implements FhirValue {

    /** The number's value; its scale is the precision that was written. */
    public BigDecimal toBigDecimal() {
        return new BigDecimal(text);
    }

    /** The number as JSON has it. */
    @Override
    public String toString() {
        return text;
    }
}
