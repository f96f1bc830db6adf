package city.haihe.app.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is to be sent survives kills: nothing is lost, and only what was not seen to be acknowledged is sent again. */
class OutgoingCrashIT {

    private static final int KILLS = System.getenv("HAIHE_LONG") == null ? 1 : 8;
    private static final int PATIENTS = 60;
    private static final int PARALLEL = 4;

    /** How long the receiver takes for a message: so long that a kill always finds some unanswered. */
    private static final int RECEIVER_MILLIS = 200;

    private final ConcurrentLinkedQueue<String> frames = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> times = new ConcurrentHashMap<>();
    private final Map<String, String> bodies = new ConcurrentHashMap<>();
    private final Set<String> changed = ConcurrentHashMap.newKeySet();

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void losesNothingThatIsToBeSent(@TempDir Path directory) throws Exception {
        try (ServerSocket receiver = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
                RunningCity city =
                        RunningCity.start(RunningCity.reachable(directory).resolve("city"), "--no-demo")) {
            Thread.ofVirtual().start(() -> accept(receiver));
            configure(city, receiver.getLocalPort());
            Set<String> told = new HashSet<>();
            for (int round = 0; round < KILLS; round++) {
                for (int patient = 0; patient < PATIENTS; patient++) {
                    String id = "R" + round + "P" + patient;
                    told.add(id);
                    register(city, id);
                }
                awaitFrames(round * PATIENTS + PATIENTS / 3);
                city.killProgram();
                city.restart();
            }
            awaitEmptyQueue(city);
            int sent = frames.size();
            int again = times.values().stream().mapToInt(count -> count - 1).sum();
            System.out.printf(
                    "measured outgoing crash: %d kills, %d messages sent, %d acknowledged, %d of them sent again%n",
                    KILLS, sent, acknowledged(city), again);
            Set<String> received = new HashSet<>();
            bodies.values().forEach(body -> received.add(body.replaceAll("(?s).*PID\\|1\\|\\|([^^]*)\\^.*", "$1")));
            assertThat(received).containsAll(told);
            assertThat(times).hasSize(told.size());
            assertThat(changed).as("sent again with other bytes").isEmpty();
            assertThat(again).as("sent again").isLessThanOrEqualTo(KILLS * PARALLEL);
            assertThat(acknowledged(city)).isEqualTo(told.size());
        }
    }

    private void configure(RunningCity city, int port) throws Exception {
        String body = """
                {"host":"127.0.0.1","port":%d,"events":["ADT^A28"],"search":"Patient?active=true","parallel":%d}""".formatted(port, PARALLEL);
        HttpResponse<byte[]> answer = city.send(city.request("/admin/destinations/receiver")
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
    }

    private static void register(RunningCity city, String id) throws IOException {
        byte[] message = ("MSH|^~\\&|HIS|CRASH|HAIHE|CITY|20261124093000+0800||ADT^A04^ADT_A01|" + id
                        + "|P|2.5.1||||||UNICODE UTF-8\rPID|1||" + id + "^^^CRASH^MR||王^小明||19800101|M\r")
                .getBytes(UTF_8);
        try (MllpClient client = city.mllp()) {
            assertThat(MllpClient.code(client.exchange(message))).isEqualTo("AA");
        }
    }

    private void awaitFrames(int count) throws InterruptedException {
        for (int attempt = 0; frames.size() < count; attempt++) {
            assertThat(attempt).as("tries until %d messages came", count).isLessThan(600);
            Thread.sleep(50);
        }
    }

    private static FhirObject status(RunningCity city) throws Exception {
        HttpResponse<byte[]> answer =
                city.send(city.request("/admin/destinations/receiver").build());
        assertThat(answer.statusCode()).isEqualTo(200);
        return FhirJsonParser.parseTrusted(answer.body());
    }

    private static void awaitEmptyQueue(RunningCity city) throws Exception {
        for (int calm = 0, attempt = 0; calm < 3; attempt++) {
            assertThat(attempt).as("tries until the queue is empty").isLessThan(600);
            boolean empty = String.valueOf(status(city).object("status")).contains("\"pending\":0");
            calm = empty ? calm + 1 : 0;
            Thread.sleep(200);
        }
    }

    private static int acknowledged(RunningCity city) throws Exception {
        int count = 0;
        String before = "";
        while (true) {
            HttpResponse<byte[]> answer = city.send(
                    city.request("/admin/destinations/receiver/messages?state=acknowledged&count=200" + before)
                            .build());
            FhirObject page = FhirJsonParser.parseTrusted(answer.body());
            count += page.objects("messages").toList().size();
            if (String.valueOf(page.get("next")).equals("null")) {
                return count;
            }
            before = "&before=" + page.get("next");
        }
    }

    private void accept(ServerSocket receiver) {
        while (!receiver.isClosed()) {
            try {
                Socket socket = receiver.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            while (true) {
                String message = receive(socket.getInputStream());
                String id = List.of(message.split("\\|", 11)).get(9);
                frames.add(id);
                times.merge(id, 1, Integer::sum);
                String earlier = bodies.putIfAbsent(id, message);
                if (earlier != null && !earlier.equals(message)) {
                    changed.add(id);
                }
                Thread.sleep(RECEIVER_MILLIS);
                String answer = "\u000bMSH|^~\\&|R|R|HAIHE|HAIHE|20260301||ACK|1|P|2.5.1\rMSA|AA|" + id + "\r\u001c\r";
                socket.getOutputStream().write(answer.getBytes(UTF_8));
                socket.getOutputStream().flush();
            }
        } catch (IOException | InterruptedException ended) {
            // The program was killed, or the test is over.
        }
    }

    private static String receive(InputStream in) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int b = in.read(); b != 0x1c; b = in.read()) {
            if (b < 0) {
                throw new IOException("the sender left");
            }
            if (b != 0x0b) {
                content.write(b);
            }
        }
        in.read();
        return content.toString(UTF_8);
    }
}
