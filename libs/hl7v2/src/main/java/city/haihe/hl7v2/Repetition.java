package city.haihe.hl7v2;

/** One repetition of a field: components of subcomponents. Numbers count from 1; what is not there is an empty text. */
public final class Repetition {

    private final String raw;
    private final Message message;
    private final boolean literal;

    Repetition(String raw, Message message, boolean literal) {
        this.raw = raw;
        this.message = message;
        this.literal = literal;
    }

    /** The text with its delimiters and escapes. */
    public String raw() {
        return raw;
    }

    /** Whether there is nothing in it. */
    public boolean isEmpty() {
        return raw.isEmpty();
    }

    /** Whether it is an explicit null. */
    public boolean isNull() {
        return raw.equals("\"\"");
    }

    /** All of it as text, unescaped. */
    public String text() {
        return literal ? raw : unescape(raw);
    }

    /** How many components it has; 0 where it is empty. */
    public int componentCount() {
        return Parts.count(raw, message.delimiters().component());
    }

    /** A component's first subcomponent, or all of it where it has but one, unescaped. */
    public String component(int number) {
        return subcomponent(number, 1);
    }

    /** A component with its delimiters and escapes. */
    public String rawComponent(int number) {
        return Parts.part(raw, message.delimiters().component(), number);
    }

    /** How many subcomponents a component has; 0 where it is empty. */
    public int subcomponentCount(int component) {
        return Parts.count(rawComponent(component), message.delimiters().subcomponent());
    }

    /** A subcomponent, unescaped. */
    public String subcomponent(int component, int number) {
        if (literal) {
            return component == 1 && number == 1 ? raw : "";
        }
        return unescape(Parts.part(rawComponent(component), message.delimiters().subcomponent(), number));
    }

    private String unescape(String text) {
        return Escapes.unescape(text, message.delimiters(), message.charset());
    }

    @Override
    public String toString() {
        return raw;
    }
}
