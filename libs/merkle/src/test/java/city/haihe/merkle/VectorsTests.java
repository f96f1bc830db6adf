package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The vectors that the verifier for browsers is tested with too. They are made anew here and must be those under version control; where
 * a change is meant, the new ones lie in {@code target/vectors.json}.
 */
class VectorsTests {

    /** Signed once by all keys, since signatures of SM2 and ML-DSA are different each time; size 1,000, entry 600. */
    private static final String SAMPLE_PROOF = "entry-600.tlog-proof";

    private final Map<String, List<Map<String, Object>>> lists = new LinkedHashMap<>();
    private final SampleLog log = new SampleLog(1_000);

    @Test
    void agreesWithTheVectorsUnderVersionControl() throws IOException, MalformedException {
        leaves();
        trees();
        hugeTrees();
        keys();
        notes();
        proofs();
        String made = Json.document(lists);
        if (!made.equals(resource("vectors.json"))) {
            Files.writeString(Path.of("target/vectors.json"), made);
        }
        assertThat(made).isEqualTo(resource("vectors.json"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = VectorsTests.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
        }
    }

    private void add(String list, Object... members) {
        Map<String, Object> vector = new LinkedHashMap<>();
        for (int at = 0; at < members.length; at += 2) {
            vector.put((String) members[at], members[at + 1]);
        }
        lists.computeIfAbsent(list, _ -> new ArrayList<>()).add(vector);
    }

    private void leaves() {
        TreeHasher hasher = new TreeHasher();
        for (byte[] entry : TreeHasherTests.REFERENCE_ENTRIES) {
            add(
                    "leaves",
                    "entry",
                    HexFormat.of().formatHex(entry),
                    "hash",
                    hasher.leaf(entry).base64());
        }
        for (int index : new int[] {0, 1, 999}) {
            Opening opening = log.openings.get(index);
            add(
                    "commitments",
                    "salt",
                    HexFormat.of().formatHex(opening.salt()),
                    "content",
                    HexFormat.of().formatHex(opening.content()),
                    "commitment",
                    HexFormat.of().formatHex(opening.commitment()));
        }
    }

    private void trees() {
        MemoryTileStore store = new MemoryTileStore();
        TreeWriter.create(store).append(TreeHasherTests.REFERENCE_ENTRIES);
        TileTree tree = new TileTree(store, 8);
        for (int size = 1; size <= 8; size++) {
            for (int index = 0; index < size; index++) {
                Hash leaf = new TreeHasher().leaf(TreeHasherTests.REFERENCE_ENTRIES.get(index));
                inclusion(tree.inclusion(index, size), leaf, tree.rootAt(size));
                consistency(tree.consistency(index + 1, size), tree.rootAt(index + 1), tree.rootAt(size));
            }
        }
        TileTree larger = log.tree();
        TreeHasher hasher = new TreeHasher();
        for (int index : new int[] {0, 255, 256, 511, 767, 768, 998, 999}) {
            Hash leaf = hasher.leaf(log.openings.get(index).commitment());
            InclusionProof proof = larger.inclusion(index, 1_000);
            inclusion(proof, leaf, larger.root());
            inclusion(proof, hasher.leaf(new byte[0]), larger.root());
            inclusion(proof, leaf, hasher.empty());
            inclusion(new InclusionProof(index ^ 1, 1_000, proof.path()), leaf, larger.root());
            inclusion(
                    new InclusionProof(
                            index, 1_000, proof.path().subList(1, proof.path().size())),
                    leaf,
                    larger.root());
            List<Hash> longer = new ArrayList<>(proof.path());
            longer.add(larger.root());
            inclusion(new InclusionProof(index, 1_000, longer), leaf, larger.root());
            ConsistencyProof growth = larger.consistency(index + 1, 1_000);
            consistency(growth, larger.rootAt(index + 1), larger.root());
            consistency(growth, hasher.empty(), larger.root());
            consistency(growth, larger.rootAt(index + 1), hasher.empty());
        }
        inclusion(new InclusionProof(1_000, 1_000, List.of()), hasher.empty(), larger.root());
        inclusion(new InclusionProof(0, 0, List.of()), hasher.empty(), hasher.empty());
        consistency(new ConsistencyProof(0, 1_000, List.of()), hasher.empty(), larger.root());
        consistency(new ConsistencyProof(0, 1_000, List.of(larger.root())), hasher.empty(), larger.root());
        consistency(new ConsistencyProof(0, 0, List.of()), hasher.empty(), larger.root());
    }

    /** Sizes that a double of JavaScript does not hold. */
    private void hugeTrees() {
        SimulatedTiles tiles = new SimulatedTiles(SampleLog.entries(256));
        for (long size : new long[] {100_000_007L, (1L << 53) + 1, Long.MAX_VALUE}) {
            TileTree tree = new TileTree(tiles, size);
            for (long index : new long[] {size / 3, size - 1}) {
                Hash leaf = new TreeHasher().leaf(SampleLog.entry((int) (index % 256)));
                inclusion(tree.inclusion(index, size), leaf, tree.root());
                consistency(tree.consistency(index, size), tree.rootAt(index), tree.root());
            }
        }
    }

    private static List<String> base64(List<Hash> path) {
        return path.stream().map(Hash::base64).toList();
    }

    private void inclusion(InclusionProof proof, Hash leaf, Hash root) {
        add(
                "inclusion",
                "index",
                Long.toString(proof.index()),
                "size",
                Long.toString(proof.size()),
                "leaf",
                leaf.base64(),
                "root",
                root.base64(),
                "path",
                base64(proof.path()),
                "valid",
                proof.proves(leaf, root));
    }

    private void consistency(ConsistencyProof proof, Hash earlier, Hash later) {
        add(
                "consistency",
                "earlier",
                Long.toString(proof.earlier()),
                "later",
                Long.toString(proof.later()),
                "earlierRoot",
                earlier.base64(),
                "laterRoot",
                later.base64(),
                "path",
                base64(proof.path()),
                "valid",
                proof.proves(earlier, later));
    }

    private void keys() {
        String good = SampleLog.KEYS.getFirst().verifier().toString();
        for (String key : List.of(
                good,
                SampleLog.WITNESSES.getFirst().verifier().toString(),
                good.replace("city", "town"),
                good.substring(0, good.length() - 1),
                good.replaceFirst("\\+", " "),
                "a" + good,
                "")) {
            boolean valid;
            try {
                VerifierKey.parse(key);
                valid = true;
            } catch (MalformedException malformed) {
                valid = false;
            }
            add("keys", "vkey", key, "valid", valid);
        }
    }

    private void notes() {
        SignerKey key = SampleLog.KEYS.getFirst();
        SignerKey witness = SampleLog.WITNESSES.getFirst();
        String text = log.checkpoint().text();
        String signed = SignedNote.sign(text, List.of(key), SampleLog.TIME).toString();
        String both =
                SignedNote.sign(text, List.of(key, witness), SampleLog.TIME).toString();
        note("signed", signed);
        note("cosigned", both);
        note("an unknown line", signed + "— stranger.example AAAAAAAA\n");
        note("only unknown lines", text + "\n— stranger.example AAAAAAAA\n");
        note("another text", signed.replace("\n1000\n", "\n1001\n"));
        note("another time", cosignedAt(text, witness));
        note("one forged line", signed + "— " + key.verifier().name() + " " + otherSignature(key) + "\n");
        note(
                "no checkpoint",
                SignedNote.sign("some text\n\nmore\n", List.of(key), SampleLog.TIME)
                        .toString());
        note("a cosignature of no checkpoint", "some text\n\n" + witness.sign(text, SampleLog.TIME) + "\n");
        note("no signature", text + "\n");
        note("no empty line", signed.replace("\n\n", "\n"));
        note("no newline at the end", signed.substring(0, signed.length() - 1));
        note("a tab", "\t" + signed);
        note("a carriage return", signed.replace("\n", "\r\n"));
        note("a hyphen", signed.replace("—", "-"));
        note("a space too many", signed.replace("— ", "—  "));
        note("no base64", signed.substring(0, signed.length() - 2) + "!\n");
        note("base64 without padding", signed.replace("=\n", "\n"));
        note("a key id without a signature", text + "\n— a AAAAAA==\n");
    }

    private static String cosignedAt(String text, SignerKey witness) {
        byte[] bytes = witness.sign(text, SampleLog.TIME).signature();
        bytes[7] ^= 1;
        NoteSignature line =
                new NoteSignature(witness.verifier().name(), witness.verifier().id(), bytes);
        return new SignedNote(text, List.of(line)).toString();
    }

    private static String otherSignature(SignerKey key) {
        String line = key.sign("other\n", SampleLog.TIME).toString();
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    private void note(String name, String note) {
        List<VerifierKey> keys = List.of(
                SampleLog.KEYS.getFirst().verifier(),
                SampleLog.WITNESSES.getFirst().verifier());
        String result;
        int signatures = 0;
        try {
            NoteVerification verification = new NoteVerifier(keys).verify(SignedNote.parse(note.getBytes(UTF_8)));
            result = verification.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
            if (verification instanceof NoteVerification.Verified(var verified)) {
                signatures = verified.size();
            }
        } catch (MalformedException malformed) {
            result = "malformed";
        }
        add(
                "notes",
                "name",
                name,
                "keys",
                keys.stream().map(VerifierKey::toString).toList(),
                "note",
                note,
                "result",
                result,
                "signatures",
                signatures);
    }

    private void proofs() throws IOException, MalformedException {
        String all = resource(SAMPLE_PROOF);
        assertThat(new ProofVerifier(SampleLog.policy(3)).verify(LogProof.parse(all.getBytes(UTF_8))))
                .isEqualTo(new ProofVerification.Proven(log.checkpoint(), 600, Set.of("w1", "w2", "w3")));
        proof("all signatures, two witnesses that are known", all, 2);
        proof("more witnesses than there are", all, 3);
        proof("another index", all.replace("index 600", "index 601"), 2);
        proof("another salt or content", flipExtra(all), 2);
        proof("another size", all.replace("\n1000\n", "\n1001\n"), 2);
        proof("no content", all.replaceFirst("extra [^\n]*\n", ""), 2);
        proof("another version", all.replace("@v1", "@v2"), 2);
        proof("another log", all.replace("log.example/city\n1000", "log.example/town\n1000"), 2);
        proof("an index with a zero", all.replace("index 600", "index 0600"), 2);
        proof("a hash less", all.replaceFirst("(index 600\n)[^\n]*\n", "$1"), 2);
        proof("a hash that is none", all.replaceFirst("(index 600\n)", "$1AAAA\n"), 2);
        proof("only the log", all.replaceAll("(?m)^— witness.*\n", ""), 0);
        proof("only witnesses", all.replaceAll("(?m)^— log.*\n", ""), 2);
    }

    private static String flipExtra(String proof) {
        int at = proof.indexOf("extra ") + 70;
        char other = proof.charAt(at) == 'A' ? 'B' : 'A';
        return proof.substring(0, at) + other + proof.substring(at + 1);
    }

    /** The verifier for browsers knows Ed25519 only: the log's first key, and two of three witnesses. */
    private void proof(String name, String proof, int threshold) throws MalformedException {
        VerifierKey logKey = SampleLog.KEYS.getFirst().verifier();
        List<VerifierKey> witnesses = List.of(
                SampleLog.WITNESSES.get(0).verifier(),
                SampleLog.WITNESSES.get(2).verifier());
        String result;
        try {
            LogProof parsed = LogProof.parse(proof.getBytes(UTF_8));
            TrustPolicy policy = policy(logKey, witnesses, threshold);
            result = switch (new ProofVerifier(policy).verify(parsed)) {
                case ProofVerification.Proven _ -> "proven";
                case ProofVerification.NotProven(var step, var _) -> step.name().toLowerCase(java.util.Locale.ROOT);
            };
        } catch (MalformedException malformed) {
            result = "malformed";
        }
        add(
                "proofs",
                "name",
                name,
                "log",
                List.of(logKey.toString()),
                "witnesses",
                witnesses.stream().map(VerifierKey::toString).toList(),
                "threshold",
                threshold,
                "proof",
                proof,
                "result",
                result);
    }

    private static TrustPolicy policy(VerifierKey log, List<VerifierKey> witnesses, int threshold)
            throws MalformedException {
        String quorum = switch (threshold) {
            case 0 -> "quorum none\n";
            case 1, 2 -> "group g %d a b%nquorum g\n".formatted(threshold);
            // More than there are: two groups cannot have a member in common, so a third witness stands for it.
            default -> "witness c %s%ngroup g all a b c%nquorum g%n".formatted(stranger());
        };
        String policy =
                "log %s%nwitness a %s%nwitness b %s%n%s".formatted(log, witnesses.get(0), witnesses.get(1), quorum);
        return TrustPolicy.parse(policy.getBytes(UTF_8));
    }

    private static VerifierKey stranger() {
        return SignerKey.of("stranger.example", SignatureKind.ED25519_COSIGNATURE, new byte[32])
                .verifier();
    }
}
