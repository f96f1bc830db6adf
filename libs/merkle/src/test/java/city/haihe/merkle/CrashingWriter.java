package city.haihe.merkle;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A process that grows a log until it is killed, and says the size of each checkpoint that it has published. */
final class CrashingWriter {

    private CrashingWriter() {}

    /** Goes on with the log in the directory that the first argument names. */
    public static void main(String[] arguments) throws MalformedException {
        LogDirectory directory = new LogDirectory(Path.of(arguments[0]));
        TreeWriter writer = resume(directory);
        for (int batch = 1; ; batch++) {
            long size = writer.head().size();
            List<byte[]> entries = new ArrayList<>();
            for (int added = 0; added < 1 + 97 * batch % 400; added++) {
                entries.add(SampleLog.entry((int) size + added));
            }
            TreeHead head = writer.append(entries);
            directory.publish(new Checkpoint(SampleLog.ORIGIN, head).sign(SampleLog.KEYS, SampleLog.TIME));
            System.out.println(head.size());
        }
    }

    static TreeWriter resume(LogDirectory directory) throws MalformedException {
        Optional<byte[]> checkpoint = directory.checkpoint();
        return checkpoint.isEmpty()
                ? TreeWriter.create(directory)
                : TreeWriter.resume(
                        directory,
                        Checkpoint.of(SignedNote.parse(checkpoint.get())).head());
    }
}
