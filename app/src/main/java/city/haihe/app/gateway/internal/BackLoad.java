package city.haihe.app.gateway.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirParseException;
import city.haihe.hl7v2.Acknowledgement.Code;
import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Lines of NDJSON, each {@code {"message":"MSH|…"}}, in their order: what a hospital brings along when it joins. Read as it comes,
 * so that memory stays flat; a line that is refused spoils no other. After a break the same lines can be sent again: what was
 * accepted is known.
 */
@Component
class BackLoad {

    /** JSON writes a character that needs an escape with six bytes; in a message these are few. */
    private static final int MAX_LINE_BYTES = 2 * MllpServer.MAX_MESSAGE_BYTES;

    /** Enough to see what is wrong; all of them are among the dead letters. */
    private static final int MAX_TOLD = 1_000;

    /** Each is one sender that always has a next message; what comes in by the other doors goes before a fifth. */
    private static final int LOADS_AT_ONCE = 4;

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final String MESSAGE = "message";

    private final Intake intake;
    private final Recoding recoding;
    private final Semaphore loads = new Semaphore(LOADS_AT_ONCE);

    BackLoad(Intake intake, Recoding recoding) {
        this.intake = intake;
        this.recoding = recoding;
    }

    /** What became of the lines so far. */
    private static final class Tally {
        private long lines;
        private long accepted;
        private long refused;
        private final FhirArray told = new FhirArray();

        private void refuse(String controlId, String code, String reason) {
            refused++;
            if (told.size() < MAX_TOLD) {
                told.add(new FhirObject()
                        .put("line", lines)
                        .put("controlId", controlId)
                        .put("acknowledgement", code)
                        .put("reason", reason));
            }
        }

        private FhirObject summary() {
            return new FhirObject()
                    .put("lines", lines)
                    .put("accepted", accepted)
                    .put("refused", refused)
                    .put("refusals", told);
        }
    }

    /**
     * Has every line carried out and answers how many were accepted, how many refused, and the first of these with their reasons.
     *
     * @throws HaiheException where something of ours is away for now; what was accepted before it stays accepted
     */
    FhirObject load(InputStream in, Peer sender) throws IOException {
        if (!loads.tryAcquire()) {
            throw new HaiheException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "back-load: " + LOADS_AT_ONCE + " are under way (expected: fewer; try again later)");
        }
        try {
            Tally tally = new Tally();
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            int length;
            while ((length = in.read(buffer)) >= 0) {
                int from = 0;
                for (int at = 0; at < length; at++) {
                    if (buffer[at] == '\n') {
                        append(line, buffer, from, at, tally);
                        line = take(line, tally, sender);
                        from = at + 1;
                    }
                }
                append(line, buffer, from, length, tally);
            }
            take(line, tally, sender);
            return tally.summary();
        } finally {
            loads.release();
        }
    }

    private static void append(ByteArrayOutputStream line, byte[] buffer, int from, int to, Tally tally) {
        if (line.size() + to - from > MAX_LINE_BYTES) {
            throw new HaiheException(
                    ErrorCode.BODY_TOO_LARGE,
                    "line " + (tally.lines + 1) + ": more than " + MAX_LINE_BYTES + " bytes (expected: at most that; "
                            + tally.accepted + " lines before it were accepted)");
        }
        line.write(buffer, from, to - from);
    }

    /** Answers the room for the next line. */
    private ByteArrayOutputStream take(ByteArrayOutputStream line, Tally tally, Peer sender) {
        byte[] json = line.toByteArray();
        if (new String(json, 0, Math.min(json.length, 2), StandardCharsets.ISO_8859_1).isBlank()) {
            line.reset();
            return line;
        }
        tally.lines++;
        String message = message(json);
        if (message == null) {
            tally.refuse("", "", "expected: {\"message\":\"MSH|...\"}");
        } else {
            take(recoding.inItsOwn(message), tally, sender);
        }
        if (line.size() > BUFFER_BYTES) {
            return new ByteArrayOutputStream();
        }
        line.reset();
        return line;
    }

    private static @Nullable String message(byte[] json) {
        try {
            return FhirJsonParser.parseUnchecked(json).string(MESSAGE);
        } catch (FhirParseException noJson) {
            return null;
        }
    }

    private void take(byte[] message, Tally tally, Peer sender) {
        if (message.length > MllpServer.MAX_MESSAGE_BYTES) {
            tally.refuse("", Code.AR.name(), "expected: at most " + MllpServer.MAX_MESSAGE_BYTES + " bytes");
            return;
        }
        byte[] acknowledgement = intake.one(message, sender);
        if (Message.parse(acknowledgement, Hl7Charset.UTF_8) instanceof ParseResult.Parsed(Message answer)
                && !answer.value("MSA-1").equals(Code.AA.name())) {
            tally.refuse(answer.value("MSA-2"), answer.value("MSA-1"), answer.value("ERR-8"));
        } else {
            tally.accepted++;
        }
    }
}
