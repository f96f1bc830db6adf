package city.haihe.app.record.internal;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirObject;
import java.util.List;

/** What {@code /metadata?mode=terminology} answers (FHIR R4 3.1.0.1, TerminologyCapabilities). */
final class TerminologyStatement {

    static final String MODE = "terminology";

    private static final List<String> EXPANSION_PARAMETERS = List.of(
            "filter",
            "offset",
            "count",
            "includeDesignations",
            "includeDefinition",
            "activeOnly",
            "excludeNested",
            "excludeNotForUI",
            "displayLanguage",
            "valueSetVersion");

    private TerminologyStatement() {}

    static byte[] document(RecordEngine engine) {
        FhirArray parameters = new FhirArray();
        EXPANSION_PARAMETERS.forEach(name -> parameters.add(new FhirObject().put("name", name)));
        FhirObject expansion = new FhirObject()
                .put("hierarchical", true)
                .put("paging", true)
                .put("incomplete", false)
                .put("parameter", parameters)
                .put(
                        "textFilter",
                        "Each word stands somewhere in code, display or designations; one of a letter or two begins a word;"
                                + " any part of Chinese.");
        return FhirJson.toBytes(FhirObject.resource("TerminologyCapabilities")
                .put("status", "active")
                .put("date", engine.clock().instant().toString().substring(0, 10))
                .put("kind", "instance")
                .put("software", new FhirObject().put("name", "Haihe"))
                .put(
                        "implementation",
                        new FhirObject()
                                .put("description", "Haihe clinical record")
                                .put("url", engine.settings().base()))
                .put("lockedDate", false)
                .put("expansion", expansion)
                .put("codeSearch", "all")
                .put("validateCode", new FhirObject().put("translations", true))
                .put("translation", new FhirObject().put("needsMap", false)));
    }
}
