package city.haihe.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class TileTreeTests {

    private static final int ALL_PAIRS = 70;

    private final TreeHasher hasher = new TreeHasher();

    private static TileTree tree(int size) {
        MemoryTileStore store = new MemoryTileStore();
        TreeWriter writer = TreeWriter.create(store);
        List<byte[]> entries = SampleLog.entries(size);
        writer.append(entries.subList(0, size / 2));
        writer.append(entries.subList(size / 2, size));
        return new TileTree(store, size);
    }

    private static List<Hash> hashes(List<byte[]> raw) {
        return raw.stream().map(Hash::of).toList();
    }

    @Test
    void provesInclusionAsDefinedForAllPairs() {
        List<byte[]> entries = SampleLog.entries(ALL_PAIRS);
        TileTree tree = tree(ALL_PAIRS);
        for (int size = 1; size <= ALL_PAIRS; size++) {
            Hash root = Hash.of(NaiveTree.root(entries.subList(0, size)));
            for (int index = 0; index < size; index++) {
                InclusionProof proof = tree.inclusion(index, size);
                assertThat(proof.path()).isEqualTo(hashes(NaiveTree.path(index, entries.subList(0, size))));
                assertThat(proof.proves(hasher.leaf(entries.get(index)), root)).isTrue();
            }
        }
    }

    @Test
    void provesConsistencyAsDefinedForAllPairs() {
        List<byte[]> entries = SampleLog.entries(ALL_PAIRS);
        TileTree tree = tree(ALL_PAIRS);
        for (int later = 1; later <= ALL_PAIRS; later++) {
            Hash laterRoot = Hash.of(NaiveTree.root(entries.subList(0, later)));
            for (int earlier = 1; earlier <= later; earlier++) {
                ConsistencyProof proof = tree.consistency(earlier, later);
                assertThat(proof.path()).isEqualTo(hashes(NaiveTree.proof(earlier, entries.subList(0, later))));
                assertThat(proof.proves(Hash.of(NaiveTree.root(entries.subList(0, earlier))), laterRoot))
                        .as("%d to %d", earlier, later)
                        .isTrue();
            }
        }
    }

    @Test
    void provesAcrossTilesAsDefined() {
        Random random = new Random(9162);
        List<byte[]> entries = SampleLog.entries(66_100);
        TileTree tree = tree(66_100);
        for (int round = 0; round < 12; round++) {
            int size = 1 + random.nextInt(66_100);
            int index = random.nextInt(size);
            List<byte[]> some = entries.subList(0, size);
            assertThat(tree.inclusion(index, size).path()).isEqualTo(hashes(NaiveTree.path(index, some)));
            assertThat(tree.consistency(index + 1, size).path()).isEqualTo(hashes(NaiveTree.proof(index + 1, some)));
        }
    }

    @Test
    void refusesWhatTheTreeDoesNotHave() {
        TileTree tree = tree(10);
        assertThatThrownBy(() -> tree.inclusion(10, 10))
                .hasMessage("index 10 in size 10 (expected: index < size <= 10)");
        assertThatThrownBy(() -> tree.inclusion(1, 11)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.consistency(5, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.rootAt(11)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TileTree(new MemoryTileStore(), 10).root())
                .hasMessage("tile/0/000.p/10: missing (expected: it or the full tile)");
    }

    /** Counts what is read. */
    private static final class CountingStore implements TileStore {

        private final TileStore store;
        private final List<TileId> read = new ArrayList<>();

        private CountingStore(TileStore store) {
            this.store = store;
        }

        @Override
        public Optional<byte[]> read(TileId tile) {
            Optional<byte[]> bytes = store.read(tile);
            if (bytes.isPresent()) {
                read.add(tile);
            }
            return bytes;
        }

        @Override
        public void write(SequencedMap<TileId, byte[]> tiles) {
            store.write(tiles);
        }
    }

    @Test
    void readsAFewTilesALevelForAProofInAHugeTree() {
        long size = 100_000_007L;
        List<byte[]> entries = SampleLog.entries(256);
        CountingStore store = new CountingStore(new SimulatedTiles(entries));
        TileTree tree = new TileTree(store, size);
        Hash root = tree.root();
        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            long index = random.nextLong(size);
            store.read.clear();
            InclusionProof proof = tree.inclusion(index, size);
            // Four levels; in each the tile of the path and the last one.
            assertThat(store.read).hasSizeLessThanOrEqualTo(2 * 4).doesNotHaveDuplicates();
            assertThat(proof.proves(hasher.leaf(entries.get((int) (index % 256))), root))
                    .isTrue();
            long earlier = 1 + random.nextLong(size);
            store.read.clear();
            ConsistencyProof consistency = tree.consistency(earlier, size);
            assertThat(store.read).hasSizeLessThanOrEqualTo(2 * 4);
            assertThat(consistency.proves(tree.rootAt(earlier), root)).isTrue();
        }
    }

    @Test
    void simulatesTheTreeThatItWouldBe() {
        List<byte[]> entries = new ArrayList<>();
        for (int index = 0; index < 1_000; index++) {
            entries.add(SampleLog.entry(index % 256));
        }
        SimulatedTiles simulated = new SimulatedTiles(SampleLog.entries(256));
        assertThat(new TileTree(simulated, 1_000).root()).isEqualTo(Hash.of(NaiveTree.root(entries)));
        assertThatThrownBy(() -> new SimulatedTiles(entries)).hasMessage("1000 entries (expected: 256)");
    }
}
