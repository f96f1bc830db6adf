package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.internal.TestServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs the pages in {@code docs/fhir}. Blocks of {@code http} come in pairs, a request and its answer; of the answer
 * the status, the headers and each line of the body must be found in what came. A name in braces stands for an id: the first
 * answer that has it gives it its value.
 */
class InteractionPagesIT {

    private static final Path PAGES = Path.of("..", "docs", "fhir");
    /** Who asks, where it is not the system: what its token was granted. */
    private static final Pattern TOKEN = Pattern.compile("Bearer <token for (.+)>");

    private static final Pattern BLOCK = Pattern.compile("```http\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("\\{([a-z]+)}");

    @Test
    void answersAsThePagesSay() throws IOException, ClassNotFoundException {
        try (TestServer server = new TestServer(new TestRecord());
                Stream<Path> pages = Files.list(PAGES)) {
            List<Path> sorted = pages.sorted().toList();
            assertThat(sorted).isNotEmpty();
            for (Path page : sorted) {
                run(server, page);
            }
        }
    }

    private static void run(TestServer server, Path page) throws IOException {
        Map<String, String> names = new HashMap<>();
        Matcher blocks = BLOCK.matcher(Files.readString(page));
        while (blocks.find()) {
            String request = blocks.group(1);
            assertThat(blocks.find()).as("%s: an answer to each request", page).isTrue();
            check(page, send(server, substitute(request, names)), blocks.group(1), names);
        }
    }

    private static Answer send(TestServer server, String request) {
        String[] parts = request.split("\n\n", 2);
        String[] lines = parts[0].split("\n");
        String[] first = lines[0].split(" ", 2);
        List<String> headers = new ArrayList<>();
        String token = "system";
        for (int line = 1; line < lines.length; line++) {
            String[] header = lines[line].split(": ", 2);
            Matcher granted = TOKEN.matcher(header[1]);
            if (granted.matches()) {
                token = "scopes:" + granted.group(1).replace(' ', ',');
                continue;
            }
            headers.add(header[0]);
            headers.add(header[1]);
        }
        String body = parts.length > 1 ? parts[1].strip() : "";
        return server.send(
                token, first[0], first[1].strip().substring("/fhir".length()), body, headers.toArray(String[]::new));
    }

    private static void check(Path page, Answer answer, String expected, Map<String, String> names) {
        String[] parts = expected.split("\n\n", 2);
        String[] lines = parts[0].split("\n");
        assertThat(lines[0]).as("%s: %s", page, answer.text()).startsWith("HTTP/1.1 " + answer.status());
        for (int line = 1; line < lines.length; line++) {
            String[] header = lines[line].split(": ", 2);
            find(page, answer.header(header[0]), header[1], names);
        }
        if (parts.length > 1) {
            for (String line : parts[1].strip().split("\n")) {
                find(page, answer.text(), line.strip(), names);
            }
        }
    }

    private static void find(Path page, String text, String expected, Map<String, String> names) {
        String known = substitute(expected, names);
        StringBuilder pattern = new StringBuilder();
        List<String> found = new ArrayList<>();
        Matcher matcher = NAME.matcher(known);
        int start = 0;
        while (matcher.find()) {
            pattern.append(Pattern.quote(known.substring(start, matcher.start())))
                    .append("([A-Za-z0-9.-]+)");
            found.add(matcher.group(1));
            start = matcher.end();
        }
        pattern.append(Pattern.quote(known.substring(start)));
        Matcher real = Pattern.compile(pattern.toString()).matcher(text);
        assertThat(real.find()).as("%s: %s in %s", page, known, text).isTrue();
        for (int group = 0; group < found.size(); group++) {
            names.put(found.get(group), real.group(group + 1));
        }
    }

    private static String substitute(String text, Map<String, String> names) {
        String result = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            result = result.replace("{" + name.getKey() + "}", name.getValue());
        }
        return result;
    }
}
