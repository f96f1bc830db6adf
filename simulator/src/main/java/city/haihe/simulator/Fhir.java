package city.haihe.simulator;

import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Small parts of FHIR resources. */
final class Fhir {

    static final String LOINC = "http://loinc.org";
    static final String ICD_10 = "http://hl7.org/fhir/sid/icd-10";
    static final String ATC = "http://www.whocc.no/atc";
    static final String UCUM = "http://unitsofmeasure.org";
    static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";
    static final String REPRESENTATION = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation";

    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'+08:00'");

    private Fhir() {}

    /** A time of Tianjin. */
    static String time(LocalDateTime time) {
        return DATE_TIME.format(time);
    }

    static FhirObject reference(String reference) {
        return new FhirObject().put("reference", reference);
    }

    static FhirObject identifier(String system, String value) {
        return new FhirObject().put("system", system).put("value", value);
    }

    /** An identifier with a type of HL7 table 0203. */
    static FhirObject identifier(String system, String value, String type) {
        return new FhirObject()
                .put("type", new FhirObject().append("coding", coding(TERMINOLOGY + "v2-0203", type, null)))
                .put("system", system)
                .put("value", value);
    }

    static FhirObject coding(String system, String code, @Nullable String display) {
        return new FhirObject().put("system", system).put("code", code).putIfPresent("display", display);
    }

    /** A concept with an English display and a Chinese text. */
    static FhirObject concept(String system, String code, String english, String chinese) {
        return new FhirObject().append("coding", coding(system, code, english)).put("text", chinese);
    }

    /** A concept of one of HL7's own code systems. */
    static FhirObject concept(String codeSystem, String code) {
        return new FhirObject().append("coding", coding(TERMINOLOGY + codeSystem, code, null));
    }

    static FhirObject quantity(String value, Analyte analyte) {
        return new FhirObject()
                .put("value", new FhirNumber(value))
                .put("unit", analyte.unitText())
                .put("system", UCUM)
                .put("code", analyte.unit());
    }

    static FhirObject range(Analyte.Range range, Analyte analyte) {
        FhirObject written = new FhirObject();
        if (range.low() != null) {
            written.put("low", quantity(Objects.requireNonNull(range.low()), analyte));
        }
        if (range.high() != null) {
            written.put("high", quantity(Objects.requireNonNull(range.high()), analyte));
        }
        return written.put("text", range.text());
    }

    static FhirObject interpretation(String flag) {
        String display = switch (flag) {
            case "H" -> "High";
            case "L" -> "Low";
            default -> "Normal";
        };
        return new FhirObject().append("coding", coding(TERMINOLOGY + "v3-ObservationInterpretation", flag, display));
    }

    /** A person's name as it is written and as it sounds. */
    static void addNames(FhirObject person, PersonName name) {
        person.append(
                "name",
                named(
                        "IDE",
                        new FhirObject()
                                .put("use", "official")
                                .put("text", name.text())
                                .put("family", name.family())
                                .append("given", new FhirString(name.given()))));
        person.append(
                "name",
                named(
                        "ABC",
                        new FhirObject()
                                .put("use", "official")
                                .put("text", name.pinyin())
                                .put("family", name.familyPinyin())
                                .append("given", new FhirString(name.givenPinyin()))));
    }

    private static FhirObject named(String representation, FhirObject name) {
        return name.append(
                "extension", new FhirObject().put("url", REPRESENTATION).put("valueCode", representation));
    }

    static FhirObject address(District district, String street) {
        return new FhirObject()
                .put("text", "天津市" + district.chinese() + street)
                .append("line", new FhirString(street))
                .put("city", "天津市")
                .put("district", district.chinese())
                .put("state", "天津市")
                .put("postalCode", district.postalCode())
                .put("country", "CHN");
    }
}
