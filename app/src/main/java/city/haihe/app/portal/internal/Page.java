package city.haihe.app.portal.internal;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a page shows, as the renderer takes it: the mirror of {@code web/portal/src/data.ts}, where each member is explained.
 * Times are FHIR dateTimes; measured numbers are strings that keep their digits; names are in the page's language.
 */
sealed interface Page {

    /** Which page. */
    @JsonProperty("page")
    String page();

    /** What is posted to the renderer: the frame's members and the page's, in one object. */
    record Data(@JsonUnwrapped Frame frame, @JsonUnwrapped Page page) {}

    /** What every page has. */
    record Frame(
            Language locale,
            String path,
            String publicUrl,
            boolean elder,
            String now,
            @Nullable String token,
            @Nullable Person person,
            @Nullable Long position) {}

    /** Who is signed in. */
    record Person(String name) {}

    /** {@code /} */
    record Landing(
            List<String> districts,
            List<String> departments,
            @Nullable Integer hospitalCount) implements Page {
        @Override
        @JsonProperty("page")
        public String page() {
            return "landing";
        }
    }

    /** {@code /hospitals} */
    record Hospitals(
            String q,
            String district,
            String department,
            List<String> districts,
            List<String> departments,
            List<Hospital> hospitals,
            int total,
            @Nullable String next)
            implements Page {
        @Override
        @JsonProperty("page")
        public String page() {
            return "hospitals";
        }
    }

    /** A hospital in the directory. */
    record Hospital(
            String reference,
            String name,
            @Nullable String kind,
            @Nullable String district,
            @Nullable String address,
            @Nullable String phone,
            List<String> departments) {}

    /** {@code /me} */
    record Home(@Nullable Appointment next, int moreAppointments, int today, List<Result> results) implements Page {
        @Override
        @JsonProperty("page")
        public String page() {
            return "home";
        }
    }

    /** {@code /me/appointments} */
    record Appointments(List<Appointment> upcoming, List<Appointment> past) implements Page {
        @Override
        @JsonProperty("page")
        public String page() {
            return "appointments";
        }
    }

    /** An appointment as a resident sees it. */
    record Appointment(
            String reference,
            AppointmentStatus status,
            @Nullable String start,
            @Nullable String end,
            @Nullable String service,
            @Nullable String practitioner,
            @Nullable String title,
            @Nullable String hospital,
            @Nullable String place) {}

    /** What a resident needs to know of FHIR's appointment states. */
    enum AppointmentStatus {
        BOOKED("booked"),
        PENDING("pending"),
        ARRIVED("arrived"),
        FULFILLED("fulfilled"),
        CANCELLED("cancelled"),
        NO_SHOW("noshow");

        private final String word;

        AppointmentStatus(String word) {
            this.word = word;
        }

        @JsonValue
        String word() {
            return word;
        }

        /** Whether the person is still expected. */
        boolean open() {
            return this == BOOKED || this == PENDING || this == ARRIVED;
        }
    }

    /** {@code /me/results} */
    record Results(List<Result> results, @Nullable String older, boolean newest) implements Page {
        @Override
        @JsonProperty("page")
        public String page() {
            return "results";
        }
    }

    /** A measurement or finding. */
    record Result(
            String reference,
            String id,
            String name,
            Value value,
            @Nullable Flag flag,
            ResultStatus status,
            @Nullable String at,
            @Nullable String source) {}

    /** How final a result is. */
    enum ResultStatus {
        PRELIMINARY("preliminary"),
        FINAL("final"),
        CORRECTED("corrected");

        private final String word;

        ResultStatus(String word) {
            this.word = word;
        }

        @JsonValue
        String word() {
            return word;
        }
    }

    /** How a value lies to its reference range. */
    enum Flag {
        NORMAL("normal"),
        HIGH("high"),
        LOW("low"),
        CRITICAL_HIGH("critical-high"),
        CRITICAL_LOW("critical-low"),
        ABNORMAL("abnormal"),
        CRITICAL("critical"),
        POSITIVE("positive"),
        NEGATIVE("negative");

        private final String word;

        Flag(String word) {
            this.word = word;
        }

        @JsonValue
        String word() {
            return word;
        }
    }

    /** What was found. */
    sealed interface Value {

        /** Which kind of value. */
        @JsonProperty("kind")
        String kind();

        /** A number with its unit. */
        record Quantity(
                String number,
                @Nullable String comparator,
                @Nullable String unit) implements Value {
            @Override
            @JsonProperty("kind")
            public String kind() {
                return "quantity";
            }
        }

        /** A coded or textual value. */
        record Words(String text) implements Value {
            @Override
            @JsonProperty("kind")
            public String kind() {
                return "words";
            }
        }

        /** No value, with the reason where one was given. */
        record Absent(@Nullable String reason) implements Value {
            @Override
            @JsonProperty("kind")
            public String kind() {
                return "absent";
            }
        }
    }

    /** {@code /me/results/{id}} */
    record ResultDetail(
            Result result,
            @Nullable Range range,
            List<TrendPoint> trend,
            @Nullable String report,
            @Nullable String issued,
            List<String> notes,
            List<Component> components)
            implements Page {
        @Override
        @JsonProperty("page")
        public String page() {
            return "result";
        }
    }

    /** A reference range: bounds, or words where it has none. */
    record Range(
            @Nullable String low,
            @Nullable String high,
            @Nullable String unit,
            @Nullable String text) {}

    /** One value of a trend. */
    record TrendPoint(String at, String number) {}

    /** One value of a panel. */
    record Component(String name, Value value, @Nullable Flag flag) {}

    /** {@code /me/account} */
    record Account(@Nullable String birthDate, @Nullable String gender) implements Page {
        @Override
        @JsonProperty("page")
        public String page() {
            return "account";
        }
    }

    /** A page that cannot be shown. */
    record Failure(
            int status, @Nullable String code, @Nullable String trace) implements Page {
        @Override
        @JsonProperty("page")
        public String page() {
            return "error";
        }
    }
}
