package dev.carillon.bench.load;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// Requests to the Backend API over many kept-alive connections, each of which makes the next request when it has
/// the answer to the one before. A refusal or a lost connection is an error.
public final class HttpCalls implements AutoCloseable {
    private static final long LONGEST_WAIT = 100_000_000;

    private final NetLoop net;
    private final HttpWork work;
    private final List<HttpWire> wires = new ArrayList<>();
    private int taken;
    private int answered;
    private boolean over;
    private boolean measuring;
    private Latencies latencies = new Latencies();
    private String failure = "";

    public HttpCalls(InetSocketAddress server, int connections, HttpWork work) {
        this.net = new NetLoop(server);
        this.work = work;
        for (int i = 0; i < connections; i++) {
            var wire = new HttpWire(net, this);
            wires.add(wire);
            net.open(wire);
        }
    }

    public void runFor(double seconds) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            turn(Math.min(left, LONGEST_WAIT));
        }
    }

    /// Runs for that time. Returns how long the requests took that were answered within it.
    public Latencies measure(double seconds) {
        latencies = new Latencies();
        measuring = true;
        runFor(seconds);
        measuring = false;
        return latencies;
    }

    /// Runs until the work has no more requests and all are answered.
    public void finish() {
        while (!over || answered < taken) {
            turn(LONGEST_WAIT);
        }
    }

    /// Makes no more requests and waits for the answers under way.
    public void drain() {
        over = true;
        finish();
    }

    private void turn(long waitNanos) {
        net.turn(waitNanos);
        if (!failure.isEmpty()) {
            throw new IllegalStateException(failure);
        }
    }

    // --- of the wires

    void next(HttpWire wire) {
        String request = over ? null : work.next(taken);
        if (request == null) {
            over = true;
        } else {
            wire.request(taken++, request);
        }
    }

    void answered(int index, long since, byte[] bytes, int at, int length) {
        answered++;
        if (measuring) {
            latencies.add(net.now() - since);
        }
        work.answered(index, bytes, at, length);
    }

    void refused(String answer) {
        failure = "the server refused a request: " + answer;
    }

    void lost(String why) {
        if (!over || answered < taken) {
            failure = "a connection was lost: " + why;
        }
    }

    @Override
    public void close() {
        wires.forEach(Wire::close);
        net.close();
    }
}
