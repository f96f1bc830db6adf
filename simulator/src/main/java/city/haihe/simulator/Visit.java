package city.haihe.simulator;

import java.time.LocalDateTime;
import java.util.List;

/**
 * A visit of a resident to a doctor.
 *
 * @param number from 0 for the oldest
 * @param start when it began
 * @param share where in the year it was, from 0 for a year ago to 1 for today
 * @param hospital where
 * @param doctor whom they saw
 * @param panels what was examined
 */
record Visit(int number, LocalDateTime start, double share, Hospital hospital, Doctor doctor, List<Panel> panels) {

    Visit {
        panels = List.copyOf(panels);
    }
}
