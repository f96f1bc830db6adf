package city.haihe.app.record.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Keeps {@code docs/conformance.md}: what of FHIR R4 the record does, with the test that shows it, and what it does not, with
 * the reason. The page is made from {@code conformance.txt}.
 */
class ConformanceTests {

    private static final Path PAGE = Path.of("..", "docs", "conformance.md");
    private static final Path MADE = Path.of("target", "conformance.md");

    /** A line of the table, or a heading. */
    private sealed interface Line {

        record Heading(String text) implements Line {}

        /**
         * Something that FHIR has.
         *
         * @param done whether the record does it
         * @param why the test that shows it as {@code Class.method}, or the reason why not
         */
        record Feature(String name, boolean done, String why) implements Line {}
    }

    private static List<Line> lines() {
        try (InputStream in = Objects.requireNonNull(ConformanceTests.class.getResourceAsStream("/conformance.txt"))) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(ConformanceTests::line)
                    .toList();
        } catch (IOException unreadable) {
            throw new IllegalStateException("conformance.txt cannot be read", unreadable);
        }
    }

    private static Line line(String text) {
        if (text.startsWith("# ")) {
            return new Line.Heading(text.substring(2));
        }
        String[] fields = text.split("\\|");
        assertThat(fields).as(text).hasSize(3);
        String done = fields[1].strip();
        assertThat(done).as(text).isIn("yes", "no");
        return new Line.Feature(fields[0].strip(), done.equals("yes"), fields[2].strip());
    }

    static Stream<String> tests() {
        return lines().stream()
                .flatMap(line -> line instanceof Line.Feature(String _, boolean done, String test) && done
                        ? Stream.of(test)
                        : Stream.empty())
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("tests")
    void namesATestForWhatIsDone(String test) throws ClassNotFoundException {
        int dot = test.indexOf('.');
        Class<?> holder = Class.forName(getClass().getPackageName() + "." + test.substring(0, dot));

        assertThat(Arrays.stream(holder.getDeclaredMethods())
                        .filter(method -> method.getName().equals(test.substring(dot + 1))))
                .as("a test method of that name")
                .anyMatch(method ->
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class));
    }

    @Test
    void givesAReasonForWhatIsNotDone() {
        assertThat(lines())
                .allMatch(line -> !(line instanceof Line.Feature(String _, boolean _, String why)) || !why.isEmpty());
    }

    @Test
    void isThePageInTheDocuments() throws IOException {
        StringBuilder page = new StringBuilder("""
                # What of FHIR R4 the record does

                Made from `app/src/test/resources/conformance.txt` by `ConformanceTests`, which also holds that each test exists.
                `GET /fhir/metadata` says the same to programs.
                """);
        for (Line line : lines()) {
            page.append(
                    switch (line) {
                        case Line.Heading(String text) ->
                            "\n## " + text + "\n\n| | | shown by, or why not |\n|---|---|---|\n";
                        case Line.Feature(String name, boolean done, String why) ->
                            "| " + name + " | " + (done ? "yes" : "**no**") + " | " + (done ? "`" + why + "`" : why)
                                    + " |\n";
                    });
        }
        Files.writeString(MADE, page);

        assertThat(Files.readString(PAGE))
                .as("docs/conformance.md (expected: app/target/conformance.md, which was just made)")
                .isEqualTo(page.toString());
    }
}
