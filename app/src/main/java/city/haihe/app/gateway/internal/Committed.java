package city.haihe.app.gateway.internal;

/** What became of a message, once that is durable. */
sealed interface Committed {

    /** It and all that it changed are stored. */
    record Accepted() implements Committed {}

    /** It was accepted before, with this answer. */
    record Repeated(byte[] acknowledgement) implements Committed {}

    /** It is a dead letter. */
    record Refused(Refusal refusal) implements Committed {}
}
