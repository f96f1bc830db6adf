package city.haihe.cedar;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A value of the language (Cedar, data types). Values are equal when they are of one type and the same. */
public sealed interface Value {

    /** The name of its type, for messages; values themselves may be personal data and are never in one. */
    default String kind() {
        return switch (this) {
            case Bool _ -> "bool";
            case Int _ -> "long";
            case Text _ -> "string";
            case SetOf _ -> "set";
            case RecordOf _ -> "record";
            case EntityUid _ -> "entity";
            case IpRange _ -> "ipaddr";
            case Decimal _ -> "decimal";
            case DateTime _ -> "datetime";
            case TimeSpan _ -> "duration";
        };
    }

    /** The value as an expression of the language. */
    default String text() {
        return switch (this) {
            case Bool bool -> Boolean.toString(bool.value());
            case Int number -> Long.toString(number.value());
            case Text text -> Texts.quote(text.value());
            case SetOf set ->
                set.values().stream().map(Value::text).sorted().collect(Collectors.joining(", ", "[", "]"));
            case RecordOf record ->
                record.values().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> Texts.quote(entry.getKey()) + ": "
                                + entry.getValue().text())
                        .collect(Collectors.joining(", ", "{", "}"));
            case EntityUid uid -> uid.type() + "::" + Texts.quote(uid.id());
            case IpRange ip -> "ip(\"" + ip + "\")";
            case Decimal decimal -> "decimal(\"" + decimal + "\")";
            case DateTime time -> time.toString();
            case TimeSpan span -> "duration(\"" + span.millis() + "ms\")";
        };
    }

    /** True or false. */
    record Bool(boolean value) implements Value {
        static final Bool TRUE = new Bool(true);
        static final Bool FALSE = new Bool(false);

        static Bool of(boolean value) {
            return value ? TRUE : FALSE;
        }
    }

    /** A whole number of 64 bits, the language's {@code Long}. */
    record Int(long value) implements Value {}

    /** A string. */
    record Text(String value) implements Value {}

    /** A set of values, of one type or several. */
    record SetOf(Set<Value> values) implements Value {
        public SetOf {
            values = Set.copyOf(values);
        }

        static SetOf of(Value... values) {
            return new SetOf(Set.of(values));
        }
    }

    /** A record: values by attribute name. */
    record RecordOf(Map<String, Value> values) implements Value {
        /** The record without attributes. */
        public static final RecordOf EMPTY = new RecordOf(Map.of());

        public RecordOf {
            values = Map.copyOf(values);
        }
    }

    /**
     * The name of an entity.
     *
     * @param type its type, with namespaces: {@code Haihe::Practitioner}
     * @param id its identifier
     */
    record EntityUid(String type, String id) implements Value {
        @Override
        public String toString() {
            return text();
        }
    }

    /** A decimal number with four digits after the point, as ten-thousandths. */
    record Decimal(long tenThousandths) implements Value {
        @Override
        public String toString() {
            return new java.math.BigDecimal(java.math.BigInteger.valueOf(tenThousandths), 4).toPlainString();
        }
    }

    /** An instant, in milliseconds since 1970-01-01T00:00:00Z. */
    record DateTime(long millis) implements Value {
        @Override
        public String toString() {
            return Times.print(millis);
        }
    }

    /** A duration in milliseconds. */
    record TimeSpan(long millis) implements Value {}

    /**
     * An address or a range of addresses.
     *
     * @param v6 whether it is IPv6
     * @param high the upper 64 bits of an IPv6 address, 0 for IPv4
     * @param low the lower 64 bits, or the 32 bits of an IPv4 address
     * @param prefix the length of the prefix: 0 to 32, or to 128
     */
    record IpRange(boolean v6, long high, long low, int prefix) implements Value {
        @Override
        public String toString() {
            return IpAddresses.print(this);
        }
    }
}
