package city.haihe.app.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Clients that write transactions, single resources and patches to a city until it is killed, and what they were told. Each
 * Bundle carries a marker in everything that it writes.
 */
final class CrashTraffic {

    static final String MARKER = "urn:crash:marker";
    static final int OBSERVATIONS = 2;

    private static final int SHARED = 3;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    private final RunningCity city;
    private final int clients;
    private final long seed;
    private final List<String> own = new ArrayList<>();
    private String patched = "";
    private String replaced = "";

    /** Observations of a client's last whole Bundle, of which the next deletes one. */
    private final Map<Integer, String> deletable = new ConcurrentHashMap<>();

    final Queue<Written> acknowledged = new ConcurrentLinkedQueue<>();
    final Queue<Bundle> whole = new ConcurrentLinkedQueue<>();
    final Queue<Bundle> unknown = new ConcurrentLinkedQueue<>();
    final Queue<String> patches = new ConcurrentLinkedQueue<>();
    final Set<String> unexpected = ConcurrentHashMap.newKeySet();

    /**
     * A version that a client was told of.
     *
     * @param address {@code Type/id/_history/n}
     */
    record Written(String address, FhirObject resource) {}

    /**
     * A transaction Bundle.
     *
     * @param own the client's resource that it replaces
     * @param deletes the address that it deletes, or empty
     */
    record Bundle(int client, String marker, String own, String deletes) {}

    CrashTraffic(RunningCity city, int clients, long seed) {
        this.city = city;
        this.clients = clients;
        this.seed = seed;
    }

    /** Makes the resources that clients change again and again. */
    void prepare() throws Exception {
        for (int client = 0; client < clients; client++) {
            own.add(created("Basic", basic("start")));
        }
        patched = created(
                "Observation",
                "{'resourceType':'Observation','status':'final','code':{'text':'patched'},'note':[{'text':'start'}]}");
        replaced = created("Basic", basic("start"));
    }

    String patched() {
        return patched;
    }

    /** Clients write until the caller says that it is over; then they have stopped. */
    final class Flow {

        private final CountDownLatch enough;
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        Flow(int round, int enoughBundles) {
            enough = new CountDownLatch(enoughBundles);
            for (int client = 0; client < clients; client++) {
                int mine = client;
                threads.add(Thread.ofVirtual().start(() -> write(round, mine)));
            }
        }

        private void write(int round, int client) {
            Random random = new Random(seed + 31L * round + client);
            for (int number = 0; !over.get(); number++) {
                String marker = "r" + round + "c" + client + "n" + number;
                boolean answered;
                switch (random.nextInt(6)) {
                    case 0 -> answered = single(client, marker);
                    case 1 -> answered = patch(marker);
                    default -> {
                        answered = transaction(client, marker);
                        if (answered) {
                            enough.countDown();
                        }
                    }
                }
                if (!answered) {
                    return;
                }
            }
        }

        boolean awaitEnough(Duration limit) throws InterruptedException {
            return enough.await(limit.toSeconds(), TimeUnit.SECONDS);
        }

        void stop() throws InterruptedException {
            over.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    Flow start(int round, int enoughBundles) {
        return new Flow(round, enoughBundles);
    }

    private boolean transaction(int client, String marker) {
        Bundle bundle = new Bundle(client, marker, own.get(client), deletable.getOrDefault(client, ""));
        deletable.remove(client);
        FhirObject answer = send("POST", "", text(bundle), "application/fhir+json");
        if (answer == null) {
            unknown.add(bundle);
            return false;
        }
        answer.objects("entry")
                .map(entry -> entry.object("resource"))
                .filter(Objects::nonNull)
                .forEach(this::acknowledge);
        whole.add(bundle);
        answer.objects("entry")
                .map(entry -> entry.object("resource"))
                .filter(resource -> resource != null && resource.resourceType().equals("Observation"))
                .findFirst()
                .ifPresent(resource -> deletable.put(client, "Observation/" + resource.id()));
        return true;
    }

    private boolean single(int client, String marker) {
        boolean create = client % 2 == 0;
        FhirObject answer = create
                ? send("POST", "/Basic", basic(marker), "application/fhir+json")
                : send("PUT", "/" + replaced, withId(basic(marker), replaced), "application/fhir+json");
        return acknowledge(answer);
    }

    private boolean patch(String marker) {
        String patch = "[{'op':'add','path':'/note/-','value':{'text':'" + marker + "'}}]";
        boolean answered = acknowledge(send("PATCH", "/" + patched, patch, "application/json-patch+json"));
        if (answered) {
            patches.add(marker);
        }
        return answered;
    }

    private boolean acknowledge(@Nullable FhirObject resource) {
        if (resource == null) {
            return false;
        }
        String version =
                String.valueOf(Objects.requireNonNull(resource.object("meta")).string("versionId"));
        acknowledged.add(new Written(resource.resourceType() + "/" + resource.id() + "/_history/" + version, resource));
        return true;
    }

    private static String text(Bundle bundle) {
        String id = "urn:uuid:" + new java.util.UUID(7, bundle.marker().hashCode());
        String shared = "urn:uuid:" + new java.util.UUID(8, bundle.marker().hashCode());
        String key = "s" + Math.floorMod(bundle.marker().hashCode(), SHARED);
        StringBuilder entries = new StringBuilder();
        entry(
                entries,
                id,
                "{'resourceType':'Patient'," + identifier(bundle.marker()) + ",'name':[{'text':'王小明'}]}",
                "'method':'POST','url':'Patient'");
        entry(
                entries,
                shared,
                "{'resourceType':'Organization','name':'shared','identifier':[{'system':'urn:crash:shared','value':'"
                        + key + "'}]}",
                "'method':'POST','url':'Organization','ifNoneExist':'identifier=urn:crash:shared%7C" + key + "'");
        for (int number = 0; number < OBSERVATIONS; number++) {
            entry(
                    entries,
                    "",
                    "{'resourceType':'Observation','status':'final','code':{'text':'crash " + number + "'},"
                            + identifier(bundle.marker()) + ",'subject':{'reference':'" + id
                            + "'},'performer':[{'reference':'" + shared + "'}],'valueInteger':" + number + "}",
                    "'method':'POST','url':'Observation'");
        }
        entry(entries, "", withId(basic(bundle.marker()), bundle.own()), "'method':'PUT','url':'" + bundle.own() + "'");
        if (!bundle.deletes().isEmpty()) {
            entries.append(",{'request':{'method':'DELETE','url':'")
                    .append(bundle.deletes())
                    .append("'}}");
        }
        return "{'resourceType':'Bundle','type':'transaction','entry':[" + entries + "]}";
    }

    private static void entry(StringBuilder entries, String fullUrl, String resource, String request) {
        entries.append(entries.isEmpty() ? "{" : ",{");
        if (!fullUrl.isEmpty()) {
            entries.append("'fullUrl':'").append(fullUrl).append("',");
        }
        entries.append("'resource':")
                .append(resource)
                .append(",'request':{")
                .append(request)
                .append("}}");
    }

    private static String identifier(String marker) {
        return "'identifier':[{'system':'" + MARKER + "','value':'" + marker + "'}]";
    }

    private static String basic(String marker) {
        return "{'resourceType':'Basic',%s,'code':{'text':'crash'}}".formatted(identifier(marker));
    }

    private static String withId(String resource, String address) {
        return resource.replaceFirst(",", ",'id':'" + address.substring(address.indexOf('/') + 1) + "',");
    }

    private String created(String type, String resource) {
        FhirObject answer = send("POST", "/" + type, resource, "application/fhir+json");
        return type + "/" + Objects.requireNonNull(answer, "not created").id();
    }

    /** The resource that a write answers with, or null where it is unknown whether it was done. */
    private @Nullable FhirObject send(String method, String path, String body, String contentType) {
        try {
            HttpRequest request = city.request("/fhir" + path)
                    .timeout(ANSWER_WITHIN)
                    .header("Content-Type", contentType)
                    .header("Prefer", "return=representation")
                    .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                    .build();
            HttpResponse<byte[]> response = city.send(request);
            if (response.statusCode() / 100 == 2) {
                return FhirJsonParser.parseTrusted(response.body());
            }
            if (response.statusCode() != 503) {
                unexpected.add(
                        method + " " + path + ": " + response.statusCode() + " " + new String(response.body(), UTF_8));
            }
            return null;
        } catch (IOException lost) {
            return null;
        } catch (Exception failed) {
            unexpected.add(method + " " + path + ": " + failed);
            return null;
        }
    }
}
