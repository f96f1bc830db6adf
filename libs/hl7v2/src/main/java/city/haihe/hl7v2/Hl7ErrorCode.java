package city.haihe.hl7v2;

/** What is wrong with a message, by HL7 table 0357. */
public enum Hl7ErrorCode {
    SEGMENT_SEQUENCE_ERROR(100, "Segment sequence error"),
    REQUIRED_FIELD_MISSING(101, "Required field missing"),
    DATA_TYPE_ERROR(102, "Data type error"),
    TABLE_VALUE_NOT_FOUND(103, "Table value not found"),
    UNSUPPORTED_MESSAGE_TYPE(200, "Unsupported message type"),
    UNSUPPORTED_EVENT_CODE(201, "Unsupported event code"),
    UNKNOWN_KEY_IDENTIFIER(204, "Unknown key identifier"),
    DUPLICATE_KEY_IDENTIFIER(205, "Duplicate key identifier"),
    APPLICATION_ERROR(207, "Application internal error");

    private final int number;
    private final String text;

    Hl7ErrorCode(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** The code in the table. */
    public int number() {
        return number;
    }

    /** The code's meaning in the table. */
    public String text() {
        return text;
    }
}
