package city.haihe.v2fhir;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Identifiers with an assigning authority (HL7 v2.5.1 2.A.14, CX). */
final class Identifiers {

    /** The types of HL7 table 0203 that name a person's national identifier. */
    private static final Set<String> NATIONAL = Set.of("NI", "NNCHN");

    /** The types of HL7 table 0203 by which a hospital knows a patient: medical record, patient internal. */
    private static final Set<String> PATIENT = Set.of("MR", "PI");

    private static final Pattern SOCIAL_SECURITY = Pattern.compile("\\d{3}-\\d{2}-\\d{4}|\\d{9}");

    /** The name that a map gives the numbering of PID-19 and its like. */
    private static final String SOCIAL = "SS";

    private static final int AUTHORITY = 4;
    private static final int TYPE = 5;

    private Identifiers() {}

    /** The system of a CX: that of resident identity numbers for a valid one, else its authority's. */
    static String system(Source source, String fallback, TranslationContext context) {
        String type = source.text(TYPE);
        boolean resident = NATIONAL.contains(type) || fallback.equals(SOCIAL);
        if (resident && ResidentIdentity.isValid(source.text(1))) {
            return ResidentIdentity.SYSTEM;
        }
        if (fallback.equals(SOCIAL) && isSocialSecurityNumber(source)) {
            return "http://hl7.org/fhir/sid/us-ssn";
        }
        Source authority = source.child(AUTHORITY);
        String own = fallback.isEmpty() && NATIONAL.contains(type) ? type : fallback;
        return Systems.authority(authority.text(1), authority.text(2), authority.text(3), own, context);
    }

    /** Whether a number without an authority has the form of those of the United States (map: PID-19). */
    static boolean isSocialSecurityNumber(Source source) {
        return source.child(AUTHORITY).isEmpty()
                && SOCIAL_SECURITY.matcher(source.text(1)).matches();
    }

    /** The key that a CX makes, or null where it is empty. */
    static @Nullable BusinessKey key(Source source, String fallback, TranslationContext context) {
        String value = source.text(1);
        return value.isEmpty() ? null : new BusinessKey(system(source, fallback, context), value);
    }

    /**
     * The key of a patient: the first medical record number, else the first identifier. A national identifier with a
     * wrong check character is none: it may be anybody's.
     */
    static @Nullable BusinessKey patient(SegmentView segment, int field, TranslationContext context) {
        @Nullable BusinessKey first = null;
        Source all = Source.field(segment, field, 0, 0);
        for (int number = 1; number <= all.repetitions(); number++) {
            Source identifier = all.repetition(number);
            BusinessKey key = key(identifier, "", context);
            if (key == null) {
                continue;
            }
            if (PATIENT.contains(identifier.text(TYPE))) {
                return key;
            }
            boolean doubtful =
                    NATIONAL.contains(identifier.text(TYPE)) && !key.system().equals(ResidentIdentity.SYSTEM);
            if (first == null && !doubtful) {
                first = key;
            }
        }
        return first;
    }
}
