package city.haihe.merkle;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One signature line of a note: the em dash, the key's name, and base64 of key id and signature (C2SP signed-note, Format).
 * Immutable.
 */
public final class NoteSignature {

    private static final String DASH = "— ";

    private final String name;
    private final int keyId;
    private final byte[] signature;

    NoteSignature(String name, int keyId, byte[] signature) {
        this.name = name;
        this.keyId = keyId;
        this.signature = signature;
    }

    /** Reads the line that a reader stands behind, without its newline. */
    static NoteSignature parse(String line, Lines at) throws MalformedException {
        String[] parts = line.startsWith(DASH) ? line.substring(DASH.length()).split(" ", -1) : new String[0];
        if (parts.length != 2 || !KeyName.isValid(parts[0])) {
            throw at.wrong(line, "— NAME BASE64");
        }
        byte[] bytes = Base64Text.decode(parts[1])
                .filter(decoded -> decoded.length > Integer.BYTES)
                .orElseThrow(() -> at.wrong(parts[1], "base64 of a key id of 4 bytes and a signature"));
        return new NoteSignature(
                parts[0], ByteBuffer.wrap(bytes).getInt(), Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length));
    }

    /** The key's name. */
    public String name() {
        return name;
    }

    /** The key's id. */
    public int keyId() {
        return keyId;
    }

    /** The signature itself, without the key id. */
    public byte[] signature() {
        return signature.clone();
    }

    /** Whether the line is of this key, by name and id. */
    public boolean isOf(VerifierKey key) {
        return keyId == key.id() && name.equals(key.name());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteSignature that
                && keyId == that.keyId
                && name.equals(that.name)
                && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return 31 * keyId + Arrays.hashCode(signature);
    }

    /** The line without its newline. */
    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES + signature.length)
                .putInt(keyId)
                .put(signature)
                .array();
        return DASH + name + " " + Base64Text.encode(bytes);
    }
}
