package city.haihe.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Makes the city's hospitals: in each district one tertiary hospital and two community health centres. */
final class Hospitals {

    private static final String[] ORDINALS = {
        "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六"
    };
    private static final String[] ENGLISH_ORDINALS = {
        "First",
        "Second",
        "Third",
        "Fourth",
        "Fifth",
        "Sixth",
        "Seventh",
        "Eighth",
        "Ninth",
        "Tenth",
        "Eleventh",
        "Twelfth",
        "Thirteenth",
        "Fourteenth",
        "Fifteenth",
        "Sixteenth"
    };
    private static final int COMMUNITY_CENTRES = 2;
    private static final int DOCTORS_A_DEPARTMENT = 2;

    private Hospitals() {}

    /** The tertiary hospitals come first, in the order of the districts. */
    static List<Hospital> of(long seed) {
        List<Hospital> hospitals = new ArrayList<>();
        for (District district : District.values()) {
            int number = district.ordinal();
            Hospital hospital = new Hospital(
                    number + 1,
                    String.format(Locale.ROOT, "TJD%02d", number + 1),
                    Hospital.Kind.TERTIARY,
                    "天津市第" + ORDINALS[number] + "示范医院",
                    "Tianjin " + ENGLISH_ORDINALS[number] + " Demonstration Hospital",
                    district,
                    doctors(seed, number + 1, Hospital.Kind.TERTIARY),
                    DemoConnection.nameOf(number + 1));
            hospitals.add(hospital);
        }
        for (District district : District.values()) {
            for (int centre = 0; centre < COMMUNITY_CENTRES; centre++) {
                int number = hospitals.size() + 1;
                hospitals.add(new Hospital(
                        number,
                        String.format(Locale.ROOT, "TJC%02d", number),
                        Hospital.Kind.COMMUNITY,
                        district.chinese() + "第" + ORDINALS[centre] + "示范社区卫生服务中心",
                        district.english() + " " + ENGLISH_ORDINALS[centre] + " Demonstration Community Health Centre",
                        district,
                        doctors(seed, number, Hospital.Kind.COMMUNITY),
                        null));
            }
        }
        return List.copyOf(hospitals);
    }

    private static List<Doctor> doctors(long seed, int hospital, Hospital.Kind kind) {
        Random random = Seeds.random(seed, "hospital", hospital);
        List<Doctor> doctors = new ArrayList<>();
        for (Department department : Department.of(kind)) {
            for (int place = 0; place < DOCTORS_A_DEPARTMENT; place++) {
                Sex sex = random.nextBoolean() ? Sex.FEMALE : Sex.MALE;
                Doctor.Title title = Doctor.Title.values()[place * 2 + random.nextInt(2)];
                doctors.add(new Doctor(
                        String.format(Locale.ROOT, "D%02d%03d", hospital, doctors.size() + 1),
                        PersonName.random(random, sex),
                        sex,
                        title,
                        department));
            }
        }
        return doctors;
    }
}
