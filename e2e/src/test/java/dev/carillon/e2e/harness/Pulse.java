package dev.carillon.e2e.harness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// Healthy clients, in pairs, of whom one writes to the other at a steady rate, whatever else happens to the server.
/// Each message has a time at which it is due; how long it took counts from then to its arrival, so that a server
/// that holds everything up does not make its own figures better.
public final class Pulse implements AutoCloseable {
    private static final long FIRST_MID = 1L << 45;
    private static final int PING_EVERY = 100;

    private final List<Pair> pairs;
    private final boolean stored;
    private final long interval;
    private final Queue<Long> latencies = new ConcurrentLinkedQueue<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private volatile boolean beating = true;

    /// What was measured in one stretch of time, in milliseconds.
    public record Window(int messages, double p50, double p99, double most) {}

    private Pulse(Stage stage, int pairs, int perSecond, boolean stored) throws IOException {
        this.stored = stored;
        this.interval = 1_000_000_000L / perSecond;
        this.pairs = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            this.pairs.add(new Pair(stage, i));
        }
    }

    /// @param perSecond messages that each pair exchanges
    public static Pulse start(Stage stage, int pairs, int perSecond) throws IOException {
        return start(stage, pairs, perSecond, true);
    }

    /// @param stored whether the messages are stored; if not, the disk has no part in how long they take
    public static Pulse start(Stage stage, int pairs, int perSecond, boolean stored) throws IOException {
        var pulse = new Pulse(stage, pairs, perSecond, stored);
        pulse.pairs.forEach(Pair::start);
        return pulse;
    }

    /// One writes, the other reads; threads of the system, so that what else a test does is less in their way.
    private final class Pair {
        private final WireSocket writer;
        private final WireSocket reader;
        private final String to;
        private final int number;
        private final long begin = System.nanoTime();
        private final AtomicLong sent = new AtomicLong();
        private final AtomicLong accepted = new AtomicLong();
        private final AtomicLong arrived = new AtomicLong();

        Pair(Stage stage, int number) throws IOException {
            this.number = number;
            this.to = stage.address("hears" + number);
            reader = loggedIn(stage, "hears" + number);
            writer = loggedIn(stage, "beats" + number);
        }

        private WireSocket loggedIn(Stage stage, String name) throws IOException {
            WireSocket socket = WireSocket.open(stage.server().address(), Cut.NEVER);
            socket.sendText(stage.token(name, "phone").hello().bytes());
            if (!socket.receive().text().contains("\"welcome\"")) {
                throw new IOException(name + " was not welcomed");
            }
            return socket;
        }

        void start() {
            Thread.ofPlatform().daemon().start(() -> guarded(this::write));
            Thread.ofPlatform().daemon().start(() -> guarded(this::answers));
            Thread.ofPlatform().daemon().start(() -> guarded(this::read));
        }

        private void write() throws IOException {
            for (long n = 1; beating; n++) {
                for (long early = due(n) - System.nanoTime(); early > 0; early = due(n) - System.nanoTime()) {
                    LockSupport.parkNanos(early);
                }
                sent.set(n);
                Frame message = Frame.message(to, FIRST_MID + n, "#" + n).with("id", n);
                writer.sendText((stored ? message : message.with("expiry", 0)).bytes());
            }
        }

        private long due(long n) {
            return begin + n * interval + interval * number / pairs.size();
        }

        private void answers() throws IOException {
            while (true) {
                Frame frame = Frame.parse(writer.receive().payload());
                if (frame.has("seq")) {
                    writer.sendText(ack(frame));
                } else if (!frame.t().equals("sent") || frame.number("id") != accepted.incrementAndGet()) {
                    problems.add("writer " + number + " got " + frame);
                }
            }
        }

        private void read() throws IOException {
            while (true) {
                WireSocket.Received received = reader.receive();
                long now = System.nanoTime();
                Frame frame = Frame.parse(received.payload());
                if (frame.t().equals("pong")) {
                    continue;
                }
                long n = arrived.incrementAndGet();
                if (!frame.text("content.text").equals("#" + n)) {
                    problems.add("reader " + number + " expected #" + n + ", got " + frame);
                }
                latencies.add(now - due(n));
                if (frame.has("seq")) {
                    reader.sendText(ack(frame));
                } else if (n % PING_EVERY == 0) {
                    // whoever has nothing to acknowledge says in another way that it is there
                    reader.sendText(Frame.of("ping").bytes());
                }
            }
        }

        private static byte[] ack(Frame entry) {
            return Frame.of("ack").with("seq", entry.number("seq")).bytes();
        }

        boolean isSettled() {
            return accepted.get() == sent.get() && arrived.get() == sent.get();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void guarded(Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            if (beating) {
                problems.add(e.toString());
            }
        }
    }

    /// What was measured since the last time.
    public Window window() {
        List<Long> all = new ArrayList<>();
        for (Long next = latencies.poll(); next != null; next = latencies.poll()) {
            all.add(next);
        }
        double[] millis = all.stream().mapToDouble(nanos -> nanos / 1e6).toArray();
        Arrays.sort(millis);
        return new Window(millis.length, at(millis, 0.5), at(millis, 0.99), at(millis, 1));
    }

    private static double at(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    /// How many messages have arrived.
    public long arrived() {
        return pairs.stream().mapToLong(pair -> pair.arrived.get()).sum();
    }

    /// Ends the writing. Waits for what is on its way with [#isSettled].
    public void stop() {
        beating = false;
    }

    /// Whether everything that was sent was accepted and has arrived.
    public boolean isSettled() {
        return !beating
                && IntStream.range(0, pairs.size()).allMatch(i -> pairs.get(i).isSettled());
    }

    /// Everything that was not as it must be.
    public List<String> problems() {
        return List.copyOf(problems);
    }

    @Override
    public void close() throws IOException {
        beating = false;
        for (Pair pair : pairs) {
            pair.writer.close();
            pair.reader.close();
        }
    }
}
