package city.haihe.v2fhir;

/**
 * Two patients that are one person (HL7 v2.5.1 3.3.40): the two link to each other, the merged one becomes inactive, and
 * what pointed at it points at the survivor.
 *
 * @param survivorLocalKey the local key of the Patient that stays, from PID
 * @param mergedLocalKey the local key of the Patient that is given up, from MRG
 */
public record PatientMerge(String survivorLocalKey, String mergedLocalKey) {}
