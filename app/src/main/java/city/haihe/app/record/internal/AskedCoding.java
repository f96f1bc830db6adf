package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.List;

/**
 * A code that a terminology operation is asked about.
 *
 * @param system its code system, or an empty string
 * @param version the code system's version, or an empty string
 * @param code the code
 * @param display what it is called where the question comes from, or an empty string
 */
record AskedCoding(String system, String version, String code, String display) {

    /** A CodeableConcept with more codings than this is no concept. */
    private static final int MAX_CODINGS = 50;

    static AskedCoding of(FhirObject coding) {
        return new AskedCoding(
                text(coding, "system"), text(coding, "version"), text(coding, "code"), text(coding, "display"));
    }

    /** The coding of a parameter, or the code that stands beside a system. */
    static AskedCoding one(OperationInputs inputs, String coding, String code, String system, String version) {
        List<AskedCoding> all = all(inputs, coding, code, system, version);
        if (all.size() != 1) {
            throw new HaiheException(
                    ErrorCode.INVALID_PARAMETER, coding + ": " + all.size() + " codings (expected: one)");
        }
        return all.getFirst();
    }

    /** The codings of a question: a Coding, those of a CodeableConcept, or a code that stands beside a system. */
    static List<AskedCoding> all(OperationInputs inputs, String coding, String code, String system, String version) {
        List<AskedCoding> asked = new ArrayList<>();
        if (!inputs.text(code).isEmpty()) {
            asked.add(new AskedCoding(
                    inputs.text(system), inputs.text(version), inputs.text(code), inputs.text("display")));
        }
        inputs.object(coding, "Coding").ifPresent(given -> asked.add(of(given)));
        inputs.object("codeableConcept", "CodeableConcept")
                .ifPresent(
                        concept -> concept.objects("coding").limit(MAX_CODINGS).forEach(each -> asked.add(of(each))));
        if (asked.isEmpty() || asked.stream().anyMatch(each -> each.code().isEmpty())) {
            throw new HaiheException(
                    ErrorCode.INVALID_PARAMETER, code + ": missing (expected: a code, a Coding or a CodeableConcept)");
        }
        return asked;
    }

    private static String text(FhirObject object, String name) {
        String text = object.string(name);
        return text == null ? "" : text;
    }
}
