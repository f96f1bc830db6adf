package city.haihe.merkle;

import java.util.OptionalLong;

/** What came of walking a whole log. */
public sealed interface LogVerification {

    /**
     * Everything fits.
     *
     * @param checkpoint the log's checkpoint
     * @param opened how many entries were compared with what they commit to
     * @param erased how many have nothing left that they commit to
     */
    record Sound(Checkpoint checkpoint, long opened, long erased) implements LogVerification {}

    /**
     * Something is wrong; this is the first thing.
     *
     * @param path the file of the log: {@code checkpoint}, or the path of a tile or bundle
     * @param index in a tile the hash's place, from 0; in a bundle the entry's index in the log; none where the whole is meant
     * @param problem what is wrong
     */
    record Broken(String path, OptionalLong index, String problem) implements LogVerification {}
}
