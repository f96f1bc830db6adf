package city.haihe.merkle;

import java.util.List;
import java.util.Optional;

/**
 * That an entry is in a tree (RFC 6962 2.1.1).
 *
 * @param index the entry's index, from 0
 * @param size the tree's size
 * @param path the siblings from the leaf's up to the root's child
 */
public record InclusionProof(long index, long size, List<Hash> path) {

    /** More cannot be needed: a size is below 2^63. */
    public static final int MAX_PATH = 63;

    /** Keeps a copy of the path. */
    public InclusionProof {
        path = List.copyOf(path);
    }

    /** Whether it proves that the tree with this root has this leaf hash at the index. */
    public boolean proves(Hash leaf, Hash root) {
        return root(leaf).filter(root::equals).isPresent();
    }

    /** The root that follows from the leaf hash (RFC 9162 2.1.3.2), or none where the path cannot belong to index and size. */
    public Optional<Hash> root(Hash leaf) {
        if (index < 0 || index >= size) {
            return Optional.empty();
        }
        TreeHasher hasher = new TreeHasher();
        long node = index;
        long last = size - 1;
        Hash hash = leaf;
        for (Hash sibling : path) {
            if (last == 0) {
                return Optional.empty();
            }
            if ((node & 1) == 1 || node == last) {
                hash = hasher.node(sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = hasher.node(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 ? Optional.of(hash) : Optional.empty();
    }
}
