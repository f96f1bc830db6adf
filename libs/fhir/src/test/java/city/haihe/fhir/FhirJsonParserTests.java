package city.haihe.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import city.haihe.fhir.FhirParseException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the parser takes and keeps, and what it refuses with which path. */
class FhirJsonParserTests {

    @Test
    void keepsDecimalsOrderAndExtensionsAsReceived() {
        String json = "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},"
                + "\"valueQuantity\":{\"value\":1.50,\"unit\":\"mmol/L\"},\"_status\":{\"extension\":"
                + "[{\"url\":\"urn:x\",\"valueDecimal\":1e2}]},\"id\":\"a.b-1\"}";
        assertThat(FhirJson.write(FhirJsonParser.parse(json.getBytes(UTF_8)))).isEqualTo(json);
    }

    @Test
    void takesNullsBesideExtensionsOfRepeatedPrimitives() {
        String json = "{\"resourceType\":\"Patient\",\"name\":[{\"given\":[\"a\",null],\"_given\":[null,{\"extension\":"
                + "[{\"url\":\"urn:x\",\"valueString\":\"b\"}]}]}]}";
        assertThat(FhirJson.write(FhirJsonParser.parse(json.getBytes(UTF_8)))).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', textBlock = """
            {'resourceType':'Patient' JSON Patient.resourceType
            [] JSON -
            {'resourceType':'Patient'}{} JSON Patient
            {'resourceType':'Patient','active':true,'active':false} JSON Patient.active
            {'resourceType':'Patient','name':[{'use':'usual','use':'old'}]} JSON Patient.name[0].use
            {'active':true,'active':false} JSON active
            {'active':true} ELEMENT resourceType
            {'resourceType':'Patients'} ELEMENT resourceType
            {'resourceType':'Patient','colour':'red'} ELEMENT Patient.colour
            {'resourceType':'Patient','birthDate':1980} ELEMENT Patient.birthDate
            {'resourceType':'Patient','name':{'family':'a'}} ELEMENT Patient.name
            {'resourceType':'Patient','name':[{'family':['a']}]} ELEMENT Patient.name[0].family
            {'resourceType':'Patient','active':null} ELEMENT Patient.active
            {'resourceType':'Patient','name':[]} ELEMENT Patient.name
            {'resourceType':'Patient','name':[{}]} ELEMENT Patient.name[0]
            {'resourceType':'Patient','birthDate':'2024-13-01'} VALUE Patient.birthDate
            {'resourceType':'Patient','birthDate':'2023-02-29'} VALUE Patient.birthDate
            {'resourceType':'Patient','gender':'man'} VALUE Patient.gender
            {'resourceType':'Patient','id':'a_b'} VALUE Patient.id
            {'resourceType':'Patient','multipleBirthInteger':1.5} VALUE Patient.multipleBirthInteger
            {'resourceType':'Patient','deceasedDateTime':'2024-01-01T10:00:00'} VALUE Patient.deceasedDateTime
            {'resourceType':'Patient','contained':[{'resourceType':'Group','x':1}]} ELEMENT Patient.contained[0].x
            """)
    void refusesWithThePath(String json, Kind kind, String path) {
        FhirParseException refused = catchThrowableOfType(
                FhirParseException.class,
                () -> FhirJsonParser.parse(json.replace('\'', '"').getBytes(UTF_8)));
        assertThat(refused.kind()).isEqualTo(kind);
        assertThat(refused.path()).isEqualTo(path.equals("-") ? "" : path);
    }

    @Test
    void refusesWhatIsTooDeep() {
        String json = "{\"resourceType\":\"Patient\",\"extension\":" + "[{\"url\":\"urn:x\",\"extension\":".repeat(200)
                + "[]" + "}]".repeat(200) + "}";
        FhirParseException refused =
                catchThrowableOfType(FhirParseException.class, () -> FhirJsonParser.parse(json.getBytes(UTF_8)));
        assertThat(refused.kind()).isEqualTo(Kind.NESTING);
        assertThat(refused.path()).startsWith("Patient.extension[0].extension[0].");
    }

    @Test
    void refusesANumberThatIsTooLongAtItsPlace() {
        String json = "{\"resourceType\":\"Patient\",\"multipleBirthInteger\":" + "1".repeat(101) + "}";
        FhirParseException refused =
                catchThrowableOfType(FhirParseException.class, () -> FhirJsonParser.parse(json.getBytes(UTF_8)));
        assertThat(refused.kind()).isEqualTo(Kind.VALUE);
        assertThat(refused.path()).isEqualTo("Patient.multipleBirthInteger");
    }

    @ParameterizedTest
    @CsvSource({
        "2024,1704038400000,1735660800000",
        "2024-02,1706716800000,1709222400000",
        "2024-02-29,1709136000000,1709222400000",
        "2024-02-29T10:00:00Z,1709200800000,1709200801000",
        "2024-02-29T10:00:00.5+08:00,1709172000500,1709172000600"
    })
    void givesDatesTheRangeOfTheirPrecision(String date, long low, long high) {
        assertThat(DateRange.parse(date)).contains(new DateRange(low, high));
    }

    @Test
    void compilesTheSearchParametersOfEveryType() {
        R4 definitions = R4.definitions();
        assertThat(definitions.resourceTypes()).hasSize(146);
        assertThat(definitions.searchParameters("Observation"))
                .containsKeys("code", "date", "patient", "value-quantity", "combo-code", "_tag");
        assertThat(definitions.searchParameters("Patient").get("birthdate")).satisfies(parameter -> {
            assertThat(parameter.several()).isFalse();
            assertThat(parameter.kind()).isEqualTo(SearchParameter.Kind.DATE);
        });
        assertThat(definitions.patientCompartment("Observation")).containsExactly("subject", "performer");
        assertThat(definitions.compartments())
                .containsExactly("Device", "Encounter", "Patient", "Practitioner", "RelatedPerson");
        assertThat(definitions.compartment("Encounter", "Encounter")).containsExactly("{def}");
        assertThat(definitions.compartmentTypes("Device"))
                .contains("Observation")
                .doesNotContain("Patient");
        assertThat(definitions.elements("Patient").values().stream()
                        .filter(ElementDefinition::summary)
                        .map(ElementDefinition::name))
                .contains("name", "birthDate", "link")
                .doesNotContain("photo", "contact", "text");
    }
}
