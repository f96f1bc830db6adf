package city.haihe.fhir.path;

import java.math.BigDecimal;

/** A value of the namespace System (FHIRPath 2.0 3.3). */
public sealed interface SystemValue extends Item
        permits SystemValue.BooleanValue,
                SystemValue.StringValue,
                SystemValue.IntegerValue,
                SystemValue.DecimalValue,
                SystemValue.QuantityValue,
                SystemValue.TypeValue,
                TemporalValue {

    /** A boolean. */
    record BooleanValue(boolean value) implements SystemValue {
        @Override
        public String type() {
            return "Boolean";
        }

        @Override
        public String text() {
            return Boolean.toString(value);
        }
    }

    /** A text. */
    record StringValue(String value) implements SystemValue {
        @Override
        public String type() {
            return "String";
        }

        @Override
        public String text() {
            return value;
        }
    }

    /** A whole number of 32 bits. */
    record IntegerValue(int value) implements SystemValue {
        @Override
        public String type() {
            return "Integer";
        }

        @Override
        public String text() {
            return Integer.toString(value);
        }
    }

    /** An exact decimal; its scale is the precision that was written. */
    record DecimalValue(BigDecimal value) implements SystemValue {
        @Override
        public String type() {
            return "Decimal";
        }

        @Override
        public String text() {
            return value.toPlainString();
        }
    }

    /**
     * A measured amount.
     *
     * @param value how much
     * @param unit a UCUM code, or a calendar duration such as {@code week}; {@code 1} where there is none
     */
    record QuantityValue(BigDecimal value, String unit) implements SystemValue {
        @Override
        public String type() {
            return "Quantity";
        }

        @Override
        public String text() {
            String amount = value.toPlainString();
            return CalendarUnit.of(unit) != null ? amount + " " + unit : amount + " '" + unit + "'";
        }
    }

    /**
     * What {@code type()} answers.
     *
     * @param namespace {@code System} or {@code FHIR}
     * @param name the type's name
     */
    record TypeValue(String namespace, String name) implements SystemValue {
        @Override
        public String type() {
            return "TypeInfo";
        }

        @Override
        public String text() {
            return namespace + "." + name;
        }
    }

    /** The two truths. */
    BooleanValue TRUE = new BooleanValue(true);

    BooleanValue FALSE = new BooleanValue(false);
}
