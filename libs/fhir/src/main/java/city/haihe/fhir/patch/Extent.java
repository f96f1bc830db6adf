package city.haihe.fhir.patch;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirValue;

/** How large a value is. */
final class Extent {

    private Extent() {}

    /** The value and all that is in it. */
    static int count(FhirValue value) {
        int count = 1;
        if (value instanceof FhirObject object) {
            for (int index = 0; index < object.size(); index++) {
                count += count(object.valueAt(index));
            }
        } else if (value instanceof FhirArray array) {
            for (FhirValue item : array) {
                count += count(item);
            }
        }
        return count;
    }

    /** Levels of arrays and objects. */
    static int depth(FhirValue value) {
        int depth = 0;
        if (value instanceof FhirObject object) {
            for (int index = 0; index < object.size(); index++) {
                depth = Math.max(depth, depth(object.valueAt(index)));
            }
            return depth + 1;
        }
        if (value instanceof FhirArray array) {
            for (FhirValue item : array) {
                depth = Math.max(depth, depth(item));
            }
            return depth + 1;
        }
        return 0;
    }
}
