/**
 * The transparency log: a Merkle tree in tiles (C2SP tlog-tiles, RFC 6962 hashing), its proofs, signed checkpoints, witnesses,
 * and verifiers that need nothing but files and public keys.
 */
@NullMarked
package city.haihe.merkle;

import org.jspecify.annotations.NullMarked;
