package dev.carillon.bench.load;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// Users who connect, log in, and leave again as soon as they are welcome; as many at a time as asked for.
public final class LoginChurn implements AutoCloseable, Link.Events {
    private static final long LONGEST_WAIT = 100_000_000;

    private final NetLoop net;
    private final List<String> tokens;
    private final List<Link> open = new ArrayList<>();
    private boolean measuring;
    private long[] begun;
    private Latencies latencies = new Latencies();
    private int next;
    private String failure = "";

    /// @param atOnce logins under way, fewer than there are users
    public LoginChurn(InetSocketAddress server, List<String> tokens, int atOnce) {
        this.net = new NetLoop(server);
        this.tokens = tokens;
        this.begun = new long[tokens.size()];
        for (int i = 0; i < atOnce; i++) {
            login();
        }
    }

    private void login() {
        int user = next;
        next = (next + 1) % tokens.size();
        begun[user] = System.nanoTime();
        var link = new Link(net, this, user, tokens.get(user));
        open.add(link);
        net.open(link);
    }

    public void runFor(double seconds) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            net.turn(Math.min(left, LONGEST_WAIT));
            if (!failure.isEmpty()) {
                throw new IllegalStateException("a login failed: " + failure);
            }
        }
    }

    /// Runs for that time. Returns how long the logins took that were done within it.
    public Latencies measure(double seconds) {
        latencies = new Latencies();
        measuring = true;
        runFor(seconds);
        measuring = false;
        return latencies;
    }

    @Override
    public void ready(Link link) {
        if (measuring) {
            latencies.add(net.now() - begun[link.index()]);
        }
        open.remove(link);
        link.close();
        login();
    }

    @Override
    public void frame(Link link, byte[] bytes, int at, int length) {
        // it was only here to log in
    }

    @Override
    public void lost(Link link, String why) {
        failure = why;
    }

    @Override
    public void close() {
        open.forEach(Link::close);
        net.close();
    }
}
