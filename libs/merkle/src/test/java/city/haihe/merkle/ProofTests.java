package city.haihe.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What must not pass as a proof of inclusion or consistency. */
class ProofTests {

    private static final int SIZE = 70;

    private final TreeHasher hasher = new TreeHasher();
    private final Random random = new Random(2);
    private final List<byte[]> entries = SampleLog.entries(SIZE);
    private final TileTree tree;

    ProofTests() {
        MemoryTileStore store = new MemoryTileStore();
        TreeWriter.create(store).append(entries);
        tree = new TileTree(store, SIZE);
    }

    private Hash flipped(Hash hash) {
        byte[] bytes = hash.bytes();
        bytes[random.nextInt(Hash.BYTES)] ^= (byte) (1 << random.nextInt(8));
        return Hash.of(bytes);
    }

    /** Each hash flipped, each left out, one more at either end. */
    private List<List<Hash>> damaged(List<Hash> path) {
        List<List<Hash>> all = new ArrayList<>();
        for (int at = 0; at < path.size(); at++) {
            List<Hash> flipped = new ArrayList<>(path);
            flipped.set(at, flipped(path.get(at)));
            all.add(flipped);
            List<Hash> shorter = new ArrayList<>(path);
            shorter.remove(at);
            all.add(shorter);
        }
        List<Hash> longer = new ArrayList<>(path);
        longer.add(tree.root());
        all.add(longer);
        List<Hash> before = new ArrayList<>(path);
        before.addFirst(tree.root());
        all.add(before);
        return all;
    }

    @Test
    void refusesDamagedInclusionProofs() {
        for (int size = 1; size <= SIZE; size++) {
            Hash root = tree.rootAt(size);
            for (int index = 0; index < size; index++) {
                Hash leaf = hasher.leaf(entries.get(index));
                InclusionProof proof = tree.inclusion(index, size);
                assertThat(proof.proves(flipped(leaf), root)).isFalse();
                assertThat(proof.proves(leaf, flipped(root))).isFalse();
                for (List<Hash> path : damaged(proof.path())) {
                    assertThat(new InclusionProof(index, size, path).proves(leaf, root))
                            .isFalse();
                }
                int other = random.nextInt(size);
                assertThat(new InclusionProof(other, size, proof.path()).proves(leaf, root))
                        .isEqualTo(other == index);
            }
        }
    }

    @Test
    void refusesIndexesOutsideOfTheTree() {
        Hash leaf = hasher.leaf(entries.getFirst());
        assertThat(new InclusionProof(0, 1, List.of()).proves(leaf, leaf)).isTrue();
        assertThat(new InclusionProof(1, 1, List.of()).proves(leaf, leaf)).isFalse();
        assertThat(new InclusionProof(-1, 1, List.of()).proves(leaf, leaf)).isFalse();
        assertThat(new InclusionProof(0, 0, List.of()).proves(leaf, leaf)).isFalse();
    }

    @Test
    void refusesDamagedConsistencyProofs() {
        for (int later = 2; later <= SIZE; later++) {
            Hash laterRoot = tree.rootAt(later);
            for (int earlier = 1; earlier < later; earlier++) {
                Hash earlierRoot = tree.rootAt(earlier);
                ConsistencyProof proof = tree.consistency(earlier, later);
                assertThat(proof.proves(flipped(earlierRoot), laterRoot)).isFalse();
                assertThat(proof.proves(earlierRoot, flipped(laterRoot))).isFalse();
                for (List<Hash> path : damaged(proof.path())) {
                    assertThat(new ConsistencyProof(earlier, later, path).proves(earlierRoot, laterRoot))
                            .as("%d to %d", earlier, later)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void knowsTheEmptyTreeAndTheSameTree() {
        Hash empty = hasher.empty();
        Hash root = tree.root();
        assertThat(new ConsistencyProof(0, SIZE, List.of()).proves(empty, root)).isTrue();
        assertThat(new ConsistencyProof(0, SIZE, List.of(root)).proves(empty, root))
                .isFalse();
        assertThat(new ConsistencyProof(0, SIZE, List.of()).proves(root, root)).isFalse();
        assertThat(new ConsistencyProof(0, 0, List.of()).proves(empty, empty)).isTrue();
        assertThat(new ConsistencyProof(0, 0, List.of()).proves(empty, root)).isFalse();
        assertThat(new ConsistencyProof(SIZE, SIZE, List.of()).proves(root, root))
                .isTrue();
        assertThat(new ConsistencyProof(SIZE, SIZE, List.of(root)).proves(root, root))
                .isFalse();
        assertThat(new ConsistencyProof(SIZE, SIZE, List.of()).proves(root, empty))
                .isFalse();
        assertThat(new ConsistencyProof(SIZE, SIZE - 1, List.of()).proves(root, root))
                .isFalse();
        assertThat(new ConsistencyProof(-1, SIZE, List.of()).proves(root, root)).isFalse();
    }
}
