// RFC 6962 hashing; proofs are verified as RFC 9162 2.1.3.2 and 2.1.4.2 say. Sizes are bigints: a double does not hold them all.

import { type Bytes, equal, sha256 } from "./bytes.ts";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The hash of an entry. */
export function leafHash(entry: Uint8Array): Promise<Bytes> {
  return sha256(LEAF, entry);
}

function node(left: Uint8Array, right: Uint8Array): Promise<Bytes> {
  return sha256(NODE, left, right);
}

/** The root that follows from a leaf; null where the path cannot belong to index and size. */
export async function rootOfInclusion(
  index: bigint,
  size: bigint,
  leaf: Bytes,
  path: readonly Bytes[],
): Promise<Bytes | null> {
  if (index < 0n || index >= size) {
    return null;
  }
  let at = index;
  let last = size - 1n;
  let hash = leaf;
  for (const sibling of path) {
    if (last === 0n) {
      return null;
    }
    if ((at & 1n) === 1n || at === last) {
      hash = await node(sibling, hash);
      while ((at & 1n) === 0n && at !== 0n) {
        at >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = await node(hash, sibling);
    }
    at >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? hash : null;
}

/** Whether the tree with this root has the leaf at the index. */
export async function provesInclusion(
  index: bigint,
  size: bigint,
  leaf: Bytes,
  path: readonly Bytes[],
  root: Bytes,
): Promise<boolean> {
  const found = await rootOfInclusion(index, size, leaf, path);
  return found !== null && equal(found, root);
}

/** Whether the later tree begins with all of the earlier one. */
export async function provesConsistency(
  earlier: bigint,
  later: bigint,
  earlierRoot: Bytes,
  laterRoot: Bytes,
  path: readonly Bytes[],
): Promise<boolean> {
  if (earlier < 0n || earlier > later) {
    return false;
  }
  if (earlier === 0n) {
    const empty = await sha256();
    return path.length === 0 && equal(earlierRoot, empty) && (later > 0n || equal(laterRoot, empty));
  }
  if (earlier === later) {
    return path.length === 0 && equal(earlierRoot, laterRoot);
  }
  // A perfect earlier tree is a node of the later one, and its root stands for the path's first hash.
  const perfect = (earlier & (earlier - 1n)) === 0n;
  const first = perfect ? earlierRoot : path[0];
  if (first === undefined || path.length === 0) {
    return false;
  }
  let at = earlier - 1n;
  let last = later - 1n;
  while ((at & 1n) === 1n) {
    at >>= 1n;
    last >>= 1n;
  }
  let old = first;
  let now = first;
  for (const hash of perfect ? path : path.slice(1)) {
    if (last === 0n) {
      return false;
    }
    if ((at & 1n) === 1n || at === last) {
      old = await node(hash, old);
      now = await node(hash, now);
      while ((at & 1n) === 0n && at !== 0n) {
        at >>= 1n;
        last >>= 1n;
      }
    } else {
      now = await node(now, hash);
    }
    at >>= 1n;
    last >>= 1n;
  }
  return last === 0n && equal(old, earlierRoot) && equal(now, laterRoot);
}
