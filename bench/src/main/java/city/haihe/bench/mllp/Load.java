package city.haihe.bench.mllp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Hospitals' ends of many MLLP connections, served by one thread so that the load takes little of the machine. Each connection
 * sends a message, waits for its AA, and sends the next; anything but AA ends the benchmark.
 */
final class Load implements AutoCloseable {

    private static final int START = 0x0b;
    private static final int END = 0x1c;
    private static final int CARRIAGE_RETURN = 0x0d;
    private static final int BUFFER_BYTES = 8 * 1024;
    private static final byte[] ACCEPTED = "\rMSA|AA|".getBytes(UTF_8);

    /** No acknowledgement of anything for so long means that the program hangs. */
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private static final long MAX_WAIT_MILLIS = 1_000;
    private static final long MILLISECOND_NANOS = 1_000_000;
    private static final long SHORT_PAUSE_NANOS = 100_000;

    private final Selector selector = Selector.open();
    private final List<Hospital> hospitals = new ArrayList<>();

    Load(int port, int connections, Mix mix, String run) throws IOException {
        for (int number = 0; number < connections; number++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.configureBlocking(false);
            channel.socket().setTcpNoDelay(true);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            Hospital hospital = new Hospital(channel, key, new HospitalTraffic(mix, number, run));
            key.attach(hospital);
            hospitals.add(hospital);
        }
    }

    /** When to stop. */
    record Until(int messages, long deadlineNanos) {

        static Until messages(int count) {
            return new Until(count, Long.MAX_VALUE);
        }

        static Until seconds(double seconds) {
            return new Until(Integer.MAX_VALUE, System.nanoTime() + (long) (seconds * 1e9));
        }
    }

    /**
     * What came of it.
     *
     * @param nanos from when each message was due to its acknowledgement, in order
     * @param bytes of the messages
     */
    record Done(long[] nanos, double seconds, long bytes) {

        double perSecond() {
            return nanos.length / seconds;
        }

        double millis(double part) {
            return nanos.length == 0 ? 0 : nanos[Math.min(nanos.length - 1, (int) (nanos.length * part))] / 1e6;
        }
    }

    private static final class Hospital {

        private final SocketChannel channel;
        private final HospitalTraffic traffic;
        private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
        private final SelectionKey key;
        private ByteBuffer out = ByteBuffer.allocate(0);
        private boolean waits;
        private long due;

        /** When the messages behind the one under way were due, where messages come whether or not the last was answered. */
        private final Deque<Long> later = new ArrayDeque<>();

        Hospital(SocketChannel channel, SelectionKey key, HospitalTraffic traffic) {
            this.channel = channel;
            this.key = key;
            this.traffic = traffic;
        }
    }

    /** Sends as fast as acknowledgements come. */
    Done run(Until until) throws IOException {
        return run(until, 0);
    }

    /**
     * Sends at a rate, or as fast as acknowledgements come where it is 0. With a rate a message is due when it is due: one that
     * has to wait for its connection counts from then.
     */
    Done run(Until until, double perSecond) throws IOException {
        Run run = new Run(until, perSecond);
        run.work();
        return run.done();
    }

    /** One measurement. */
    private final class Run {

        private final Until until;
        private final double gapNanos;
        private final long started = System.nanoTime();
        private long heard = started;
        private long[] nanos = new long[1 << 16];
        private int sent;
        private int answered;
        private long bytes;

        Run(Until until, double perSecond) {
            this.until = until;
            this.gapNanos = perSecond == 0 ? 0 : 1e9 / perSecond;
        }

        void work() throws IOException {
            for (Hospital hospital : hospitals) {
                if (gapNanos == 0 && isOpen()) {
                    send(hospital, System.nanoTime());
                    sent++;
                }
            }
            while (isOpen() || answered < sent) {
                if (gapNanos > 0) {
                    sendDue();
                }
                if (await() == 0) {
                    if (System.nanoTime() - heard > PATIENCE_NANOS) {
                        throw new IOException("no acknowledgement for a minute (expected: one)");
                    }
                    continue;
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    Hospital hospital = (Hospital) key.attachment();
                    if (key.isWritable()) {
                        flush(hospital);
                    }
                    if (key.isReadable() && receive(hospital)) {
                        answered(hospital);
                    }
                }
                selector.selectedKeys().clear();
            }
        }

        private boolean isOpen() {
            return sent < until.messages() && System.nanoTime() < until.deadlineNanos();
        }

        private long due(int number) {
            return started + (long) (number * gapNanos);
        }

        private void sendDue() throws IOException {
            while (isOpen() && due(sent) <= System.nanoTime()) {
                Hospital hospital = hospitals.get(sent % hospitals.size());
                if (hospital.waits) {
                    hospital.later.add(due(sent));
                } else {
                    send(hospital, due(sent));
                }
                sent++;
            }
        }

        /** Waits for something to read or write, or until the next message is due: to the millisecond, which is what waits can. */
        private int await() throws IOException {
            if (gapNanos == 0 || !isOpen()) {
                return selector.select(MAX_WAIT_MILLIS);
            }
            long left = due(sent) - System.nanoTime();
            return left < MILLISECOND_NANOS ? pollOnce(left) : selector.select(left / MILLISECOND_NANOS);
        }

        private int pollOnce(long left) throws IOException {
            int ready = selector.selectNow();
            if (ready == 0 && left > 0) {
                LockSupport.parkNanos(Math.min(left, SHORT_PAUSE_NANOS));
            }
            return ready;
        }

        private void answered(Hospital hospital) throws IOException {
            heard = System.nanoTime();
            if (answered == nanos.length) {
                nanos = Arrays.copyOf(nanos, answered * 2);
            }
            nanos[answered++] = heard - hospital.due;
            hospital.waits = false;
            if (!hospital.later.isEmpty()) {
                send(hospital, hospital.later.remove());
            } else if (gapNanos == 0 && isOpen()) {
                send(hospital, heard);
                sent++;
            }
        }

        private void send(Hospital hospital, long due) throws IOException {
            byte[] message = hospital.traffic.next();
            ByteBuffer frame = ByteBuffer.allocate(message.length + 3);
            frame.put((byte) START)
                    .put(message)
                    .put((byte) END)
                    .put((byte) CARRIAGE_RETURN)
                    .flip();
            hospital.out = frame;
            hospital.waits = true;
            hospital.due = due;
            bytes += message.length;
            flush(hospital);
        }

        Done done() {
            double seconds = (System.nanoTime() - started) / 1e9;
            long[] sorted = Arrays.copyOf(nanos, answered);
            Arrays.sort(sorted);
            return new Done(sorted, seconds, bytes);
        }
    }

    private static void flush(Hospital hospital) throws IOException {
        hospital.channel.write(hospital.out);
        int wanted = hospital.out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (hospital.key.interestOps() != wanted) {
            hospital.key.interestOps(wanted);
        }
    }

    /** Whether the acknowledgement is complete, which then was an AA. */
    private static boolean receive(Hospital hospital) throws IOException {
        ByteBuffer in = hospital.in;
        if (hospital.channel.read(in) < 0) {
            throw new IOException("the connection was closed before an acknowledgement came");
        }
        int length = in.position();
        if (length < 2 || in.get(length - 1) != CARRIAGE_RETURN || in.get(length - 2) != END) {
            if (!in.hasRemaining()) {
                throw new IOException("acknowledgement: more than " + BUFFER_BYTES + " bytes (expected: less)");
            }
            return false;
        }
        if (!contains(in.array(), length, ACCEPTED)) {
            throw new IOException("acknowledgement: " + new String(in.array(), 0, length, UTF_8).replace('\r', '\n')
                    + " (expected: AA)");
        }
        in.clear();
        return true;
    }

    private static boolean contains(byte[] bytes, int length, byte[] wanted) {
        for (int at = 0; at + wanted.length <= length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        for (Hospital hospital : hospitals) {
            hospital.channel.close();
        }
        selector.close();
    }
}
