package city.haihe.app.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Trace ids: 32 hexadecimal digits that follow a request or message from its door to the change feed. */
public final class Traces {

    private static final Pattern TRACE_PARENT =
            Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");
    private static final String INVALID = "0".repeat(32);
    private static final String ATTRIBUTE = Traces.class.getName();

    private Traces() {}

    /** A new trace id. */
    public static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    /** The request's trace id: the one of its W3C {@code traceparent}, else a new one that stays with the request. */
    public static String of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String known) {
            return known;
        }
        String parent = request.getHeader("traceparent");
        Matcher matcher = TRACE_PARENT.matcher(parent == null ? "" : parent);
        String trace = matcher.matches() && !matcher.group(1).equals(INVALID) ? matcher.group(1) : next();
        request.setAttribute(ATTRIBUTE, trace);
        return trace;
    }
}
