package city.haihe.simulator;

import java.util.Random;

/** What would be measured of a resident at a time. */
final class Values {

    private static final double PERSONAL_SPREAD = 0.07;
    private static final double DAILY_SPREAD = 0.02;
    /** Spreads are cut off, so that an illness always shows in its values. */
    private static final double SPREAD_LIMIT = 1.6;

    /** What the body holds steady varies much less than the rest. */
    private static final double STEADY = 0.3;

    private Values() {}

    /**
     * The value as a laboratory writes it.
     *
     * @param share where in the year, from 0 for a year ago to 1 for today
     */
    static String of(Resident resident, Analyte analyte, double share, Random random) {
        double personal = Seeds.random(resident.number(), analyte.name(), 0).nextGaussian();
        double center = analyte.usual(resident.sex()) * (1 + PERSONAL_SPREAD * steady(analyte) * bounded(personal));
        for (Illness illness : resident.ill()) {
            Illness.Course course = illness.courses().get(analyte);
            if (course != null) {
                center = course.at(share);
            }
        }
        return analyte.text(center * (1 + DAILY_SPREAD * steady(analyte) * bounded(random.nextGaussian())));
    }

    private static double steady(Analyte analyte) {
        return switch (analyte) {
            case SODIUM, POTASSIUM -> STEADY;
            default -> 1;
        };
    }

    private static double bounded(double gaussian) {
        return Math.clamp(gaussian, -SPREAD_LIMIT, SPREAD_LIMIT);
    }
}
