package city.haihe.merkle;

import java.util.OptionalLong;

/**
 * A signature that is valid.
 *
 * @param key whose it is
 * @param line the signature line
 * @param time POSIX seconds of when it was made, for cosignatures; 0 says that none was stated
 */
public record VerifiedSignature(VerifierKey key, NoteSignature line, OptionalLong time) {}
