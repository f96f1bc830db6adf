package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointInTimeTests {

    private static final ZoneOffset CHINA = TranslationContext.DEFAULT_ZONE;

    @ParameterizedTest
    @CsvSource({
        "2026, 2026",
        "202603, 2026-03",
        "20260301, 2026-03-01",
        "2026030108, 2026-03-01T08:00:00+08:00",
        "202603010830, 2026-03-01T08:30:00+08:00",
        "20260301083015, 2026-03-01T08:30:15+08:00",
        "20260301083015.5, 2026-03-01T08:30:15.5+08:00",
        "20260301083015.1200, 2026-03-01T08:30:15.1200+08:00",
        "20260301083015+0000, 2026-03-01T08:30:15+00:00",
        "202603010830-0530, 2026-03-01T08:30:00-05:30",
        "20240229, 2024-02-29"
    })
    void keepsThePrecision(String text, String expected) {
        assertThat(point(text).dateTime(CHINA)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "202",
                "20261",
                "20261301",
                "20260001",
                "20260230",
                "20250229",
                "2026030124",
                "202603010860",
                "20260301083060",
                "2026-03-01",
                "00000101",
                "20260301083015.",
                "2026030108.5",
                "20260301+8",
                "20260301+0860",
                "20260301083015.1234567890",
                "abc",
                "2026030108301",
                "20260301+1900"
            })
    void refusesWhatDoesNotExist(String text) {
        assertThat(PointInTime.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"08, 08:00:00", "0830, 08:30:00", "083015.25, 08:30:15.25", "0830+0800, 08:30:00"})
    void readsTimes(String text, String expected) {
        assertThat(PointInTime.time(text)).isEqualTo(expected);
    }

    @Test
    void knowsTheZoneOfThatDay() {
        assertThat(point("198607010800").dateTime(ZoneId.of("Asia/Shanghai"))).isEqualTo("1986-07-01T08:00:00+09:00");
    }

    @Property
    void everyTimeOfEveryPrecisionIsTheSameTime(
            @ForAll @IntRange(min = 0, max = Integer.MAX_VALUE) int seconds,
            @ForAll @IntRange(min = 2, max = 7) int pairs) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        String text = DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT)
                .format(time)
                .substring(0, pairs * 2);
        String written = point(text).dateTime(CHINA);
        if (pairs <= 4) {
            assertThat(written.replace("-", "")).isEqualTo(text);
        } else {
            OffsetDateTime read = OffsetDateTime.parse(written);
            assertThat(read.getOffset()).isEqualTo(CHINA);
            assertThat(DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT)
                            .format(read))
                    .startsWith(text);
        }
    }

    private static PointInTime point(String text) {
        return Objects.requireNonNull(PointInTime.parse(text), text);
    }
}
