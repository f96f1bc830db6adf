package city.haihe.v2fhir;

import java.util.List;

/** What became of a message: the changes it asks for, or the reason why it cannot be mapped. */
public sealed interface Translation {

    /**
     * A message that could be mapped.
     *
     * @param changes the resources it creates or changes; they may refer to each other in any direction
     * @param merges the patients it merges (HL7 v2.5.1 3.3.40); both stand among the changes
     * @param unmapped every populated field that no rule of the mapping consumed, in the order of the message
     */
    record Translated(List<ResourceChange> changes, List<PatientMerge> merges, List<UnmappedField> unmapped)
            implements Translation {

        /** Copies the lists. */
        public Translated {
            changes = List.copyOf(changes);
            merges = List.copyOf(merges);
            unmapped = List.copyOf(unmapped);
        }
    }

    /**
     * A message that cannot be mapped; nothing of it may be stored.
     *
     * @param kind what is wrong
     * @param segment the segment's name, such as {@code PID}
     * @param occurrence which segment of that name, from 1
     * @param field the field's number, or 0 for the segment as a whole
     * @param component the component's number, or 0 for the field as a whole
     * @param message what was expected; it holds no value of the message, since that may be personal
     */
    record Refused(Kind kind, String segment, int occurrence, int field, int component, String message)
            implements Translation {}

    /** Why a message cannot be mapped. */
    enum Kind {
        /** The message's type or trigger event is not one that is mapped. */
        UNSUPPORTED_EVENT,
        /** A segment that the event cannot do without is absent. */
        MISSING_SEGMENT,
        /** A field that the mapping cannot do without is empty. */
        MISSING_FIELD,
        /** A field's value is not one of its data type or code table. */
        INVALID_VALUE
    }
}
