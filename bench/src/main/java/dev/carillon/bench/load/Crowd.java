package dev.carillon.bench.load;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// Users who are connected and logged in, all on the caller's thread. A connection that ends is an error.
public final class Crowd implements AutoCloseable, Link.Events {
    private static final int CONNECTING_AT_ONCE = 128;
    private static final long LONGEST_WAIT = 100_000_000;
    private static final long LOAD_NUMBERS = 100_000_000;

    private final NetLoop net;
    private final List<Link> links = new ArrayList<>();
    private final Inboxes inboxes;
    private Load load = Load.NONE;
    private int loads;
    private int ready;
    private int lost;
    private String firstLoss = "";

    private Crowd(NetLoop net, int users, int loads) {
        this.net = net;
        this.inboxes = new Inboxes(users);
        this.loads = loads;
    }

    /// Connects one user for each token.
    ///
    /// @throws IllegalStateException when one of them fails
    public static Crowd connect(InetSocketAddress server, List<String> tokens) {
        return connect(server, tokens, 0);
    }

    /// As the other one, for a data folder that has seen these users before.
    ///
    /// @param loads how many there have been on this folder, or more; 80 at most
    public static Crowd connect(InetSocketAddress server, List<String> tokens, int loads) {
        var crowd = new Crowd(new NetLoop(server), tokens.size(), loads);
        try {
            crowd.connect(tokens);
            return crowd;
        } catch (RuntimeException e) {
            crowd.close();
            throw e;
        }
    }

    private void connect(List<String> tokens) {
        while (ready < tokens.size()) {
            while (links.size() < tokens.size() && links.size() - ready < CONNECTING_AT_ONCE) {
                int index = links.size();
                var link = new Link(net, this, index, tokens.get(index));
                links.add(link);
                net.open(link);
            }
            turn(LONGEST_WAIT);
        }
    }

    /// Serves until the time has come.
    public void runUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            long now = System.nanoTime();
            long next = Math.min(load.due(now), inboxes.due(now));
            turn(Math.clamp(next, 0, Math.min(left, LONGEST_WAIT)));
        }
    }

    public void runFor(double seconds) {
        runUntil(System.nanoTime() + (long) (seconds * 1e9));
    }

    private void turn(long waitNanos) {
        net.turn(waitNanos);
        if (lost > 0) {
            throw new IllegalStateException(lost + " connections ended, the first one so: " + firstLoss);
        }
    }

    void load(Load next) {
        load = next;
    }

    /// Message numbers of a load begin here, above all of the loads before: the server knows a mid again.
    long firstNumber() {
        return LOAD_NUMBERS * ++loads;
    }

    Link link(int user) {
        return links.get(user);
    }

    public int size() {
        return links.size();
    }

    Inboxes inboxes() {
        return inboxes;
    }

    long now() {
        return net.now();
    }

    // --- of the links

    @Override
    public void ready(Link link) {
        ready++;
    }

    @Override
    public void frame(Link link, byte[] bytes, int at, int length) {
        load.frame(link, bytes, at, length);
    }

    @Override
    public void lost(Link link, String why) {
        if (lost++ == 0) {
            firstLoss = why;
        }
    }

    /// Lets all connections go.
    @Override
    public void close() {
        links.forEach(Link::close);
        net.close();
    }
}
