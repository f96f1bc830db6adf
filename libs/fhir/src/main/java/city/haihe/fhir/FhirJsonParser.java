package city.haihe.fhir;

/** Parses FHIR JSON, strictly or trusted. */
public final class FhirJsonParser {

    private FhirJsonParser() {}

    /** Parses JSON that was checked before, such as a stored body: syntax only. */
    public static FhirObject parseTrusted(byte[] json) {
        throw new UnsupportedOperationException("not yet");
    }
}
