package city.haihe.simulator;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** What laboratories measure, with LOINC codes, UCUM units and the reference ranges that are usual in China. */
public enum Analyte {
    LEUKOCYTES("6690-2", "White blood cells", "白细胞计数", "10*9/L", 2, "3.50", "9.50", 6.1),
    ERYTHROCYTES("789-8", "Red blood cells", "红细胞计数", "10*12/L", 2, "4.30", "5.80", 4.7) {
        @Override
        Range range(Sex sex) {
            return sex == Sex.FEMALE ? new Range("3.80", "5.10") : super.range(sex);
        }

        @Override
        double usual(Sex sex) {
            return sex == Sex.FEMALE ? 4.3 : super.usual(sex);
        }
    },
    HAEMOGLOBIN("718-7", "Haemoglobin", "血红蛋白", "g/L", 0, "130", "175", 149) {
        @Override
        Range range(Sex sex) {
            return sex == Sex.FEMALE ? new Range("115", "150") : super.range(sex);
        }

        @Override
        double usual(Sex sex) {
            return sex == Sex.FEMALE ? 131 : super.usual(sex);
        }
    },
    PLATELETS("777-3", "Platelets", "血小板计数", "10*9/L", 0, "125", "350", 225),
    GLUCOSE("14771-0", "Fasting glucose", "空腹血糖", "mmol/L", 1, "3.9", "6.1", 5.1),
    CREATININE("14682-9", "Creatinine", "肌酐", "umol/L", 0, "57", "97", 74) {
        @Override
        Range range(Sex sex) {
            return sex == Sex.FEMALE ? new Range("41", "73") : super.range(sex);
        }

        @Override
        double usual(Sex sex) {
            return sex == Sex.FEMALE ? 57 : super.usual(sex);
        }
    },
    POTASSIUM("2823-3", "Potassium", "钾", "mmol/L", 2, "3.50", "5.30", 4.3),
    SODIUM("2951-2", "Sodium", "钠", "mmol/L", 0, "137", "147", 141.5),
    ALT("1742-6", "Alanine aminotransferase", "丙氨酸氨基转移酶", "U/L", 0, "9", "50", 23) {
        @Override
        Range range(Sex sex) {
            return sex == Sex.FEMALE ? new Range("7", "40") : super.range(sex);
        }
    },
    URATE("14933-6", "Urate", "尿酸", "umol/L", 0, "208", "428", 320) {
        @Override
        Range range(Sex sex) {
            return sex == Sex.FEMALE ? new Range("155", "357") : super.range(sex);
        }

        @Override
        double usual(Sex sex) {
            return sex == Sex.FEMALE ? 255 : super.usual(sex);
        }
    },
    CHOLESTEROL("14647-2", "Total cholesterol", "总胆固醇", "mmol/L", 2, null, "5.20", 4.4),
    LDL("22748-8", "LDL cholesterol", "低密度脂蛋白胆固醇", "mmol/L", 2, null, "3.40", 2.5),
    HDL("14646-4", "HDL cholesterol", "高密度脂蛋白胆固醇", "mmol/L", 2, "1.00", null, 1.35),
    TRIGLYCERIDE("14927-8", "Triglycerides", "甘油三酯", "mmol/L", 2, null, "1.70", 1.15),
    HBA1C("4548-4", "Haemoglobin A1c", "糖化血红蛋白", "%", 1, "4.0", "6.0", 5.3),
    SYSTOLIC("8480-6", "Systolic blood pressure", "收缩压", "mm[Hg]", 0, "90", "139", 121),
    DIASTOLIC("8462-4", "Diastolic blood pressure", "舒张压", "mm[Hg]", 0, "60", "89", 76);

    /**
     * The bounds of what is usual.
     *
     * @param low the lower bound, or null
     * @param high the upper bound, or null
     */
    public record Range(@Nullable String low, @Nullable String high) {

        /** The range as OBX-7 has it: {@code 3.9-6.1}, {@code <3.40}, {@code >1.00}. */
        public String text() {
            if (low == null) {
                return "<" + high;
            }
            return high == null ? ">" + low : low + "-" + high;
        }

        /** {@code L}, {@code N} or {@code H} of HL7 table 0078. */
        public String flag(String value) {
            BigDecimal number = new BigDecimal(value);
            if (low != null && number.compareTo(new BigDecimal(low)) < 0) {
                return "L";
            }
            return high != null && number.compareTo(new BigDecimal(high)) > 0 ? "H" : "N";
        }
    }

    private final String loinc;
    private final String english;
    private final String chinese;
    private final String unit;
    private final int decimals;
    private final @Nullable String low;
    private final @Nullable String high;
    private final double usual;

    Analyte(
            String loinc,
            String english,
            String chinese,
            String unit,
            int decimals,
            @Nullable String low,
            @Nullable String high,
            double usual) {
        this.loinc = loinc;
        this.english = english;
        this.chinese = chinese;
        this.unit = unit;
        this.decimals = decimals;
        this.low = low;
        this.high = high;
        this.usual = usual;
    }

    /** The LOINC code. */
    public String loinc() {
        return loinc;
    }

    /** The English name that people use; LOINC's own are made for machines. */
    public String english() {
        return english;
    }

    /** The Chinese name. */
    public String chinese() {
        return chinese;
    }

    /** The UCUM code of the unit. */
    public String unit() {
        return unit;
    }

    /** The unit as people write it. */
    public String unitText() {
        return switch (unit) {
            case "10*9/L" -> "×10⁹/L";
            case "10*12/L" -> "×10¹²/L";
            case "umol/L" -> "μmol/L";
            case "mm[Hg]" -> "mmHg";
            default -> unit;
        };
    }

    /** The reference range. */
    Range range(Sex sex) {
        return new Range(low, high);
    }

    /** The value of a healthy person. */
    double usual(Sex sex) {
        return usual;
    }

    /** The value with the digits that laboratories give. */
    String text(double value) {
        return BigDecimal.valueOf(value)
                .setScale(decimals, RoundingMode.HALF_UP)
                .toPlainString();
    }
}
