package city.haihe.app.gateway.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.internal.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Runs {@code docs/hl7v2/connect.md}. Blocks come in pairs, what is sent and what is answered: over HTTP, or over MLLP. Each line of
 * an answer must be found in what came.
 */
class ConnectPageIT {

    private static final Path PAGE = Path.of("..", "docs", "hl7v2", "connect.md");
    private static final Pattern BLOCK = Pattern.compile("```(http|mllp)\\n(.*?)```", Pattern.DOTALL);

    @Test
    void answersAsThePageSays() throws Exception {
        try (TestDatabase postgres = new TestDatabase();
                TestGateway gateway = new TestGateway(postgres)) {
            Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
            int pairs = 0;
            while (blocks.find()) {
                String kind = blocks.group(1);
                String sent = blocks.group(2);
                assertThat(blocks.find()).as("an answer to %s", sent).isTrue();
                assertThat(blocks.group(1)).isEqualTo(kind);
                String came =
                        kind.equals("mllp") ? new String(gateway.exchange(message(sent)), UTF_8) : http(gateway, sent);
                for (String line : blocks.group(2).strip().split("\n")) {
                    assertThat(came).as(sent).contains(line.strip());
                }
                pairs++;
            }
            assertThat(pairs).isGreaterThan(10);
        }
    }

    private static byte[] message(String block) {
        return block.replace('\n', '\r').getBytes(UTF_8);
    }

    private static String http(TestGateway gateway, String block) throws Exception {
        String[] parts = block.split("\n\n", 2);
        String[] head = parts[0].strip().split("\n");
        String[] first = head[0].split(" ", 2);
        String type = head.length > 1 ? head[1].substring(head[1].indexOf(' ') + 1) : "";
        String body = parts.length > 1 ? parts[1] : "";
        if (first[1].equals("/v2")) {
            byte[] bytes = type.contains("hl7") ? message(body) : body.getBytes(UTF_8);
            HttpResponse<byte[]> response = gateway.post("system", type, bytes);
            return status(response.statusCode()) + new String(response.body(), UTF_8);
        }
        HttpResponse<String> response = gateway.send("admin", first[0], first[1], body);
        return status(response.statusCode()) + response.body();
    }

    private static String status(int status) {
        return switch (status) {
            case 200 -> "HTTP/1.1 200 OK\n";
            case 400 -> "HTTP/1.1 400 Bad Request\n";
            default -> "HTTP/1.1 " + status + "\n";
        };
    }
}
