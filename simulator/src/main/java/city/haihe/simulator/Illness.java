package city.haihe.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What residents live with, how it shows in their results over the year, and what is prescribed for it. */
public enum Illness {
    DIABETES(
            "E11.9",
            "Type 2 diabetes mellitus without complications",
            "2型糖尿病",
            Department.ENDOCRINOLOGY,
            new Medicine("A10BA02", "Metformin", "二甲双胍片", "0.5 g，每日两次，餐后口服"),
            22,
            Map.of(Analyte.HBA1C, new Course(8.9, 6.9), Analyte.GLUCOSE, new Course(9.6, 7.1))),
    HYPERTENSION(
            "I10",
            "Essential (primary) hypertension",
            "原发性高血压",
            Department.CARDIOLOGY,
            new Medicine("C08CA01", "Amlodipine", "苯磺酸氨氯地平片", "5 mg，每日一次，晨起口服"),
            30,
            Map.of(Analyte.SYSTOLIC, new Course(158, 136), Analyte.DIASTOLIC, new Course(96, 84))),
    HYPERLIPIDAEMIA(
            "E78.5",
            "Hyperlipidaemia, unspecified",
            "高脂血症",
            Department.CARDIOLOGY,
            new Medicine("C10AA05", "Atorvastatin", "阿托伐他汀钙片", "20 mg，每晚一次，口服"),
            26,
            Map.of(
                    Analyte.LDL, new Course(4.9, 3.9),
                    Analyte.CHOLESTEROL, new Course(6.9, 5.7),
                    Analyte.TRIGLYCERIDE, new Course(2.6, 1.9))),
    ANAEMIA(
            "D50.9",
            "Iron deficiency anaemia, unspecified",
            "缺铁性贫血",
            Department.HAEMATOLOGY,
            new Medicine("B03AA02", "Ferrous fumarate", "富马酸亚铁片", "0.2 g，每日三次，餐后口服"),
            12,
            Map.of(Analyte.HAEMOGLOBIN, new Course(88, 104), Analyte.ERYTHROCYTES, new Course(3.4, 3.7))),
    KIDNEY_DISEASE(
            "N18.3",
            "Chronic kidney disease, stage 3",
            "慢性肾脏病3期",
            Department.NEPHROLOGY,
            new Medicine("C09CA01", "Losartan", "氯沙坦钾片", "50 mg，每日一次，口服"),
            6,
            Map.of(Analyte.CREATININE, new Course(124, 141), Analyte.POTASSIUM, new Course(4.9, 5.45))),
    GOUT(
            "M10.9",
            "Gout, unspecified",
            "痛风",
            Department.RHEUMATOLOGY,
            new Medicine("M04AA03", "Febuxostat", "非布司他片", "40 mg，每日一次，口服"),
            8,
            Map.of(Analyte.URATE, new Course(545, 398)));

    /**
     * What is prescribed.
     *
     * @param atc the ATC code
     * @param english the substance
     * @param chinese the product
     * @param dosage how it is taken
     */
    record Medicine(String atc, String english, String chinese, String dosage) {}

    /**
     * How a value goes.
     *
     * @param from a year ago
     * @param to today
     */
    record Course(double from, double to) {

        double at(double share) {
            return from + (to - from) * share;
        }
    }

    private final String icd10;
    private final String english;
    private final String chinese;
    private final Department department;
    private final Medicine medicine;
    private final int adultsInHundred;
    private final Map<Analyte, Course> courses;

    Illness(
            String icd10,
            String english,
            String chinese,
            Department department,
            Medicine medicine,
            int adultsInHundred,
            Map<Analyte, Course> courses) {
        this.icd10 = icd10;
        this.english = english;
        this.chinese = chinese;
        this.department = department;
        this.medicine = medicine;
        this.adultsInHundred = adultsInHundred;
        this.courses = courses;
    }

    /** The illnesses of somebody; children have none of these. */
    static List<Illness> of(Random random, boolean adult) {
        List<Illness> illnesses = new ArrayList<>();
        for (Illness illness : values()) {
            // Drawn for everybody, so that the numbers that follow do not depend on the answer.
            boolean has = random.nextInt(100) < illness.adultsInHundred;
            if (has && adult) {
                illnesses.add(illness);
            }
        }
        return illnesses;
    }

    /** The code of ICD-10. */
    public String icd10() {
        return icd10;
    }

    /** Its English name. */
    public String english() {
        return english;
    }

    /** Its Chinese name. */
    public String chinese() {
        return chinese;
    }

    /** The department that looks after it. */
    public Department department() {
        return department;
    }

    Medicine medicine() {
        return medicine;
    }

    Map<Analyte, Course> courses() {
        return courses;
    }
}
