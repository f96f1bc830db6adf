package city.haihe.fhir.terminology;

import java.util.Comparator;

/** The order of business versions: number by number where they are numbers, else as text, so that 10.0 is later than 9.1. */
public final class Versions {

    /** Earlier versions first; no version is the earliest. */
    public static final Comparator<String> ORDER = Versions::compare;

    private Versions() {}

    /** The address before {@code |}, without a fragment of it. */
    public static String url(String canonical) {
        int bar = canonical.indexOf('|');
        return bar < 0 ? canonical : canonical.substring(0, bar);
    }

    /** The version behind {@code |}, or an empty string. */
    public static String version(String canonical) {
        int bar = canonical.indexOf('|');
        return bar < 0 ? "" : canonical.substring(bar + 1);
    }

    private static int compare(String one, String other) {
        String[] first = one.split("[.\\-_]", -1);
        String[] second = other.split("[.\\-_]", -1);
        for (int index = 0; index < Math.max(first.length, second.length); index++) {
            int order =
                    comparePart(index < first.length ? first[index] : "", index < second.length ? second[index] : "");
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int comparePart(String one, String other) {
        if (isNumber(one) && isNumber(other)) {
            String first = one.replaceFirst("^0+", "");
            String second = other.replaceFirst("^0+", "");
            return first.length() == second.length()
                    ? first.compareTo(second)
                    : Integer.compare(first.length(), second.length());
        }
        return one.compareTo(other);
    }

    private static boolean isNumber(String part) {
        return !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
