package city.haihe.merkle;

import java.util.List;

/**
 * That a tree begins with all of an earlier one (RFC 6962 2.1.2).
 *
 * @param earlier the size of the earlier tree
 * @param later the size of the later one
 * @param path the hashes in the order of RFC 6962
 */
public record ConsistencyProof(long earlier, long later, List<Hash> path) {

    /** What C2SP tlog-witness lets a client send. */
    public static final int MAX_PATH = 63;

    /** Keeps a copy of the path. */
    public ConsistencyProof {
        path = List.copyOf(path);
    }

    /**
     * Whether it proves that the tree of the later root begins with that of the earlier one (RFC 9162 2.1.4.2). From size 0 every
     * tree follows and the path is empty.
     */
    public boolean proves(Hash earlierRoot, Hash laterRoot) {
        if (earlier < 0 || earlier > later) {
            return false;
        }
        TreeHasher hasher = new TreeHasher();
        if (earlier == 0) {
            return path.isEmpty() && earlierRoot.equals(hasher.empty()) && (later > 0 || laterRoot.equals(earlierRoot));
        }
        if (earlier == later) {
            return path.isEmpty() && earlierRoot.equals(laterRoot);
        }
        return !path.isEmpty() && follows(earlierRoot, laterRoot, hasher);
    }

    private boolean follows(Hash earlierRoot, Hash laterRoot, TreeHasher hasher) {
        // A perfect earlier tree is a node of the later one, and its root stands for the path's first hash.
        boolean perfect = Long.bitCount(earlier) == 1;
        Hash first = perfect ? earlierRoot : path.getFirst();
        int shift = Long.numberOfTrailingZeros(earlier);
        long node = (earlier - 1) >> shift;
        long last = (later - 1) >> shift;
        Hash old = first;
        Hash now = first;
        for (Hash hash : path.subList(perfect ? 0 : 1, path.size())) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                old = hasher.node(hash, old);
                now = hasher.node(hash, now);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                now = hasher.node(now, hash);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && old.equals(earlierRoot) && now.equals(laterRoot);
    }
}
