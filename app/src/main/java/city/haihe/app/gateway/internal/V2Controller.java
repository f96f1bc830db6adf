package city.haihe.app.gateway.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.CallerResolver;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.SmartScope;
import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.fhir.FhirJson;
import city.haihe.hl7v2.Batch;
import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /v2}: HL7 v2 over HTTP. A message is answered by its acknowledgement with status 200, whatever the acknowledgement
 * says; a batch file by a batch of them, and lines of NDJSON by a summary.
 */
@RestController
class V2Controller {

    /** A hospital's day in a batch file; more is sent as NDJSON, which is read as it comes. */
    static final int MAX_BATCH_BYTES = 64 * 1024 * 1024;

    private static final int FIRST_BYTES = 64 * 1024;

    /** How much of a body that is refused for its size is still taken. */
    private static final long MAX_DRAINED_BYTES = 64L * 1024 * 1024;

    private final CallerResolver callers;
    private final Intake intake;
    private final Recoding recoding;
    private final BackLoad backLoad;

    V2Controller(CallerResolver callers, Intake intake, Recoding recoding, BackLoad backLoad) {
        this.callers = callers;
        this.intake = intake;
        this.recoding = recoding;
        this.backLoad = backLoad;
    }

    @PostMapping("/v2")
    void receive(HttpServletRequest request, HttpServletResponse response) throws IOException {
        requireScope(callers.require(request));
        MediaType type = MediaType.of(request.getContentType());
        Peer sender = Peer.authorized(InetAddress.getByName(request.getRemoteAddr()));
        if (type.isNdjson()) {
            byte[] summary = FhirJson.toBytes(backLoad.load(request.getInputStream(), sender));
            response.setContentType("application/json");
            response.setContentLength(summary.length);
            response.getOutputStream().write(summary);
            return;
        }
        if (!type.isHl7()) {
            throw type.unsupported(MediaType.EXPECTED + ", or application/x-ndjson");
        }
        byte[] body = body(request.getInputStream());
        answer(response, type, take(body, type, sender));
    }

    /** It writes what a message may hold, which is about anything. */
    private static void requireScope(Caller caller) {
        boolean granted = caller.scopes().stream()
                .anyMatch(scope -> scope.level() == SmartScope.Level.SYSTEM
                        && !scope.isRestricted()
                        && scope.allows("*", Permission.CREATE)
                        && scope.allows("*", Permission.UPDATE));
        if (!granted) {
            throw new HaiheException(ErrorCode.INSUFFICIENT_SCOPE, "scope (expected: system/*.cu)");
        }
    }

    private List<byte[]> take(byte[] body, MediaType type, Peer sender) {
        Hl7Charset sent = type.hl7Charset().orElse(null);
        if (sent == null || Batch.isBatch(body)) {
            return intake.take(body, sender);
        }
        return intake.take(recoding.inItsOwn(body, sent), sender);
    }

    private static byte[] body(InputStream in) throws IOException {
        byte[] first = in.readNBytes(FIRST_BYTES);
        int limit = Batch.isBatch(first) ? MAX_BATCH_BYTES : MllpServer.MAX_MESSAGE_BYTES;
        if (first.length < FIRST_BYTES) {
            return first;
        }
        byte[] rest = in.readNBytes(limit - first.length + 1);
        if (first.length + rest.length > limit) {
            drain(in);
            throw new HaiheException(
                    ErrorCode.BODY_TOO_LARGE, "body: more than " + limit + " bytes (expected: at most that)");
        }
        byte[] whole = Arrays.copyOf(first, first.length + rest.length);
        System.arraycopy(rest, 0, whole, first.length, rest.length);
        return whole;
    }

    /** Who still sends does not listen: the refusal is read only where the body was taken first. */
    private static void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[FIRST_BYTES];
        long left = MAX_DRAINED_BYTES;
        int read;
        while (left > 0 && (read = in.read(buffer)) >= 0) {
            left -= read;
        }
    }

    /** HTTP has one answer to one request: of the two of enhanced mode it is the later one, which says more. */
    private static void answer(HttpServletResponse response, MediaType type, List<byte[]> answers) throws IOException {
        if (answers.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return;
        }
        byte[] answer = answers.getLast();
        String charset = Message.header(answer, Hl7Charset.UTF_8)
                .map(Message::charset)
                .orElse(Hl7Charset.UTF_8)
                .charset()
                .name();
        response.setHeader("Content-Type", type.name() + (Batch.isBatch(answer) ? "" : ";charset=" + charset));
        response.setContentLength(answer.length);
        response.getOutputStream().write(answer);
    }
}
