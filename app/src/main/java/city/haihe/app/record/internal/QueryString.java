package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The parameters of a query string or form body, in order. */
record QueryString(List<Parameter> parameters) {

    /** Bounds the work that one request can ask for. */
    private static final int MAX_PARAMETERS = 100;

    /** A decoded name and value. */
    record Parameter(String name, String value) {

        String encoded() {
            return encode(name) + "=" + encode(value);
        }
    }

    static QueryString parse(String text) {
        List<Parameter> parameters = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('&', start);
            if (end < 0) {
                end = text.length();
            }
            if (end > start) {
                int equals = text.indexOf('=', start);
                boolean valued = equals >= 0 && equals < end;
                String name = decode(text.substring(start, valued ? equals : end));
                parameters.add(new Parameter(name, valued ? decode(text.substring(equals + 1, end)) : ""));
                if (parameters.size() > MAX_PARAMETERS) {
                    throw new HaiheException(
                            ErrorCode.INVALID_REQUEST,
                            "query: more than " + MAX_PARAMETERS + " parameters (expected: at most that)");
                }
            }
            start = end + 1;
        }
        return new QueryString(parameters);
    }

    /** The value of the first parameter of that name, or an empty string. */
    String first(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return parameter.value();
            }
        }
        return "";
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new HaiheException(
                    ErrorCode.INVALID_REQUEST, "query: a malformed escape (expected: % and two hexadecimal digits)");
        }
    }

    /** Percent-encodes, but leaves what FHIR searches are full of readable. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":")
                .replace("%2C", ",")
                .replace("%2F", "/");
    }
}
