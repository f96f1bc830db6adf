package city.haihe.app.record.internal;

import city.haihe.fhir.FhirObject;
import city.haihe.fhir.terminology.ComposedValueSet;
import city.haihe.fhir.terminology.TerminologyException;
import city.haihe.fhir.terminology.ValueSetComposer;
import city.haihe.fhir.terminology.Versions;

/** The value set that an operation is asked about: one that is given, one that the address names, or one of a url. */
final class AskedValueSet {

    private AskedValueSet() {}

    /** The ValueSet resource. */
    static FhirObject resource(
            TerminologyOperation operation, OperationRequest request, OperationInputs inputs, KnownTerminology known) {
        if (request.level() == Operation.Level.INSTANCE) {
            return operation.instance(request, known).resource();
        }
        FhirObject given = inputs.resource("valueSet").orElse(null);
        if (given != null) {
            return given;
        }
        String canonical = OperationRequest.required("url", inputs.text("url"));
        String version = inputs.text("valueSetVersion");
        String wanted = version.isEmpty() ? Versions.version(canonical) : version;
        return known.valueSet(Versions.url(canonical), wanted)
                .orElseThrow(() -> new TerminologyException(
                        TerminologyException.Kind.UNKNOWN,
                        "value set: " + RecordErrors.quote(canonical) + " (expected: the url of a known value set)"));
    }

    /** What the resource selects. */
    static ComposedValueSet composed(FhirObject resource, KnownTerminology known) {
        return new ValueSetComposer(known).compose(resource);
    }
}
