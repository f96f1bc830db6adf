package city.haihe.simulator;

/** A person's administrative sex, on which reference ranges and the parity of identity numbers depend. */
public enum Sex {
    FEMALE("female", "F"),
    MALE("male", "M");

    private final String fhir;
    private final String hl7;

    Sex(String fhir, String hl7) {
        this.fhir = fhir;
        this.hl7 = hl7;
    }

    /** FHIR's code. */
    public String fhir() {
        return fhir;
    }

    /** The code of HL7 table 0001. */
    public String hl7() {
        return hl7;
    }
}
