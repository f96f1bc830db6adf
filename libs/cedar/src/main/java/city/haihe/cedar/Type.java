package city.haihe.cedar;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The type that a schema gives an expression (Cedar, schema, types). */
sealed interface Type {

    /** True or false. */
    record Bool() implements Type {}

    /** True, whatever the request. */
    record True() implements Type {}

    /** False, whatever the request. */
    record False() implements Type {}

    /** A number, a string or one of the extension types, by its name in schemas. */
    record Named(String name) implements Type {}

    /** An entity of this type. */
    record EntityOf(String name) implements Type {}

    /** A set whose elements are of one type. */
    record SetOf(Type element) implements Type {}

    /** A record with exactly these attributes, those that are optional perhaps missing. */
    record RecordOf(Map<String, Attribute> attributes) implements Type {
        public RecordOf {
            attributes = Map.copyOf(attributes);
        }
    }

    /** An attribute. */
    record Attribute(Type type, boolean required) {}

    Type BOOL = new Bool();
    Type LONG = new Named("Long");
    Type STRING = new Named("String");
    Type IP = new Named("ipaddr");
    Type DECIMAL = new Named("decimal");
    Type DATETIME = new Named("datetime");
    Type DURATION = new Named("duration");

    /** Whether it is one of the three kinds of bool. */
    default boolean isBool() {
        return this instanceof Bool || this instanceof True || this instanceof False;
    }

    /** The same without what is known of its value. */
    default Type general() {
        return isBool() ? BOOL : this;
    }

    /** Its name for messages. */
    default String shown() {
        return switch (this) {
            case Bool _, True _, False _ -> "Bool";
            case Named named -> named.name();
            case EntityOf entity -> entity.name();
            case SetOf set -> "Set<" + set.element().shown() + ">";
            case RecordOf record ->
                new TreeMap<>(record.attributes())
                        .entrySet().stream()
                                .map(entry -> entry.getKey()
                                        + (entry.getValue().required() ? ": " : "?: ")
                                        + entry.getValue().type().shown())
                                .collect(Collectors.joining(", ", "{", "}"));
        };
    }
}
