package city.haihe.bench.mllp;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the program does with a message, and how its part of a profile is told. */
enum Stage {
    FRAME("reading the socket, the frame"),
    PARSE("parsing"),
    MAP("mapping to FHIR"),
    APPLY("meeting the record: identities, references, versions"),
    INDEX("search index"),
    JSON("JSON of bodies"),
    COMPRESS("compressing bodies and messages"),
    SEND("sending rows, waiting for PostgreSQL"),
    ACK("acknowledgement"),
    FEED("change feed"),
    OTHER("all other Java");

    private final String title;

    Stage(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    private static final String GATEWAY = "city.haihe.app.gateway.internal.";
    private static final String RECORD = "city.haihe.app.record.internal.";

    /** By the innermost frame that one of these begins. */
    private static final Map<String, Stage> CLASSES = Map.ofEntries(
            Map.entry("city.haihe.hl7v2.MllpDecoder", FRAME),
            Map.entry("city.haihe.hl7v2.Acknowledgement", ACK),
            Map.entry("city.haihe.hl7v2.", PARSE),
            Map.entry("city.haihe.v2fhir.", MAP),
            Map.entry("city.haihe.fhir.FhirJson", JSON),
            Map.entry("city.haihe.fhir.JsonBytes", JSON),
            Map.entry("com.github.luben.zstd.", COMPRESS),
            Map.entry(RECORD + "BodyCodec", COMPRESS),
            Map.entry(RECORD + "ResourceIndexer", INDEX),
            Map.entry(RECORD + "IndexRun", INDEX),
            Map.entry("org.postgresql.", SEND),
            Map.entry("city.haihe.app.platform.CopyRows", SEND),
            Map.entry("com.zaxxer.hikari.", SEND),
            Map.entry(RECORD, APPLY),
            Map.entry(GATEWAY + "ChangeWriter", APPLY),
            Map.entry(GATEWAY + "Inbox", APPLY),
            Map.entry(GATEWAY + "MessageTransaction", APPLY),
            Map.entry(GATEWAY + "MessageGroups", APPLY),
            Map.entry("city.haihe.app.platform.internal.Change", FEED));

    private static final Pattern SENDS = Pattern.compile("send|carryOut");

    /** The stage that a frame tells, or null where it tells none. */
    static @Nullable Stage of(String className, String method) {
        if (className.equals(GATEWAY + "MllpConnection")) {
            return SENDS.matcher(method).matches() ? ACK : FRAME;
        }
        Stage best = null;
        int length = 0;
        for (Map.Entry<String, Stage> known : CLASSES.entrySet()) {
            if (known.getKey().length() > length && className.startsWith(known.getKey())) {
                best = known.getValue();
                length = known.getKey().length();
            }
        }
        return best;
    }
}
