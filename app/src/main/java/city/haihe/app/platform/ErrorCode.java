package city.haihe.app.platform;

/**
 * Every error that leaves the process, once. A code never changes its meaning. The issue type is the code that an
 * OperationOutcome carries (FHIR R4 value set {@code issue-type}).
 */
public enum ErrorCode {
    INVALID_JSON(1001, ErrorCategory.USER, 400, "structure"),
    INVALID_ELEMENT(1002, ErrorCategory.USER, 400, "structure"),
    INVALID_VALUE(1003, ErrorCategory.USER, 400, "value"),
    INVALID_PARAMETER(1004, ErrorCategory.USER, 400, "invalid"),
    UNSUPPORTED_PARAMETER(1005, ErrorCategory.USER, 400, "not-supported"),
    UNKNOWN_RESOURCE_TYPE(1006, ErrorCategory.USER, 404, "not-supported"),
    NOT_FOUND(1007, ErrorCategory.USER, 404, "not-found"),
    GONE(1008, ErrorCategory.USER, 410, "deleted"),
    VERSION_CONFLICT(1009, ErrorCategory.USER, 412, "conflict"),
    MULTIPLE_MATCHES(1010, ErrorCategory.USER, 412, "multiple-matches"),
    UNSUPPORTED_MEDIA_TYPE(1011, ErrorCategory.USER, 415, "not-supported"),
    NOT_ACCEPTABLE(1012, ErrorCategory.USER, 406, "not-supported"),
    UNSUPPORTED_INTERACTION(1013, ErrorCategory.USER, 405, "not-supported"),
    UNRESOLVED_REFERENCE(1014, ErrorCategory.USER, 400, "not-found"),
    ID_MISMATCH(1015, ErrorCategory.USER, 400, "invalid"),
    CLIENT_IDS_NOT_ALLOWED(1016, ErrorCategory.USER, 405, "business-rule"),
    INVALID_BUNDLE(1017, ErrorCategory.USER, 400, "invalid"),
    STILL_REFERENCED(1018, ErrorCategory.USER, 409, "conflict"),
    INVALID_REQUEST(1019, ErrorCategory.USER, 400, "invalid"),
    UNKNOWN_OPERATION(1020, ErrorCategory.USER, 404, "not-supported"),
    INVALID_PATCH(1021, ErrorCategory.USER, 400, "invalid"),
    PATCH_NOT_APPLICABLE(1022, ErrorCategory.USER, 422, "processing"),
    ID_TAKEN(1023, ErrorCategory.USER, 409, "duplicate"),
    UNUSABLE_SEARCH_PARAMETER(1026, ErrorCategory.USER, 422, "not-supported"),
    UNKNOWN_TERMINOLOGY(1025, ErrorCategory.USER, 404, "not-found"),

    UNAUTHENTICATED(2001, ErrorCategory.POLICY, 401, "login"),
    INSUFFICIENT_SCOPE(2002, ErrorCategory.POLICY, 403, "forbidden"),
    CROSS_SITE_REQUEST(2003, ErrorCategory.POLICY, 403, "security"),

    MALFORMED_MESSAGE(3001, ErrorCategory.PEER, 400, "structure"),
    UNSUPPORTED_MESSAGE(3002, ErrorCategory.PEER, 422, "not-supported"),
    UNMAPPABLE_MESSAGE(3003, ErrorCategory.PEER, 422, "value"),
    UNKNOWN_SENDER(3004, ErrorCategory.PEER, 403, "security"),
    INVALID_CHARSET(3005, ErrorCategory.PEER, 400, "value"),
    MESSAGE_ID_REUSED(3006, ErrorCategory.PEER, 409, "duplicate"),

    BODY_TOO_LARGE(4001, ErrorCategory.RESOURCE, 413, "too-long"),
    TOO_MANY_REQUESTS(4002, ErrorCategory.RESOURCE, 429, "throttled"),
    NESTING_TOO_DEEP(4003, ErrorCategory.RESOURCE, 400, "too-costly"),
    UNAVAILABLE(4004, ErrorCategory.RESOURCE, 503, "transient"),
    TOO_COSTLY(4005, ErrorCategory.RESOURCE, 403, "too-costly"),
    TIME_LIMIT(4006, ErrorCategory.RESOURCE, 503, "timeout"),

    INTERNAL(5001, ErrorCategory.INTERNAL, 500, "exception");

    private final int number;
    private final ErrorCategory category;
    private final int httpStatus;
    private final String issueType;

    ErrorCode(int number, ErrorCategory category, int httpStatus, String issueType) {
        this.number = number;
        this.category = category;
        this.httpStatus = httpStatus;
        this.issueType = issueType;
    }

    /** The code as people see it, {@code HH-nnnn}. */
    public String code() {
        return "HH-" + number;
    }

    /** Who can mend it. */
    public ErrorCategory category() {
        return category;
    }

    /** The HTTP status it answers with. */
    public int httpStatus() {
        return httpStatus;
    }

    /** The OperationOutcome issue type. */
    public String issueType() {
        return issueType;
    }
}
