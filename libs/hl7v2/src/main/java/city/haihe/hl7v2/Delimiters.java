package city.haihe.hl7v2;

/**
 * The delimiters that a message declares in MSH-1 and MSH-2 (HL7 v2.5.1 2.5.4).
 *
 * @param field between fields
 * @param component between components
 * @param repetition between repetitions
 * @param escape around escape sequences, or 0 where there is none
 * @param subcomponent between subcomponents, or 0 where there is none
 */
public record Delimiters(char field, char component, char repetition, char escape, char subcomponent) {

    /** What nearly everyone uses. */
    public static final Delimiters STANDARD = new Delimiters('|', '^', '~', '\\', '&');

    /** MSH-2 for these delimiters. */
    public String encodingCharacters() {
        StringBuilder text = new StringBuilder().append(component).append(repetition);
        if (escape != 0) {
            text.append(escape);
        }
        if (subcomponent != 0) {
            text.append(subcomponent);
        }
        return text.toString();
    }

    boolean areDistinct() {
        String all = "" + field + component + repetition + (escape == 0 ? "" : escape)
                + (subcomponent == 0 ? "" : subcomponent);
        return all.chars().distinct().count() == all.length()
                && all.chars().noneMatch(c -> Character.isLetterOrDigit(c) || c <= ' ' || c > '~');
    }
}
