package city.haihe.peers;

import city.haihe.simulator.DemoConnection;
import city.haihe.simulator.SampleCity;
import city.haihe.simulator.TrafficGenerator;
import city.haihe.simulator.TrafficMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What is parsed and mapped: the sample city's traffic, and the messages of a directory. */
final class Messages {

    private static final int FROM_THE_CITY = 500;

    private Messages() {}

    /** Messages of our own, in UTF-8, the same at every run. */
    static List<byte[]> ofTheCity() {
        SampleCity city =
                SampleCity.of(SampleCity.DEFAULT_SEED, LocalDate.of(2026, 11, 24), SampleCity.DEFAULT_RESIDENTS);
        DemoConnection connection = city.connections().stream()
                .filter(one -> one.charset().equals("UTF_8"))
                .findFirst()
                .orElseThrow();
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-24T01:00:00Z"));
        TrafficGenerator traffic = new TrafficGenerator(city, connection, SampleCity.DEFAULT_SEED, 0, clock);
        List<byte[]> messages = new ArrayList<>();
        while (messages.size() < FROM_THE_CITY) {
            TrafficMessage message = traffic.next();
            if (message.acceptable()) {
                messages.add(message.bytes());
            }
        }
        return messages;
    }

    /** Every file {@code *.hl7} below the directory, one message each; line feeds are segment ends. */
    static List<byte[]> below(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".hl7"))
                    .sorted()
                    .map(Messages::read)
                    .toList();
        }
    }

    /** HAPI knows only CR between segments. */
    private static byte[] read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            byte[] plain = new byte[bytes.length];
            int length = 0;
            for (int at = 0; at < bytes.length; at++) {
                boolean second = bytes[at] == '\n' && at > 0 && bytes[at - 1] == '\r';
                if (!second) {
                    plain[length++] = bytes[at] == '\n' ? (byte) '\r' : bytes[at];
                }
            }
            return Arrays.copyOf(plain, length);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
