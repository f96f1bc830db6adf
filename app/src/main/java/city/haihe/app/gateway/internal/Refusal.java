package city.haihe.app.gateway.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.hl7v2.Acknowledgement;
import city.haihe.hl7v2.Hl7ErrorCode;
import city.haihe.hl7v2.ParseResult.Malformed;
import city.haihe.v2fhir.Translation;

/**
 * Why a message is not taken, and where it is wrong.
 *
 * @param acknowledgement AR where sending it again is of no use whatever is mended here, else AE
 * @param code our code
 * @param hl7Code the code of table 0357
 * @param segment the segment's name
 * @param occurrence which segment of that name, or 0
 * @param field the field, or 0
 * @param component the component, or 0
 * @param reason what a person reads; holds no personal data
 */
record Refusal(
        Acknowledgement.Code acknowledgement,
        ErrorCode code,
        Hl7ErrorCode hl7Code,
        String segment,
        int occurrence,
        int field,
        int component,
        String reason) {

    /** MSH-10 has 199 characters at most since HL7 v2.7; names of applications and facilities are shorter. */
    static final int MAX_HEADER_TEXT = 199;

    static Refusal of(Malformed malformed) {
        boolean charset = switch (malformed.kind()) {
            case UNKNOWN_CHARSET, INVALID_BYTES -> true;
            case NO_HEADER, INVALID_SEGMENT -> false;
        };
        return new Refusal(
                charset ? Acknowledgement.Code.AE : Acknowledgement.Code.AR,
                charset ? ErrorCode.INVALID_CHARSET : ErrorCode.MALFORMED_MESSAGE,
                charset ? Hl7ErrorCode.DATA_TYPE_ERROR : Hl7ErrorCode.SEGMENT_SEQUENCE_ERROR,
                malformed.segment(),
                1,
                malformed.field(),
                0,
                malformed.detail());
    }

    static Refusal of(Translation.Refused refused) {
        Hl7ErrorCode hl7Code = switch (refused.kind()) {
            case UNSUPPORTED_EVENT -> Hl7ErrorCode.UNSUPPORTED_EVENT_CODE;
            case MISSING_SEGMENT -> Hl7ErrorCode.SEGMENT_SEQUENCE_ERROR;
            case MISSING_FIELD -> Hl7ErrorCode.REQUIRED_FIELD_MISSING;
            case INVALID_VALUE -> Hl7ErrorCode.DATA_TYPE_ERROR;
        };
        boolean unsupported = refused.kind() == Translation.Kind.UNSUPPORTED_EVENT;
        return new Refusal(
                unsupported ? Acknowledgement.Code.AR : Acknowledgement.Code.AE,
                unsupported ? ErrorCode.UNSUPPORTED_MESSAGE : ErrorCode.UNMAPPABLE_MESSAGE,
                hl7Code,
                refused.segment(),
                refused.occurrence(),
                refused.field(),
                refused.component(),
                refused.message());
    }

    static Refusal unknownSender() {
        return new Refusal(
                Acknowledgement.Code.AR,
                ErrorCode.UNKNOWN_SENDER,
                Hl7ErrorCode.UNKNOWN_KEY_IDENTIFIER,
                "MSH",
                1,
                3,
                0,
                "MSH-3, MSH-4 and the sender's address belong to no connection (expected: a configured connection)");
    }

    static Refusal missingHeaderField(int field, String what) {
        return new Refusal(
                Acknowledgement.Code.AR,
                ErrorCode.MALFORMED_MESSAGE,
                Hl7ErrorCode.REQUIRED_FIELD_MISSING,
                "MSH",
                1,
                field,
                0,
                "MSH-" + field + " is empty (expected: " + what + ")");
    }

    static Refusal invalidHeaderField(int field) {
        return new Refusal(
                Acknowledgement.Code.AR,
                ErrorCode.MALFORMED_MESSAGE,
                Hl7ErrorCode.DATA_TYPE_ERROR,
                "MSH",
                1,
                field,
                0,
                "MSH-" + field + " (expected: at most " + MAX_HEADER_TEXT + " printable characters)");
    }

    static Refusal controlIdReused() {
        return new Refusal(
                Acknowledgement.Code.AE,
                ErrorCode.MESSAGE_ID_REUSED,
                Hl7ErrorCode.DUPLICATE_KEY_IDENTIFIER,
                "MSH",
                1,
                10,
                0,
                "MSH-10 was used before for another message (expected: a new control id for each message)");
    }

    static Refusal tooLarge(int maxBytes) {
        return new Refusal(
                Acknowledgement.Code.AR,
                ErrorCode.BODY_TOO_LARGE,
                Hl7ErrorCode.APPLICATION_ERROR,
                "MSH",
                0,
                0,
                0,
                "the message is too large (expected: at most " + maxBytes + " bytes)");
    }

    static Refusal notTaken(String reason) {
        return new Refusal(
                Acknowledgement.Code.AE,
                ErrorCode.UNMAPPABLE_MESSAGE,
                Hl7ErrorCode.DATA_TYPE_ERROR,
                "MSH",
                0,
                0,
                0,
                reason);
    }

    static Refusal internal(ErrorCode code, String reason) {
        return new Refusal(Acknowledgement.Code.AE, code, Hl7ErrorCode.APPLICATION_ERROR, "MSH", 0, 0, 0, reason);
    }

    /** Where it is wrong, such as {@code OBX(2)-5.1}. */
    String place() {
        return segment
                + (occurrence > 1 ? "(" + occurrence + ")" : "")
                + (field == 0 ? "" : "-" + field)
                + (component == 0 ? "" : "." + component);
    }

    Acknowledgement.Error error() {
        return new Acknowledgement.Error(segment, occurrence, field, component, hl7Code, code.code(), reason);
    }
}
