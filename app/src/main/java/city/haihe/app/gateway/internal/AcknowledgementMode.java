package city.haihe.app.gateway.internal;

import city.haihe.hl7v2.Acknowledgement;
import city.haihe.hl7v2.Acknowledgement.Code;
import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult;
import java.util.ArrayList;
import java.util.List;

/**
 * Which acknowledgements a message asks for by MSH-15 and MSH-16 (HL7 v2.5.1 2.9.2, 2.9.3, table 0155). Where both are empty it is
 * original mode and there is one answer. In enhanced mode there are two: that the message is kept (CA, with all it changed or among
 * the dead letters) and what became of it; one that is refused as it stands gets CR alone.
 *
 * @param accept when the sender wants a commit acknowledgement
 * @param application when it wants an application acknowledgement
 */
record AcknowledgementMode(Wanted accept, Wanted application) {

    private static final int ACCEPT_FIELD = 15;
    private static final int APPLICATION_FIELD = 16;

    private static final AcknowledgementMode ORIGINAL = new AcknowledgementMode(Wanted.NEVER, Wanted.ALWAYS);

    /** When an acknowledgement is wanted. */
    enum Wanted {
        ALWAYS,
        NEVER,
        ON_ERROR,
        ON_SUCCESS;

        /** What is not of the table asks for something we do not know; a sender that waits in vain would be worse off. */
        static Wanted of(String code) {
            return switch (code) {
                case "NE", "" -> NEVER;
                case "ER" -> ON_ERROR;
                case "SU" -> ON_SUCCESS;
                default -> ALWAYS;
            };
        }

        boolean wants(boolean success) {
            return switch (this) {
                case ALWAYS -> true;
                case NEVER -> false;
                case ON_ERROR -> !success;
                case ON_SUCCESS -> success;
            };
        }
    }

    /** What is to be sent back, in order, for a message and the application acknowledgement that it got. */
    static List<byte[]> answers(byte[] message, byte[] acknowledgement) {
        // Our answer names the charset that the message was read in.
        Hl7Charset charset = Message.header(acknowledgement, Hl7Charset.UTF_8)
                .map(Message::charset)
                .orElse(Hl7Charset.UTF_8);
        AcknowledgementMode mode =
                Message.headerAs(message, charset).map(AcknowledgementMode::of).orElse(ORIGINAL);
        return mode.isOriginal()
                        || !(Message.parse(acknowledgement, charset) instanceof ParseResult.Parsed(Message application))
                ? List.of(acknowledgement)
                : mode.enhanced(application, acknowledgement);
    }

    private static AcknowledgementMode of(Message header) {
        String accept = header.header().field(ACCEPT_FIELD).first().text();
        String application = header.header().field(APPLICATION_FIELD).first().text();
        return accept.isEmpty() && application.isEmpty()
                ? ORIGINAL
                : new AcknowledgementMode(Wanted.of(accept), Wanted.of(application));
    }

    private boolean isOriginal() {
        return this == ORIGINAL;
    }

    private List<byte[]> enhanced(Message application, byte[] acknowledgement) {
        String code = application.value("MSA-1");
        if (code.equals(Code.AR.name()) && accept.wants(false)) {
            return List.of(Acknowledgement.commit(application, Code.CR));
        }
        List<byte[]> answers = new ArrayList<>(2);
        if (!code.equals(Code.AR.name()) && accept.wants(true)) {
            answers.add(Acknowledgement.commit(application, Code.CA));
        }
        if (this.application.wants(code.equals(Code.AA.name()))) {
            answers.add(acknowledgement);
        }
        return answers;
    }
}
