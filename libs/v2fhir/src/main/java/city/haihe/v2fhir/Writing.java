package city.haihe.v2fhir;

import city.haihe.hl7v2.Message;
import java.util.List;

/** What became of resources that were to be written as an HL7 v2 message. */
public sealed interface Writing {

    /**
     * The message.
     *
     * @param message the message, in the charset that was asked for
     * @param notSaid every value of the resources that the message does not say, in their order
     */
    record Written(Message message, List<NotSaid> notSaid) implements Writing {

        /** Copies the list. */
        public Written {
            notSaid = List.copyOf(notSaid);
        }
    }

    /**
     * There is no such message of these resources.
     *
     * @param kind what is wrong
     * @param reason the place and what was expected; it holds no value of the resources, since that may be personal
     */
    record Refused(Kind kind, String reason) implements Writing {}

    /** Why there is no message. */
    enum Kind {
        /** The event is not one that can be written. */
        UNSUPPORTED_EVENT,
        /** A resource or an element that the message cannot do without is missing, or there are too many. */
        UNSUITABLE_CONTENT,
        /** A text has a character that the charset cannot say. */
        UNSUITABLE_CHARSET
    }
}
