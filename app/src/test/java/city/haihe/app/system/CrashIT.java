package city.haihe.app.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is in the record exactly once, whatever is killed and when. */
class CrashIT {

    private static final int ROUNDS = System.getenv("HAIHE_LONG") == null ? 5 : 20;
    private static final int CONNECTIONS = 8;
    private static final int ACCEPTED_BEFORE_THE_KILL = 60;

    private enum Victim {
        PROGRAM,
        DATABASE,
        BOTH
    }

    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<String> unanswered = new ConcurrentLinkedQueue<>();

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void keepsWhatWasAcknowledgedThroughKills(@TempDir Path directory) throws Exception {
        // PostgreSQL's own user must reach its files where the tests run as root.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (RunningCity city = RunningCity.start(directory.resolve("city"), "--no-demo")) {
            for (int round = 0; round < ROUNDS; round++) {
                Victim victim = Victim.values()[round % Victim.values().length];
                killWhileMessagesFlow(city, round, victim);
                if (!city.isAlive()) {
                    city.restart();
                }
                city.awaitReady();
                resendUnanswered(city);
                assertEveryMessageIsThereOnce(city);
                System.out.printf(
                        "measured crash round %d (%s): %d messages acknowledged so far, all there once%n",
                        round + 1, victim, acknowledged.size());
            }
        }
    }

    private void killWhileMessagesFlow(RunningCity city, int round, Victim victim) throws Exception {
        CountDownLatch enough = new CountDownLatch(ACCEPTED_BEFORE_THE_KILL);
        AtomicBoolean killed = new AtomicBoolean();
        List<Thread> senders = new ArrayList<>();
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            String prefix = "R" + round + "C" + connection + "N";
            senders.add(Thread.ofVirtual().start(() -> sendUntilKilled(city, prefix, enough, killed)));
        }
        assertThat(enough.await(60, TimeUnit.SECONDS))
                .as("messages are accepted before the kill of round %d", round)
                .isTrue();
        if (victim != Victim.DATABASE) {
            city.killProgram();
        }
        if (victim != Victim.PROGRAM) {
            city.killDatabase();
        }
        killed.set(true);
        for (Thread sender : senders) {
            sender.join();
        }
    }

    private void sendUntilKilled(RunningCity city, String prefix, CountDownLatch enough, AtomicBoolean killed) {
        try (MllpClient client = city.mllp()) {
            for (int number = 0; !killed.get(); number++) {
                String id = prefix + number;
                if (!accepted(client, id)) {
                    unanswered.add(id);
                    return;
                }
                acknowledged.add(id);
                enough.countDown();
            }
        } catch (IOException connectionLost) {
            // Which message was lost with it was noted where it was sent.
        }
    }

    private boolean accepted(MllpClient client, String id) {
        try {
            return MllpClient.code(client.exchange(message(id))).equals("AA");
        } catch (IOException lost) {
            return false;
        }
    }

    private void resendUnanswered(RunningCity city) throws Exception {
        List<String> again = new ArrayList<>(unanswered);
        unanswered.clear();
        for (String id : again) {
            assertThat(acceptedWithinTries(city, id))
                    .as("message %s sent again", id)
                    .isTrue();
            acknowledged.add(id);
        }
    }

    /** PostgreSQL may need some seconds to be started again while the program lives on. */
    private boolean acceptedWithinTries(RunningCity city, String id) throws Exception {
        for (int attempt = 0; attempt < 60; attempt++) {
            try (MllpClient client = city.mllp()) {
                if (accepted(client, id)) {
                    return true;
                }
            }
            Thread.sleep(500);
        }
        return false;
    }

    private void assertEveryMessageIsThereOnce(RunningCity city) throws Exception {
        Map<String, Integer> reports = countByFillerNumber(city, "DiagnosticReport");
        Map<String, Integer> observations = countByFillerNumber(city, "Observation");
        for (String id : acknowledged) {
            assertThat(reports.getOrDefault(id, 0)).as("reports of %s", id).isEqualTo(1);
            assertThat(observations.getOrDefault(id, 0))
                    .as("observations of %s", id)
                    .isEqualTo(1);
        }
    }

    /** Walks the pages of a search and counts resources by the filler number that stands in an identifier. */
    private static Map<String, Integer> countByFillerNumber(RunningCity city, String type) throws Exception {
        Map<String, Integer> counts = new HashMap<>();
        String next = "/fhir/" + type + "?_count=500";
        while (!next.isEmpty()) {
            HttpResponse<byte[]> response = city.get(next);
            assertThat(response.statusCode())
                    .as("%s: %s", next, new String(response.body(), UTF_8))
                    .isEqualTo(200);
            FhirObject bundle = FhirJsonParser.parseTrusted(response.body());
            bundle.objects("entry")
                    .map(entry -> String.valueOf(entry.object("resource")))
                    .forEach(resource -> countFillerNumbers(resource, counts));
            next = bundle.objects("link")
                    .filter(link -> "next".equals(link.string("relation")))
                    .map(link -> pathAndQuery(String.valueOf(link.string("url"))))
                    .findFirst()
                    .orElse("");
        }
        return counts;
    }

    private static void countFillerNumbers(String resource, Map<String, Integer> counts) {
        var matcher = java.util.regex.Pattern.compile("F-(R\\d+C\\d+N\\d+)-X").matcher(resource);
        if (matcher.find()) {
            counts.merge(matcher.group(1), 1, Integer::sum);
        }
    }

    private static String pathAndQuery(String url) {
        URI uri = URI.create(url);
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    private static byte[] message(String id) {
        String patient = "P" + Math.floorMod(id.hashCode(), 40);
        return String.join(
                        "\r",
                        "MSH|^~\\&|LIS|CRASH|HAIHE|CITY|20261124093000+0800||ORU^R01^ORU_R01|" + id
                                + "|P|2.5.1||||||UNICODE UTF-8",
                        "PID|1||" + patient + "^^^CRASH^MR||王^小明||19800101|M",
                        "OBR|1|O-" + id + "|F-" + id
                                + "-X|718-7^Hemoglobin^LN|||20261124080000+0800|||||||||||||||20261124093000+0800||LAB|F",
                        "OBX|1|NM|718-7^Hemoglobin^LN||131|g/L|120-160|N|||F|||20261124080000+0800",
                        "")
                .getBytes(UTF_8);
    }
}
