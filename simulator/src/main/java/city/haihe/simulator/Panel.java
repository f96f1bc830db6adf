package city.haihe.simulator;

import java.util.List;

/** What is ordered together. */
public enum Panel {
    BLOOD_COUNT(
            "58410-2",
            "Full blood count",
            "血常规",
            "HM",
            List.of(Analyte.LEUKOCYTES, Analyte.ERYTHROCYTES, Analyte.HAEMOGLOBIN, Analyte.PLATELETS)),
    CHEMISTRY(
            "24323-8",
            "Blood chemistry",
            "生化检验",
            "CH",
            List.of(
                    Analyte.GLUCOSE,
                    Analyte.CREATININE,
                    Analyte.POTASSIUM,
                    Analyte.SODIUM,
                    Analyte.ALT,
                    Analyte.URATE)),
    LIPIDS(
            "57698-3",
            "Lipids",
            "血脂四项",
            "CH",
            List.of(Analyte.CHOLESTEROL, Analyte.HDL, Analyte.TRIGLYCERIDE, Analyte.LDL)),
    GLYCATION("55454-3", "Haemoglobin A1c", "糖化血红蛋白", "CH", List.of(Analyte.HBA1C));

    private final String loinc;
    private final String english;
    private final String chinese;
    private final String section;
    private final List<Analyte> analytes;

    Panel(String loinc, String english, String chinese, String section, List<Analyte> analytes) {
        this.loinc = loinc;
        this.english = english;
        this.chinese = chinese;
        this.section = section;
        this.analytes = analytes;
    }

    /** The LOINC code. */
    public String loinc() {
        return loinc;
    }

    /** The English name that people use. */
    public String english() {
        return english;
    }

    /** The Chinese name. */
    public String chinese() {
        return chinese;
    }

    /** The section of the laboratory, of HL7 table 0074. */
    public String section() {
        return section;
    }

    /** What is measured. */
    public List<Analyte> analytes() {
        return analytes;
    }
}
