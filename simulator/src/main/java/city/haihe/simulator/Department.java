package city.haihe.simulator;

import java.util.Arrays;
import java.util.List;

/** The departments of the sample hospitals. */
public enum Department {
    GENERAL_PRACTICE("GP", "全科", "General practice", true),
    CHINESE_MEDICINE("TCM", "中医科", "Traditional Chinese medicine", true),
    PAEDIATRICS("PED", "儿科", "Paediatrics", true),
    STOMATOLOGY("DENT", "口腔科", "Stomatology", true),
    PREVENTION("PREV", "预防保健科", "Preventive care", true),
    CARDIOLOGY("CARD", "心血管内科", "Cardiology", false),
    ENDOCRINOLOGY("ENDO", "内分泌科", "Endocrinology", false),
    NEPHROLOGY("NEPH", "肾内科", "Nephrology", false),
    HAEMATOLOGY("HAEM", "血液科", "Haematology", false),
    RESPIRATORY("RESP", "呼吸内科", "Respiratory medicine", false),
    GASTROENTEROLOGY("GAST", "消化内科", "Gastroenterology", false),
    NEUROLOGY("NEUR", "神经内科", "Neurology", false),
    RHEUMATOLOGY("RHEU", "风湿免疫科", "Rheumatology", false),
    SURGERY("SURG", "普通外科", "General surgery", false),
    ORTHOPAEDICS("ORTH", "骨科", "Orthopaedics", false),
    OBSTETRICS("OBGY", "妇产科", "Obstetrics and gynaecology", false),
    OPHTHALMOLOGY("OPHT", "眼科", "Ophthalmology", false),
    EMERGENCY("EMER", "急诊科", "Emergency medicine", false);

    private final String code;
    private final String chinese;
    private final String english;
    private final boolean community;

    Department(String code, String chinese, String english, boolean community) {
        this.code = code;
        this.chinese = chinese;
        this.english = english;
        this.community = community;
    }

    /** The short code that hospitals' messages name it by. */
    public String code() {
        return code;
    }

    /** Its Chinese name. */
    public String chinese() {
        return chinese;
    }

    /** Its English name. */
    public String english() {
        return english;
    }

    /** What a hospital of the kind has. */
    static List<Department> of(Hospital.Kind kind) {
        return Arrays.stream(values())
                .filter(department -> switch (kind) {
                    case COMMUNITY -> department.community;
                    case TERTIARY -> department != GENERAL_PRACTICE && department != PREVENTION;
                })
                .toList();
    }
}
