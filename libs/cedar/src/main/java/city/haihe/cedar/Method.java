package city.haihe.cedar;

import java.util.Arrays;
import java.util.Optional;

/** The functions that are called on a value (Cedar, operators and functions). */
enum Method {
    CONTAINS("contains", 1),
    CONTAINS_ALL("containsAll", 1),
    CONTAINS_ANY("containsAny", 1),
    IS_EMPTY("isEmpty", 0),
    HAS_TAG("hasTag", 1),
    GET_TAG("getTag", 1),
    LESS_THAN("lessThan", 1),
    LESS_THAN_OR_EQUAL("lessThanOrEqual", 1),
    GREATER_THAN("greaterThan", 1),
    GREATER_THAN_OR_EQUAL("greaterThanOrEqual", 1),
    IS_IPV4("isIpv4", 0),
    IS_IPV6("isIpv6", 0),
    IS_LOOPBACK("isLoopback", 0),
    IS_MULTICAST("isMulticast", 0),
    IS_IN_RANGE("isInRange", 1),
    OFFSET("offset", 1),
    DURATION_SINCE("durationSince", 1),
    TO_DATE("toDate", 0),
    TO_TIME("toTime", 0),
    TO_MILLISECONDS("toMilliseconds", 0),
    TO_SECONDS("toSeconds", 0),
    TO_MINUTES("toMinutes", 0),
    TO_HOURS("toHours", 0),
    TO_DAYS("toDays", 0);

    private final String word;
    private final int arguments;

    Method(String word, int arguments) {
        this.word = word;
        this.arguments = arguments;
    }

    String word() {
        return word;
    }

    int arguments() {
        return arguments;
    }

    static Optional<Method> named(String word) {
        return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
    }
}
