package city.haihe.fhir;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A value of a resource that can be searched for. */
public sealed interface IndexValue {

    /**
     * A code, identifier, boolean or contact.
     *
     * @param system its system, null where it has none
     * @param code the code, null where there is a system only
     * @param coded whether the system is implied by the element's definition, as with a status
     */
    record Token(@Nullable String system, @Nullable String code, boolean coded) implements IndexValue {}

    /** What a code or an identifier's type is called, by which the modifier {@code :text} finds it. */
    record Wording(String text) implements IndexValue {}

    /** An identifier with a code of its type, by which the modifier {@code :of-type} finds it. */
    record TypedIdentifier(@Nullable String typeSystem, String typeCode, String value) implements IndexValue {}

    /** A text as it was written. */
    record Text(String text) implements IndexValue {}

    /** A uri or canonical address. */
    record Uri(String uri) implements IndexValue {}

    /** A literal reference as it was written. */
    record Reference(String reference) implements IndexValue {}

    /** A range of time. */
    record Date(DateRange range) implements IndexValue {}

    /** A number. */
    record Number(BigDecimal low, BigDecimal high) implements IndexValue {}

    /** A measured amount, or a range of it; null where the range is open. */
    record Quantity(
            @Nullable BigDecimal low,
            @Nullable BigDecimal high,
            @Nullable String system,
            @Nullable String code,
            @Nullable String unit)
            implements IndexValue {}

    /** A point on the earth (WGS 84). */
    record Position(BigDecimal latitude, BigDecimal longitude) implements IndexValue {}
}
