package city.haihe.app.record.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which of a type's dates says when the care was given that a resource tells of. */
final class CareDates {

    /** The first that a type has counts; MedicationRequest's own "date" is that of a dosage. */
    private static final List<String> PARAMETERS = List.of(
            "authoredon",
            "date",
            "onset-date",
            "effective-time",
            "effective",
            "whenhandedover",
            "occurrence",
            "event-date",
            "started",
            "collected",
            "authored",
            "sent",
            "start-date",
            "datetime",
            "datewritten",
            "identified",
            "created",
            "period");

    private CareDates() {}

    /** The column, or null where resources of the type are not care at a time, as a Patient or a Coverage is not. */
    static TypeTable.@Nullable RangeColumn of(TypeTable table) {
        for (String parameter : PARAMETERS) {
            for (TypeTable.RangeColumn range : table.ranges()) {
                if (range.parameter().equals(parameter)) {
                    return range;
                }
            }
        }
        return null;
    }
}
