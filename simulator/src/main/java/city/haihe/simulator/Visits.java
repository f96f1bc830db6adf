package city.haihe.simulator;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** When and where a resident went in the twelve months before a day. */
final class Visits {

    private static final int DAYS = 365;
    private static final int VISITS_OF_THE_ILL = 4;
    private static final int VISITS_OF_THE_HEALTHY = 2;
    private static final int NEWEST_DAYS_AGO = 3;
    private static final int NEWEST_MOVED_DAYS = 14;

    private Visits() {}

    /** Oldest first. */
    static List<Visit> of(Resident resident, List<Hospital> hospitals, LocalDate today, Random random) {
        int count = resident.ill().isEmpty() ? VISITS_OF_THE_HEALTHY : VISITS_OF_THE_ILL;
        int between = (DAYS - NEWEST_DAYS_AGO) / count;
        Hospital usual = usualHospital(resident, hospitals, random);
        List<Visit> visits = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            boolean newest = number == count - 1;
            int moved = random.nextInt(newest ? NEWEST_MOVED_DAYS : between * 2 / 3);
            int daysAgo = NEWEST_DAYS_AGO + (count - 1 - number) * between + moved;
            Department department = resident.ill().isEmpty()
                    ? checkUp(usual)
                    : resident.ill().get(number % resident.ill().size()).department();
            List<Doctor> doctors = usual.doctors(department);
            visits.add(new Visit(
                    number,
                    workingTime(today.minusDays(daysAgo), random),
                    1 - (double) daysAgo / DAYS,
                    usual,
                    doctors.get(random.nextInt(doctors.size())),
                    panels(resident, number, count)));
        }
        return visits;
    }

    /** People go to one of the two large hospitals that send messages, to the large one nearby, or around the corner. */
    static Hospital usualHospital(Resident resident, List<Hospital> hospitals, Random random) {
        int choice = random.nextInt(4);
        return switch (choice) {
            case 0 -> hospitals.get(0);
            case 1 -> hospitals.get(1);
            case 2 -> hospitals.get(resident.district().ordinal());
            default ->
                resident.ill().isEmpty()
                        ? hospitals.get(
                                District.values().length + resident.district().ordinal() * 2)
                        : hospitals.get(resident.number() % 2);
        };
    }

    private static Department checkUp(Hospital hospital) {
        return switch (hospital.kind()) {
            case TERTIARY -> Department.RESPIRATORY;
            case COMMUNITY -> Department.GENERAL_PRACTICE;
        };
    }

    private static List<Panel> panels(Resident resident, int number, int count) {
        List<Panel> panels = new ArrayList<>();
        boolean newest = number == count - 1;
        panels.add(Panel.CHEMISTRY);
        if (resident.ill().contains(Illness.DIABETES)) {
            panels.add(Panel.GLYCATION);
        }
        if (newest || resident.ill().contains(Illness.HYPERLIPIDAEMIA)) {
            panels.add(Panel.LIPIDS);
        }
        if (newest || number == 0 || resident.ill().contains(Illness.ANAEMIA)) {
            panels.add(Panel.BLOOD_COUNT);
        }
        return panels;
    }

    /** A quarter of an hour between 8:00 and 11:30 or 13:30 and 16:30. */
    static LocalDateTime workingTime(LocalDate day, Random random) {
        int quarter = random.nextInt(26);
        int minutes = quarter < 14 ? 8 * 60 + quarter * 15 : 13 * 60 + 30 + (quarter - 14) * 15;
        return day.atStartOfDay().plusMinutes(minutes);
    }
}
