package city.haihe.app.platform.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnforeseenFailureTests {

    private static final RuntimeException FAILURE = new IllegalStateException(
            "Error creating bean with name 'x'", new IllegalArgumentException("the key is broken\nand more"));

    private static String told(Map<String, String> environment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        UnforeseenFailure.tell(FAILURE, false, environment, new PrintStream(bytes, true, UTF_8));
        return bytes.toString(UTF_8);
    }

    @Test
    void tellsTheDeepestCauseInOneLine() {
        assertThat(told(Map.of()).lines())
                .containsExactly(
                        "haihe: the start failed: IllegalArgumentException: the key is broken (HAIHE_DEBUG=1 shows where)");
    }

    @Test
    void showsTheStackWhereItIsAskedFor() {
        assertThat(told(Map.of(UnforeseenFailure.DEBUG, "1")))
                .contains("\tat ")
                .contains("Caused by: java.lang.IllegalArgumentException");
    }

    @Test
    void boundsTheLine() {
        assertThat(UnforeseenFailure.line(new IllegalStateException("x".repeat(10_000))))
                .hasSizeLessThan(400);
        assertThat(UnforeseenFailure.line(new IllegalStateException())).contains("no reason given");
    }
}
