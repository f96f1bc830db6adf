package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class WitnessTests {

    /** Keeps the store's contract in memory. */
    private static final class MemoryStore implements WitnessStore {

        private final Map<String, Cosigned> latest = new HashMap<>();

        @Override
        public synchronized Optional<Cosigned> latest(String origin) {
            return Optional.ofNullable(latest.get(origin));
        }

        @Override
        public synchronized boolean replace(String origin, Optional<Cosigned> expected, Cosigned next) {
            if (!latest(origin).equals(expected)) {
                return false;
            }
            latest.put(origin, next);
            return true;
        }
    }

    private final SampleLog log = new SampleLog(0);
    private final MemoryStore store = new MemoryStore();
    private final Witness witness = new Witness(
            Map.of(SampleLog.ORIGIN, SampleLog.verifiers(SampleLog.KEYS)),
            SampleLog.WITNESSES.subList(0, 2),
            store,
            InstantSource.fixed(SampleLog.TIME));

    private String request(long oldSize, List<Hash> path, SignedNote note) {
        StringBuilder body = new StringBuilder("old " + oldSize + "\n");
        path.forEach(hash -> body.append(hash.base64()).append('\n'));
        return body.append('\n').append(note).toString();
    }

    /** What an honest log asks for. */
    private String request(long oldSize) {
        return request(
                oldSize, log.tree().consistency(oldSize, log.head().size()).path(), log.signed());
    }

    private WitnessAnswer ask(String body) {
        return witness.addCheckpoint(body.getBytes(UTF_8));
    }

    private void accepts(long oldSize) {
        assertThat(ask(request(oldSize))).isInstanceOf(WitnessAnswer.Cosigned.class);
    }

    @Test
    void cosignsALogThatGrows() throws MalformedException {
        accepts(0);
        log.grow(5);
        accepts(0);
        accepts(5);
        log.grow(300);
        WitnessAnswer answer = ask(request(5));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().lines()).hasSize(2).allMatch(line -> line.startsWith("— witness.example/w"));
        // The answer can be put behind the checkpoint as it is.
        SignedNote together = SignedNote.parse((log.signed() + answer.body()).getBytes(UTF_8));
        assertThat(SampleLog.policy(2).decide(together)).isInstanceOf(PolicyDecision.Accepted.class);
        assertThat(store.latest(SampleLog.ORIGIN).orElseThrow().head()).isEqualTo(log.head());
    }

    @Test
    void publishesWhatItCosignedLast() {
        String hash = Witness.originHash(SampleLog.ORIGIN);
        assertThat(witness.checkpoint(hash)).isEmpty();
        assertThat(witness.checkpoint("unknown")).isEmpty();
        log.grow(9);
        accepts(0);
        // The lines of strangers are not passed on.
        assertThat(witness.checkpoint(hash)).hasValueSatisfying(note -> {
            assertThat(note.text()).isEqualTo(log.checkpoint().text());
            assertThat(note.signatures()).hasSize(3 + 2);
        });
    }

    @Test
    void doesNotRememberLinesOfUnknownKeys() {
        log.grow(9);
        SignedNote more = log.signed().with(List.of(new NoteSignature("stranger.example", 1, new byte[] {1})));
        assertThat(ask(request(0, List.of(), more)).status()).isEqualTo(200);
        assertThat(store.latest(SampleLog.ORIGIN).orElseThrow().note().signatures())
                .hasSize(3 + 2)
                .noneMatch(line -> line.name().equals("stranger.example"));
    }

    @Test
    void says400ToWhatIsNoRequest() {
        log.grow(9);
        String good = request(0);
        for (String body : List.of(
                "",
                "old 00\n\n" + log.signed(),
                "old -1\n\n" + log.signed(),
                good.replace("old", "new"),
                "old 0\nx\n\n" + log.signed(),
                "old 0\n" + log.signed(),
                request(0, java.util.Collections.nCopies(64, log.head().root()), log.signed()),
                good.replace("\n9\n", "\n09\n"),
                good.substring(0, good.length() - 1))) {
            assertThat(ask(body).status()).as(body).isEqualTo(400);
        }
        assertThat(ask(request(10, List.of(), log.signed())))
                .isEqualTo(new WitnessAnswer.Malformed("old size: 10 (expected: <= 9)"));
        assertThat(store.latest(SampleLog.ORIGIN)).isEmpty();
    }

    @Test
    void says404ToALogThatItDoesNotKnow() {
        Checkpoint other = new Checkpoint("other.example", TreeHead.empty());
        assertThat(ask(request(0, List.of(), other.sign(SampleLog.KEYS, SampleLog.TIME)))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void says403WithoutAValidSignatureOfTheLog() {
        log.grow(9);
        SignedNote byWitness = log.checkpoint().sign(SampleLog.WITNESSES, SampleLog.TIME);
        assertThat(ask(request(0, List.of(), byWitness)).status()).isEqualTo(403);
        SignedNote forged = new SignedNote(
                log.checkpoint().text(),
                new Checkpoint(SampleLog.ORIGIN, TreeHead.empty())
                        .sign(SampleLog.KEYS, SampleLog.TIME)
                        .signatures());
        assertThat(ask(request(0, List.of(), forged)).status()).isEqualTo(403);
        assertThat(store.latest(SampleLog.ORIGIN)).isEmpty();
    }

    @Test
    void says409WithTheSizeThatItKnows() {
        log.grow(9);
        accepts(0);
        log.grow(1);
        WitnessAnswer answer = ask(request(8));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("9\n");
        assertThat(answer.contentType()).isEqualTo("text/x.tlog.size");
        assertThat(ask(request(0)).status()).isEqualTo(409);
    }

    /** A log that shrinks has no old size that is both right and not above its own. */
    @Test
    void refusesALogThatShrinks() {
        SampleLog shrunk = new SampleLog(5);
        log.grow(9);
        accepts(0);
        for (int old = 0; old <= 5; old++) {
            assertThat(ask(request(old, List.of(), shrunk.signed())).status()).isEqualTo(409);
        }
        assertThat(ask(request(9, List.of(), shrunk.signed())).status()).isEqualTo(400);
        assertThat(store.latest(SampleLog.ORIGIN).orElseThrow().head().size()).isEqualTo(9);
    }

    @Test
    void says422ToALogThatForks() {
        log.grow(9);
        accepts(0);
        // Another log of the same key, with other entries from the start.
        MemoryTileStore otherTiles = new MemoryTileStore();
        TreeHead other = TreeWriter.create(otherTiles).append(SampleLog.entries(20));
        SignedNote fork = new Checkpoint(SampleLog.ORIGIN, other).sign(SampleLog.KEYS, SampleLog.TIME);
        ConsistencyProof itsOwn = new TileTree(otherTiles, 20).consistency(9, 20);
        assertThat(ask(request(9, itsOwn.path(), fork)).status()).isEqualTo(422);
        SignedNote sameSize = new Checkpoint(SampleLog.ORIGIN, new TreeHead(9, new TileTree(otherTiles, 20).rootAt(9)))
                .sign(SampleLog.KEYS, SampleLog.TIME);
        assertThat(ask(request(9, List.of(), sameSize)).status()).isEqualTo(422);
        assertThat(store.latest(SampleLog.ORIGIN).orElseThrow().head()).isEqualTo(log.head());
    }

    @Test
    void says422ToProofsThatDoNotFit() {
        log.grow(9);
        List<Hash> some = List.of(log.head().root());
        assertThat(ask(request(0, some, log.signed())).status()).isEqualTo(422);
        accepts(0);
        assertThat(ask(request(9, some, log.signed())).status()).isEqualTo(422);
        log.grow(4);
        assertThat(ask(request(9, List.of(), log.signed())).status()).isEqualTo(422);
        List<Hash> path = new ArrayList<>(log.tree().consistency(9, 13).path());
        path.removeLast();
        assertThat(ask(request(9, path, log.signed())).status()).isEqualTo(422);
    }

    @Test
    void says422ToAnEmptyTreeWithAnotherRoot() {
        log.grow(1);
        Checkpoint wrong =
                new Checkpoint(SampleLog.ORIGIN, new TreeHead(0, log.head().root()));
        assertThat(ask(request(0, List.of(), wrong.sign(SampleLog.KEYS, SampleLog.TIME)))
                        .status())
                .isEqualTo(422);
    }

    /** Two views of the log, asked for at once again and again: one only may win each time. */
    @Test
    void neverCosignsBothSidesOfAForkAtOnce() throws InterruptedException, ExecutionException {
        log.grow(3);
        List<SignedNote> forks = new ArrayList<>();
        for (int number = 0; number < 4; number++) {
            MemoryTileStore tiles = new MemoryTileStore();
            TreeHead head =
                    TreeWriter.create(tiles).append(SampleLog.entries(20).subList(number, number + 3));
            forks.add(new Checkpoint(SampleLog.ORIGIN, head).sign(SampleLog.KEYS.subList(0, 1), SampleLog.TIME));
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(forks.size())) {
            for (int round = 0; round < 50; round++) {
                store.latest.clear();
                List<Callable<Integer>> asks = new ArrayList<>();
                forks.forEach(
                        fork -> asks.add(() -> ask(request(0, List.of(), fork)).status()));
                List<Integer> statuses = new ArrayList<>();
                for (Future<Integer> status : executor.invokeAll(asks)) {
                    statuses.add(status.get());
                }
                assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 409);
            }
        }
    }

    @Test
    void readsTheRequestsThatLogsWrite() throws MalformedException {
        log.grow(9);
        log.grow(4);
        AddCheckpoint request = AddCheckpoint.of(log.tree().consistency(9, 13), log.signed());
        assertThat(AddCheckpoint.parse(request.toString().getBytes(UTF_8))).isEqualTo(request);
    }

    @Test
    void refusesKeysThatDoNotCosign() {
        assertThatThrownBy(() -> new Witness(Map.of(), SampleLog.KEYS, store, InstantSource.system()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Witness(Map.of(), List.of(), store, InstantSource.system()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Each witness sees one side only and cosigns it; who compares what they have cosigned finds the fork. */
    @Test
    void givesAwayAForkThatIsShownToTwoWitnesses() throws MalformedException {
        MemoryStore otherStore = new MemoryStore();
        Witness other = new Witness(
                Map.of(SampleLog.ORIGIN, SampleLog.verifiers(SampleLog.KEYS)),
                SampleLog.WITNESSES.subList(2, 3),
                otherStore,
                InstantSource.fixed(SampleLog.TIME));
        log.grow(300);
        accepts(0);
        MemoryTileStore forkedTiles = new MemoryTileStore();
        TreeHead forked = TreeWriter.create(forkedTiles).append(SampleLog.entries(280));
        SignedNote fork = new Checkpoint(SampleLog.ORIGIN, forked).sign(SampleLog.KEYS, SampleLog.TIME);
        assertThat(other.addCheckpoint(request(0, List.of(), fork).getBytes(UTF_8))
                        .status())
                .isEqualTo(200);

        String hash = Witness.originHash(SampleLog.ORIGIN);
        List<Checkpoint> seen = List.of(
                Checkpoint.of(witness.checkpoint(hash).orElseThrow()),
                Checkpoint.of(other.checkpoint(hash).orElseThrow()));
        LogVerifier verifier = new LogVerifier(SampleLog.ORIGIN, SampleLog.verifiers(SampleLog.KEYS)).continuing(seen);
        assertThat(verifier.verify(log.signed().toString().getBytes(UTF_8), log.store))
                .isInstanceOfSatisfying(
                        LogVerification.Broken.class,
                        broken -> assertThat(broken.problem()).contains("the root at size 280", "the log has forked"));
        assertThat(verifier.verify(fork.toString().getBytes(UTF_8), forkedTiles))
                .isInstanceOfSatisfying(
                        LogVerification.Broken.class,
                        broken -> assertThat(broken.problem()).contains("a checkpoint of size 300 was seen before"));
    }
}
