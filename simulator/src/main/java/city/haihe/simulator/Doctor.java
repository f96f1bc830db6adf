package city.haihe.simulator;

/**
 * A doctor of a hospital.
 *
 * @param staffNumber the hospital's number for them
 * @param name their name
 * @param sex their sex
 * @param title their title
 * @param department where they work
 */
public record Doctor(String staffNumber, PersonName name, Sex sex, Title title, Department department) {

    /** A doctor's title. */
    public enum Title {
        CHIEF("231", "主任医师", "Chief physician"),
        ASSOCIATE_CHIEF("232", "副主任医师", "Associate chief physician"),
        ATTENDING("233", "主治医师", "Attending physician"),
        RESIDENT("234", "医师", "Resident physician");

        private final String code;
        private final String chinese;
        private final String english;

        Title(String code, String chinese, String english) {
            this.code = code;
            this.chinese = chinese;
            this.english = english;
        }

        /** The code of the professional and technical posts (GB/T 8561). */
        String code() {
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
    }
}
