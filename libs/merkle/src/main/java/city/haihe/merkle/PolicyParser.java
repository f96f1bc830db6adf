package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a policy file (C2SP tlog-policy, Policy file syntax and structure). One parser reads one file. */
final class PolicyParser {

    /** The specification asks for 32 of each; a city has fewer. */
    private static final int MAX_OF_EACH = 256;

    private static final int MAX_BYTES = 1 << 20;
    private static final String NONE = "none";

    private final List<VerifierKey> logs = new ArrayList<>();
    private final Map<String, VerifierKey> witnesses = new LinkedHashMap<>();
    private final Map<String, Quorum> names = new HashMap<>();
    private final Set<String> members = new HashSet<>();
    private int groups;
    private @Nullable Quorum quorum;
    private int line;

    /** Octets are read as characters of their own, since names with other octets are other names. */
    TrustPolicy parse(byte[] policy) throws MalformedException {
        if (policy.length > MAX_BYTES) {
            throw new MalformedException(0, "%d bytes (expected: <= %d)".formatted(policy.length, MAX_BYTES));
        }
        String text = new String(policy, ISO_8859_1);
        if (!text.isEmpty() && !text.endsWith("\n")) {
            throw new MalformedException(0, "no newline at the end");
        }
        for (String read : text.split("\n")) {
            line++;
            if (read.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
                throw new MalformedException(line, "a control character (expected: tab and newline only)");
            }
            String[] items = Arrays.stream(read.split("[ \t]+"))
                    .filter(item -> !item.isEmpty())
                    .toArray(String[]::new);
            if (items.length > 0 && !items[0].startsWith("#")) {
                readLine(items);
            }
        }
        if (quorum == null) {
            throw new MalformedException(0, "no quorum line (expected: one)");
        }
        return new TrustPolicy(logs, witnesses, quorum);
    }

    private void readLine(String[] items) throws MalformedException {
        switch (items[0]) {
            case "log" -> readLog(items);
            case "witness" -> readWitness(items);
            case "group" -> readGroup(items);
            case "quorum" -> readQuorum(items);
            default -> throw wrong(items[0], "log, witness, group or quorum");
        }
    }

    private void readLog(String[] items) throws MalformedException {
        require(items.length == 2 || items.length == 3, "log VKEY [URL]");
        VerifierKey key = key(items[1], logs);
        require(logs.size() < MAX_OF_EACH, "at most " + MAX_OF_EACH + " logs");
        logs.add(key);
    }

    private void readWitness(String[] items) throws MalformedException {
        require(items.length == 3 || items.length == 4, "witness NAME VKEY [URL]");
        VerifierKey key = key(items[2], witnesses.values());
        if (!key.kind().isCosignature()) {
            throw wrong(items[2], "a key of type 0x04 or 0x06, which cosignatures have");
        }
        require(witnesses.size() < MAX_OF_EACH, "at most " + MAX_OF_EACH + " witnesses");
        define(items[1], new Quorum.Witness(items[1]));
        witnesses.put(items[1], key);
    }

    private void readGroup(String[] items) throws MalformedException {
        require(items.length >= 4, "group NAME all|any|K NAME...");
        require(groups < MAX_OF_EACH, "at most " + MAX_OF_EACH + " groups");
        List<Quorum> ofGroup = new ArrayList<>();
        for (String name : Arrays.asList(items).subList(3, items.length)) {
            ofGroup.add(defined(name));
            if (!members.add(name)) {
                throw wrong(name, "a name that is in no group yet");
            }
        }
        define(items[1], new Quorum.Group(threshold(items[2], ofGroup.size()), ofGroup));
        groups++;
    }

    private int threshold(String text, int size) throws MalformedException {
        return switch (text) {
            case "all" -> size;
            case "any" -> 1;
            default -> {
                OptionalLong number = Lines.decimal(text);
                if (number.isEmpty() || number.getAsLong() < 1 || number.getAsLong() > size) {
                    throw wrong(text, "all, any, or 1 to " + size);
                }
                yield (int) number.getAsLong();
            }
        };
    }

    private void readQuorum(String[] items) throws MalformedException {
        require(items.length == 2, "quorum NAME");
        require(quorum == null, "one quorum line");
        quorum = items[1].equals(NONE) ? new Quorum.None() : defined(items[1]);
    }

    private void define(String name, Quorum meaning) throws MalformedException {
        if (name.equals(NONE) || names.putIfAbsent(name, meaning) != null) {
            throw wrong(name, "a name that means nothing else");
        }
    }

    private Quorum defined(String name) throws MalformedException {
        Quorum meaning = names.get(name);
        if (meaning == null) {
            throw wrong(name, "the name of a witness or group of a line before");
        }
        return meaning;
    }

    /** Keys with the same public key are duplicates, whatever their names and kinds. */
    private VerifierKey key(String vkey, Iterable<VerifierKey> before) throws MalformedException {
        VerifierKey key;
        try {
            key = VerifierKey.parse(SignedNote.utf8(vkey.getBytes(ISO_8859_1)));
        } catch (MalformedException malformed) {
            throw new MalformedException(line, String.valueOf(malformed.getMessage()));
        }
        for (VerifierKey other : before) {
            if (Arrays.equals(other.publicKey(), key.publicKey())) {
                throw wrong(vkey, "a public key that is not on a line before");
            }
        }
        List<VerifierKey> all = new ArrayList<>(logs);
        all.addAll(witnesses.values());
        for (VerifierKey other : all) {
            if (other.name().equals(key.name()) && other.id() == key.id() && !other.equals(key)) {
                throw wrong(vkey, "a key id that no other key of this name has");
            }
        }
        return key;
    }

    private void require(boolean holds, String expected) throws MalformedException {
        if (!holds) {
            throw new MalformedException(line, "expected: " + expected);
        }
    }

    private MalformedException wrong(String value, String expected) {
        return new MalformedException(
                line,
                "%s (expected: %s)".formatted(Lines.quoted(new String(value.getBytes(ISO_8859_1), UTF_8)), expected));
    }
}
