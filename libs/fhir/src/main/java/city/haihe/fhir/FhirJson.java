package city.haihe.fhir;

import java.nio.charset.StandardCharsets;

/** Writes values as compact JSON. */
public final class FhirJson {

    private FhirJson() {}

    /** The value as compact JSON text. */
    public static String write(FhirValue value) {
        return new String(toBytes(value), StandardCharsets.UTF_8);
    }

    /** The value as compact JSON in UTF-8. */
    public static byte[] toBytes(FhirValue value) {
        JsonBytes json = new JsonBytes();
        json.add(value);
        return json.toBytes();
    }
}
