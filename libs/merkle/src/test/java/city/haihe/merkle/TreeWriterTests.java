package city.haihe.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TreeWriterTests {

    /** Remembers all that was written, and can fail. */
    private static final class RecordingStore implements TileStore {

        private final Map<TileId, byte[]> tiles = new LinkedHashMap<>();
        private boolean fails;

        @Override
        public Optional<byte[]> read(TileId tile) {
            return Optional.ofNullable(tiles.get(tile));
        }

        @Override
        public void write(SequencedMap<TileId, byte[]> written) {
            for (Map.Entry<TileId, byte[]> tile : written.entrySet()) {
                tiles.put(tile.getKey(), tile.getValue());
                if (fails) {
                    throw new IllegalStateException("the disk is full");
                }
            }
        }
    }

    @Test
    void givesTheRootOfTheDefinitionAtEverySize() {
        List<byte[]> entries = SampleLog.entries(300);
        TreeWriter writer = TreeWriter.create(new MemoryTileStore());
        assertThat(writer.head().root()).isEqualTo(Hash.of(NaiveTree.root(List.of())));
        for (int size = 1; size <= 300; size++) {
            TreeHead head = writer.append(List.of(entries.get(size - 1)));
            assertThat(head).isEqualTo(new TreeHead(size, Hash.of(NaiveTree.root(entries.subList(0, size)))));
        }
    }

    @Test
    void givesTheRootOfTheDefinitionForLargerTrees() {
        Random random = new Random(6962);
        List<byte[]> entries = SampleLog.entries(70_000);
        MemoryTileStore store = new MemoryTileStore();
        TreeWriter writer = TreeWriter.create(store);
        int size = 0;
        while (size < entries.size()) {
            int next = Math.min(entries.size(), size + 1 + random.nextInt(20_000));
            writer.append(entries.subList(size, next));
            size = next;
            assertThat(writer.head().root()).isEqualTo(Hash.of(NaiveTree.root(entries.subList(0, size))));
        }
        TileTree tree = new TileTree(store, size);
        for (int earlier : new int[] {0, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 69_999, 70_000}) {
            assertThat(tree.rootAt(earlier)).isEqualTo(Hash.of(NaiveTree.root(entries.subList(0, earlier))));
        }
    }

    @Test
    void writesTheTilesOfTheSpecificationsExample() {
        RecordingStore store = new RecordingStore();
        TreeWriter writer = TreeWriter.create(store);
        writer.append(SampleLog.entries(65_536));
        store.tiles.clear();
        writer.append(SampleLog.entries(70_000).subList(65_536, 70_000));
        assertThat(store.tiles.keySet())
                .extracting(TileId::path)
                .contains(
                        "tile/0/256",
                        "tile/0/272",
                        "tile/0/273.p/112",
                        "tile/1/001.p/17",
                        "tile/entries/256",
                        "tile/entries/273.p/112");
        // 17 full and one partial tile of leaves, their bundles, and what is new on the level above.
        assertThat(store.tiles).hasSize(2 * 18 + 1);
    }

    @Test
    void writesEachTileWhenItIsCompleteAndNoOther() {
        RecordingStore store = new RecordingStore();
        TreeWriter writer = TreeWriter.create(store);
        writer.append(SampleLog.entries(256));
        assertThat(store.tiles.keySet())
                .extracting(TileId::path)
                .containsExactlyInAnyOrder("tile/entries/000", "tile/0/000", "tile/1/000.p/1");
        store.tiles.clear();
        writer.append(SampleLog.entries(1));
        assertThat(store.tiles.keySet())
                .extracting(TileId::path)
                .containsExactlyInAnyOrder("tile/entries/001.p/1", "tile/0/001.p/1");
    }

    @Property(tries = 60)
    void doesNotCareHowEntriesAreBatched(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 400) Integer> batches) {
        int size = batches.stream().mapToInt(Integer::intValue).sum();
        List<byte[]> entries = SampleLog.entries(size);
        MemoryTileStore oneByOne = new MemoryTileStore();
        TreeWriter single = TreeWriter.create(oneByOne);
        entries.forEach(entry -> single.append(List.of(entry)));

        MemoryTileStore batched = new MemoryTileStore();
        TreeHead head = TreeHead.empty();
        int from = 0;
        for (int batch : batches) {
            // Every batch by a writer that has just been started.
            head = TreeWriter.resume(batched, head).append(entries.subList(from, from + batch));
            from += batch;
        }
        assertThat(head).isEqualTo(single.head());
        for (TileId tile : tiles(size)) {
            assertThat(batched.read(tile).orElseThrow())
                    .as(tile.path())
                    .isEqualTo(oneByOne.read(tile).orElseThrow());
        }
    }

    private static List<TileId> tiles(long size) {
        List<TileId> tiles = new ArrayList<>();
        for (int level = TileId.ENTRIES; level < 3; level++) {
            for (long index = 0; TileId.widthIn(size, level, index) > 0; index++) {
                tiles.add(new TileId(level, index, TileId.widthIn(size, level, index)));
            }
        }
        return tiles;
    }

    @Test
    void staysWhereItWasWhenTheStoreFails() {
        RecordingStore store = new RecordingStore();
        TreeWriter writer = TreeWriter.create(store);
        TreeHead before = writer.append(SampleLog.entries(250));
        store.fails = true;
        assertThatThrownBy(() -> writer.append(SampleLog.entries(20))).hasMessage("the disk is full");
        assertThat(writer.head()).isEqualTo(before);
        store.fails = false;
        List<byte[]> others = SampleLog.entries(500).subList(400, 500);
        TreeHead after = writer.append(others);
        List<byte[]> all = new ArrayList<>(SampleLog.entries(250));
        all.addAll(others);
        assertThat(after.root()).isEqualTo(Hash.of(NaiveTree.root(all)));
        assertThat(new TileTree(store, 350).root()).isEqualTo(after.root());
    }

    @Test
    void refusesToGoOnWhereTilesAreNotThoseOfTheHead() {
        MemoryTileStore store = new MemoryTileStore();
        TreeHead head = TreeWriter.create(store).append(SampleLog.entries(300));
        assertThatThrownBy(() -> TreeWriter.resume(store, new TreeHead(299, head.root())))
                .isInstanceOf(DamagedTileException.class)
                .hasMessageContaining("tile/0/001.p/43: missing");
        assertThatThrownBy(() -> TreeWriter.resume(
                        store, new TreeHead(300, TreeHead.empty().root())))
                .hasMessageContaining("the tiles of size 300 give the root");
        assertThatThrownBy(() -> TreeWriter.create(store).append(SampleLog.entries(TreeWriter.MAX_BATCH + 1)))
                .hasMessage("batch of 65537 entries (expected: <= 65536)");
        assertThatThrownBy(() -> TreeWriter.create(store).append(List.of(new byte[65_536])))
                .hasMessage("entry of 65536 bytes (expected: <= 65535)");
    }

    @Test
    void readsBundlesThatItWrites() throws MalformedException {
        List<byte[]> entries = List.of(new byte[0], new byte[65_535], new byte[] {1});
        assertThat(EntryBundle.decode(EntryBundle.encode(entries))).containsExactlyElementsOf(entries);
        assertThatThrownBy(() -> EntryBundle.decode(new byte[] {0, 1, 7, 0, 2, 7}))
                .hasMessage("entry 1 of the bundle, at byte 3, ends behind the bundle's 6 bytes");
        assertThatThrownBy(() -> EntryBundle.decode(new byte[] {0})).isInstanceOf(MalformedException.class);
    }
}
