package city.haihe.merkle;

import java.util.List;

/**
 * What a log asks of a witness (C2SP tlog-witness, add-checkpoint).
 *
 * @param oldSize the size of the checkpoint that the witness has cosigned last
 * @param path the consistency proof from there
 * @param note the log's new checkpoint, signed
 * @param checkpoint what is in it
 */
public record AddCheckpoint(long oldSize, List<Hash> path, SignedNote note, Checkpoint checkpoint) {

    private static final String OLD = "old ";

    /** Keeps a copy of the path. */
    public AddCheckpoint {
        path = List.copyOf(path);
    }

    /** Asks for a cosignature of a checkpoint that the witness does not have. */
    public static AddCheckpoint of(ConsistencyProof proof, SignedNote note) throws MalformedException {
        return new AddCheckpoint(proof.earlier(), proof.path(), note, Checkpoint.of(note));
    }

    /** Reads the body of a request. */
    public static AddCheckpoint parse(byte[] body) throws MalformedException {
        Lines lines = new Lines(SignedNote.utf8(body), 1);
        String first = lines.next("old SIZE");
        if (!first.startsWith(OLD)) {
            throw lines.wrong(first, "old SIZE");
        }
        long oldSize = lines.number(first.substring(OLD.length()), "a size, decimal without leading zeroes");
        List<Hash> path = LogProof.hashes(lines, ConsistencyProof.MAX_PATH);
        SignedNote note = SignedNote.parse(lines.rest(), lines.line() + 1);
        return new AddCheckpoint(oldSize, path, note, Checkpoint.parse(note.text(), lines.line() + 1));
    }

    /** The body of the request. */
    @Override
    public String toString() {
        StringBuilder body = new StringBuilder(OLD).append(oldSize).append('\n');
        path.forEach(hash -> body.append(hash.base64()).append('\n'));
        return body.append('\n').append(note).toString();
    }
}
