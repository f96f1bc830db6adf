package city.haihe.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code ./haihe bench hl7}: parsing and mapping HL7 v2, beside the libraries that most use for it. */
public final class Hl7Benchmark {

    private Hl7Benchmark() {}

    /** Runs it: {@code [--corpus DIR]} adds the {@code *.hl7} files of a directory. */
    public static void main(String[] arguments) throws Exception {
        List<byte[]> messages = new ArrayList<>(Messages.ofTheCity());
        if (arguments.length == 2 && arguments[0].equals("--corpus")) {
            messages.addAll(Messages.below(Path.of(arguments[1])));
        } else if (arguments.length > 0) {
            System.err.printf("haihe bench hl7: \"%s\" (expected: --corpus DIR)%n", String.join(" ", arguments));
            System.exit(2);
        }
        System.out.println("CPU time of the one thread that works, in turn; median of 5 rounds");
        fight(new Duel(new OurParser(), new HapiParser()), messages);
        fight(new Duel(new OurMapper(), new PeerMapper()), messages);
    }

    private static void fight(Duel duel, List<byte[]> messages) throws Exception {
        List<byte[]> taken = duel.takenByBoth(messages);
        System.out.printf("%n| | CPU us a message | fastest to slowest round |%n|---|---|---|%n");
        duel.run(taken);
        System.out.println();
    }
}
