package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogVerifierTests {

    /** Two full tiles of leaves, a partial one, and one above: every kind of tile. */
    private static final int SIZE = 700;

    private static final boolean LONG = System.getenv("HAIHE_LONG") != null;

    private final SampleLog log = new SampleLog(SIZE);
    private final LogVerifier verifier =
            new LogVerifier(SampleLog.ORIGIN, SampleLog.verifiers(SampleLog.KEYS)).opening(this::kept);

    private Openings.Found kept(long index) {
        return new Openings.Found.Kept(log.openings.get((int) index));
    }

    private static byte[] checkpoint(SampleLog log) {
        return log.signed().toString().getBytes(UTF_8);
    }

    private static LogVerification.Broken broken(LogVerification verification) {
        assertThat(verification).isInstanceOf(LogVerification.Broken.class);
        return (LogVerification.Broken) verification;
    }

    private static List<TileId> tilesOf(long size) {
        List<TileId> tiles = new ArrayList<>();
        for (int level = TileId.ENTRIES; level < 3; level++) {
            for (long index = 0; TileId.widthIn(size, level, index) > 0; index++) {
                tiles.add(new TileId(level, index, TileId.widthIn(size, level, index)));
            }
        }
        return tiles;
    }

    @Test
    void findsNothingWrongInASoundLog() {
        assertThat(verifier.verify(checkpoint(log), log.store))
                .isEqualTo(new LogVerification.Sound(log.checkpoint(), SIZE, 0));
        for (int size : new int[] {0, 1, 255, 256, 257, 512}) {
            SampleLog other = new SampleLog(size);
            LogVerifier plain = new LogVerifier(SampleLog.ORIGIN, SampleLog.verifiers(SampleLog.KEYS));
            assertThat(plain.verify(checkpoint(other), other.store))
                    .isEqualTo(new LogVerification.Sound(other.checkpoint(), 0, 0));
        }
    }

    @Test
    void namesTheTileAndHashOfAnyFlippedBit() {
        byte[] checkpoint = checkpoint(log);
        int step = LONG ? 7 : 193;
        for (TileId tile : tilesOf(SIZE)) {
            byte[] good = log.store.read(tile).orElseThrow();
            for (int at = tile.index() % 2 == 0 ? 0 : 13; at < good.length; at += step) {
                byte[] flipped = good.clone();
                flipped[at] ^= (byte) (1 << at % 8);
                log.put(tile, flipped);
                LogVerification.Broken found = broken(verifier.verify(checkpoint, log.store));
                assertThat(found.path()).as("byte %d of %s", at, tile.path()).isEqualTo(tile.path());
                if (!tile.isEntries()) {
                    assertThat(found.index()).hasValue(at / Hash.BYTES);
                } else if (at % 34 >= 2) {
                    assertThat(found.index()).hasValue(tile.index() * 256 + at / 34);
                }
            }
            log.put(tile, good);
        }
        assertThat(verifier.verify(checkpoint, log.store)).isInstanceOf(LogVerification.Sound.class);
    }

    @Test
    void namesTheTileInALogOfThreeLevels() {
        SampleLog large = new SampleLog(40_000);
        large.grow(30_000);
        byte[] checkpoint = checkpoint(large);
        LogVerifier plain = new LogVerifier(SampleLog.ORIGIN, SampleLog.verifiers(SampleLog.KEYS));
        assertThat(plain.verify(checkpoint, large.store)).isInstanceOf(LogVerification.Sound.class);
        Random random = new Random(3);
        List<TileId> tiles = new ArrayList<>(
                List.of(new TileId(2, 0, 1), new TileId(1, 0, 256), new TileId(1, 1, 17), new TileId(0, 273, 112)));
        for (int round = 0; round < (LONG ? 200 : 4); round++) {
            tiles.add(new TileId(0, random.nextInt(273), 256));
            tiles.add(new TileId(TileId.ENTRIES, random.nextInt(273), 256));
        }
        for (TileId tile : tiles) {
            byte[] good = large.store.read(tile).orElseThrow();
            byte[] flipped = good.clone();
            int at = random.nextInt(good.length);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            large.put(tile, flipped);
            LogVerification.Broken found = broken(plain.verify(checkpoint, large.store));
            assertThat(found.path()).isEqualTo(tile.path());
            if (!tile.isEntries()) {
                assertThat(found.index()).hasValue(at / Hash.BYTES);
            }
            large.put(tile, good);
        }
    }

    @Test
    void namesTilesThatAreMissingOrOfAnotherSize() {
        byte[] checkpoint = checkpoint(log);
        for (TileId tile : tilesOf(SIZE)) {
            SampleLog copy = new SampleLog(0);
            for (TileId other : tilesOf(SIZE)) {
                if (!other.equals(tile)) {
                    copy.put(other, log.store.read(other).orElseThrow());
                }
            }
            assertThat(verifier.verify(checkpoint, copy.store))
                    .isEqualTo(new LogVerification.Broken(tile.path(), OptionalLong.empty(), "missing"));
            byte[] bytes = log.store.read(tile).orElseThrow();
            copy.put(tile, Arrays.copyOf(bytes, bytes.length - 1));
            assertThat(broken(verifier.verify(checkpoint, copy.store)).path()).isEqualTo(tile.path());
            copy.put(tile, Arrays.copyOf(bytes, bytes.length + 32));
            assertThat(broken(verifier.verify(checkpoint, copy.store)).path()).isEqualTo(tile.path());
        }
    }

    @Test
    void namesTheEntryOfAFlippedBitOfSaltOrContent() {
        byte[] checkpoint = checkpoint(log);
        for (int index : new int[] {0, 255, 256, 511, 512, SIZE - 1}) {
            Opening good = log.openings.get(index);
            byte[] salt = good.salt();
            salt[index % 32] ^= 1;
            byte[] content = good.content();
            content[content.length - 1] ^= 2;
            for (Opening changed : List.of(Opening.of(salt, good.content()), Opening.of(good.salt(), content))) {
                log.openings.set(index, changed);
                LogVerification.Broken found = broken(verifier.verify(checkpoint, log.store));
                assertThat(found.index()).hasValue(index);
                assertThat(found.path()).startsWith("tile/entries/00" + index / 256);
                assertThat(found.problem()).isEqualTo("salt and content are not what the entry commits to");
            }
            log.openings.set(index, good);
        }
    }

    @Test
    void tellsErasedEntriesFromLostOnes() {
        byte[] checkpoint = checkpoint(log);
        LogVerifier keys = new LogVerifier(SampleLog.ORIGIN, SampleLog.verifiers(SampleLog.KEYS));
        assertThat(keys.opening(index -> index == 300 ? new Openings.Found.Erased() : kept(index))
                        .verify(checkpoint, log.store))
                .isEqualTo(new LogVerification.Sound(log.checkpoint(), SIZE - 1, 1));
        LogVerification.Broken lost =
                broken(keys.opening(index -> index == 300 ? new Openings.Found.Missing() : kept(index))
                        .verify(checkpoint, log.store));
        assertThat(lost)
                .isEqualTo(new LogVerification.Broken(
                        "tile/entries/001", OptionalLong.of(300), "salt and content are missing, and were not erased"));
    }

    @Test
    void namesTheKeyOfAFlippedSignature() {
        SignedNote good = log.signed();
        for (int line = 0; line < good.signatures().size(); line++) {
            List<NoteSignature> lines = new ArrayList<>(good.signatures());
            byte[] bytes = lines.get(line).signature();
            bytes[bytes.length / 2] ^= 4;
            lines.set(
                    line,
                    new NoteSignature(lines.get(line).name(), lines.get(line).keyId(), bytes));
            LogVerification.Broken found = broken(verifier.verify(
                    new SignedNote(good.text(), lines).toString().getBytes(UTF_8), log.store));
            assertThat(found.path()).isEqualTo("checkpoint");
            assertThat(found.problem())
                    .contains(SampleLog.KEYS.get(line).verifier().kind().toString());
        }
    }

    @Test
    void namesTheKeyOfAMissingSignature() {
        SignedNote good = log.signed();
        for (int line = 0; line < good.signatures().size(); line++) {
            List<NoteSignature> lines = new ArrayList<>(good.signatures());
            // Another key id makes it the line of a key that nobody knows, and so no line at all.
            NoteSignature own = lines.get(line);
            lines.set(line, new NoteSignature(own.name(), own.keyId() ^ 1, own.signature()));
            LogVerification.Broken found = broken(verifier.verify(
                    new SignedNote(good.text(), lines).toString().getBytes(UTF_8), log.store));
            assertThat(found.problem())
                    .isEqualTo("no signature of log.example/city (%s)"
                            .formatted(SampleLog.KEYS.get(line).verifier().kind()));
        }
    }

    @Test
    void refusesCheckpointsOfOthers() {
        Checkpoint other = new Checkpoint("other.example", log.head());
        assertThat(broken(verifier.verify(
                                other.sign(SampleLog.KEYS, SampleLog.TIME)
                                        .toString()
                                        .getBytes(UTF_8),
                                log.store))
                        .problem())
                .isEqualTo("origin: \"other.example\" (expected: \"log.example/city\")");
        assertThat(broken(verifier.verify(
                                log.checkpoint()
                                        .sign(SampleLog.WITNESSES, SampleLog.TIME)
                                        .toString()
                                        .getBytes(UTF_8),
                                log.store))
                        .problem())
                .isEqualTo("no signature of log.example/city (ED25519)");
        assertThat(broken(verifier.verify("nonsense".getBytes(UTF_8), log.store))
                        .path())
                .isEqualTo("checkpoint");
    }

    /** Somebody takes an entry out and makes all tiles anew: they are sound, and not those of the checkpoint. */
    @Test
    void detectsARemovedEntryWhereAllTilesWereMadeAnew() {
        byte[] checkpoint = checkpoint(log);
        List<byte[]> entries = new ArrayList<>();
        log.openings.forEach(opening -> entries.add(opening.commitment()));
        entries.remove(123);
        MemoryTileStore anew = new MemoryTileStore();
        TreeWriter writer = TreeWriter.create(anew);
        writer.append(entries);
        LogVerification.Broken shorter = broken(verifier.verify(checkpoint, anew));
        assertThat(shorter.problem()).isEqualTo("missing");
        assertThat(shorter.path()).isEqualTo("tile/0/002.p/188");
        // Another entry at the end makes up for it.
        writer.append(List.of(new byte[32]));
        LogVerification.Broken found = broken(verifier.verify(checkpoint, anew));
        assertThat(found.path()).isEqualTo("checkpoint");
        assertThat(found.problem()).contains("which the tiles give");
    }

    /** The same, but the log's key signs it: only somebody who remembers can tell. */
    @Test
    void detectsForksAndRollbacksByWhatWasSeenBefore() {
        Checkpoint seen = log.checkpoint();
        SampleLog fork = new SampleLog(0);
        MemoryTileStore tiles = new MemoryTileStore();
        TreeWriter writer = TreeWriter.create(tiles);
        TreeHead forked = writer.append(SampleLog.entries(800));
        byte[] signed = new Checkpoint(SampleLog.ORIGIN, forked)
                .sign(SampleLog.KEYS, SampleLog.TIME)
                .toString()
                .getBytes(UTF_8);
        LogVerifier plain = new LogVerifier(SampleLog.ORIGIN, SampleLog.verifiers(SampleLog.KEYS));
        assertThat(plain.verify(signed, tiles)).isInstanceOf(LogVerification.Sound.class);
        assertThat(broken(plain.continuing(List.of(seen)).verify(signed, tiles)).problem())
                .contains("the root at size 700", "the log has forked");
        fork.grow(699);
        assertThat(broken(plain.continuing(List.of(seen)).verify(checkpoint(fork), fork.store))
                        .problem())
                .isEqualTo("size 699, and a checkpoint of size 700 was seen before: the log was rolled back");
        log.grow(100);
        assertThat(verifier.continuing(List.of(seen, log.checkpoint())).verify(checkpoint(log), log.store))
                .isInstanceOf(LogVerification.Sound.class);
    }

    @Test
    void takesFullTilesForPartialOnesThatAreGone() {
        byte[] earlier = checkpoint(log);
        log.grow(100);
        SampleLog copy = new SampleLog(0);
        for (TileId tile : tilesOf(800)) {
            copy.put(tile, log.store.read(tile).orElseThrow());
        }
        // At size 700 the third tile is partial; of it there is only the full one now, and the one above has grown.
        copy.put(new TileId(1, 0, 2), log.store.read(new TileId(1, 0, 2)).orElseThrow());
        assertThat(verifier.verify(earlier, copy.store)).isInstanceOf(LogVerification.Sound.class);
    }
}
