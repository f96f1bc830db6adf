package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirParseException;
import city.haihe.fhir.patch.ResourcePatch;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request to the record.
 *
 * @param servlet the request as the container has it
 * @param method the HTTP method; HEAD is answered as GET without a body
 * @param path the decoded segments behind {@code /fhir}
 * @param query the parameters of the address
 * @param preference what the header {@code Prefer} asks for
 */
record FhirRequest(HttpServletRequest servlet, String method, String[] path, QueryString query, Preference preference) {

    /** What one body may hold; a transaction of some thousand resources fits. */
    static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

    /** How much of a body that is refused for its size is still taken, so that its sender gets the answer. */
    private static final long MAX_DRAINED_BYTES = 4L * MAX_BODY_BYTES;

    private static final int FIRST_BUFFER_BYTES = 8_192;
    private static final String DOOR = "/fhir";

    static FhirRequest of(HttpServletRequest servlet) {
        String uri = servlet.getRequestURI().substring(servlet.getContextPath().length());
        String rest = uri.length() > DOOR.length() ? uri.substring(DOOR.length() + 1) : "";
        String[] path = rest.isEmpty() ? new String[0] : rest.split("/");
        for (int index = 0; index < path.length; index++) {
            path[index] = decode(path[index]);
        }
        String method = servlet.getMethod().equals("HEAD") ? "GET" : servlet.getMethod();
        String query = servlet.getQueryString();
        return new FhirRequest(
                servlet,
                method,
                path,
                QueryString.parse(query == null ? "" : query),
                Preference.parse(servlet.getHeader("Prefer")));
    }

    private static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new HaiheException(
                    ErrorCode.INVALID_REQUEST, "path: a malformed escape (expected: % and two hexadecimal digits)");
        }
    }

    @Nullable
    String header(String name) {
        return servlet.getHeader(name);
    }

    void requireMethod(String expected) {
        if (!method.equals(expected)) {
            throw unsupported(expected);
        }
    }

    HaiheException unsupported(String expected) {
        return new HaiheException(
                ErrorCode.UNSUPPORTED_INTERACTION, "method: " + method + " (expected: " + expected + ")");
    }

    void requireAcceptable() {
        Negotiation.requireAcceptable(header("Accept"), query.first("_format"));
    }

    /** The version of the header {@code If-Match}, or null. */
    @Nullable
    Long ifMatch() {
        String header = header("If-Match");
        return header == null ? null : EntityTag.parse(header);
    }

    /** What a conditional read knows already. */
    Freshness freshness() {
        return new Freshness(header("If-None-Match"), header("If-Modified-Since"));
    }

    /** The body as a resource of the address's type. */
    FhirObject resource(String type) throws IOException {
        FhirObject resource = parsedBody();
        if (!resource.resourceType().equals(type)) {
            throw new HaiheException(
                    ErrorCode.ID_MISMATCH,
                    "resourceType: " + resource.resourceType() + " (expected: " + type + ", as in the address)",
                    "resourceType");
        }
        return resource;
    }

    /** The body as a checked resource of any type. */
    FhirObject parsedBody() throws IOException {
        return parse(jsonBody());
    }

    /** The body of an operation's call, which may have none. */
    byte[] operationBody() throws IOException {
        if (servlet.getContentType() == null && servlet.getContentLengthLong() <= 0) {
            return new byte[0];
        }
        return jsonBody();
    }

    /** A checked resource from JSON. */
    static FhirObject parse(byte[] json) {
        try {
            return FhirJsonParser.parse(json);
        } catch (FhirParseException malformed) {
            throw RecordErrors.malformed(malformed);
        }
    }

    /** The body as an object whose checks are left to who reads it. */
    FhirObject uncheckedBody() throws IOException {
        try {
            return FhirJsonParser.parseUnchecked(jsonBody());
        } catch (FhirParseException malformed) {
            throw RecordErrors.malformed(malformed);
        }
    }

    /** The body as a patch: a JSON Patch by its media type, else operations in a Parameters. */
    ResourcePatch patch() throws IOException {
        return Negotiation.isJsonPatch(servlet.getContentType())
                ? Patching.jsonPatch(body())
                : Patching.fhirPathPatch(parsedBody());
    }

    private byte[] jsonBody() throws IOException {
        Negotiation.requireJson(servlet.getContentType());
        return body();
    }

    /** The parameters of the address and of the form in the body. */
    QueryString form() throws IOException {
        Negotiation.requireForm(servlet.getContentType());
        byte[] body = body();
        if (body.length == 0) {
            // A filter before us may have read the form already; then the container has its parameters.
            return new QueryString(servlet.getParameterMap().entrySet().stream()
                    .flatMap(entry -> Arrays.stream(entry.getValue())
                            .map(value -> new QueryString.Parameter(entry.getKey(), value)))
                    .collect(Collectors.toList()));
        }
        QueryString form = QueryString.parse(new String(body, StandardCharsets.UTF_8));
        if (query.parameters().isEmpty()) {
            return form;
        }
        return new QueryString(java.util.stream.Stream.concat(query.parameters().stream(), form.parameters().stream())
                .toList());
    }

    /** The body as it is, of any media type. */
    byte[] body() throws IOException {
        long announced = servlet.getContentLengthLong();
        InputStream in = servlet.getInputStream();
        if (announced > MAX_BODY_BYTES) {
            drain(in);
            throw tooLarge();
        }
        if (announced >= 0) {
            byte[] body = in.readNBytes((int) announced);
            if (body.length < announced && body.length > 0) {
                throw new HaiheException(
                        ErrorCode.INVALID_REQUEST,
                        "body: " + body.length + " bytes (expected: " + announced + ", as announced)");
            }
            return body;
        }
        byte[] body = in.readNBytes(FIRST_BUFFER_BYTES);
        if (body.length < FIRST_BUFFER_BYTES) {
            return body;
        }
        byte[] rest = in.readNBytes(MAX_BODY_BYTES - body.length + 1);
        if (body.length + rest.length > MAX_BODY_BYTES) {
            drain(in);
            throw tooLarge();
        }
        byte[] whole = Arrays.copyOf(body, body.length + rest.length);
        System.arraycopy(rest, 0, whole, body.length, rest.length);
        return whole;
    }

    /** Who still sends does not listen: an answer is read only where the body was taken first. */
    static void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[FIRST_BUFFER_BYTES];
        long left = MAX_DRAINED_BYTES;
        while (left > 0) {
            int read = in.read(buffer);
            if (read < 0) {
                return;
            }
            left -= read;
        }
    }

    private static HaiheException tooLarge() {
        return new HaiheException(
                ErrorCode.BODY_TOO_LARGE, "body: more than " + MAX_BODY_BYTES + " bytes (expected: at most that)");
    }
}
