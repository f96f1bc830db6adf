package city.haihe.cedar;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The functions that make values of the extension types from strings (Cedar, data types, Extension). */
enum Constructor {
    IP("ip"),
    DECIMAL("decimal"),
    DATETIME("datetime"),
    DURATION("duration");

    private static final Pattern DECIMAL_FORM = Pattern.compile("(-?[0-9]{1,20})\\.([0-9]{1,4})");

    private final String word;

    Constructor(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    static Optional<Constructor> named(String word) {
        return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
    }

    /** Makes the value, or throws an {@link EvaluationException} that says what was expected. */
    Value parse(String text) {
        return switch (this) {
            case IP -> IpAddresses.parse(text);
            case DECIMAL -> decimal(text);
            case DATETIME -> Times.parseDateTime(text);
            case DURATION -> Times.parseDuration(text);
        };
    }

    private static Value decimal(String text) {
        Matcher matcher = DECIMAL_FORM.matcher(text);
        if (matcher.matches()) {
            String digits = matcher.group(1) + (matcher.group(2) + "000").substring(0, 4);
            BigInteger tenThousandths = new BigInteger(digits);
            if (tenThousandths.bitLength() <= 63) {
                return new Value.Decimal(tenThousandths.longValue());
            }
        }
        throw new EvaluationException(
                "malformed decimal (expected: -922337203685477.5808 to 922337203685477.5807, 1 to 4 digits after the point)");
    }
}
