package dev.carillon.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/// One thread, the caller's, that serves many client connections: reads what there is, then writes to each connection
/// once.
final class Loop implements AutoCloseable {
    private static final int CONNECTING_AT_ONCE = 200;

    private final Selector selector = Selector.open();
    private final ByteBuffer shared = ByteBuffer.allocate(1 << 20);
    private final InetSocketAddress server;
    private final List<Link> links = new ArrayList<>();
    private List<Link> dirty = new ArrayList<>();
    private Load load = Load.NONE;
    private int ready;
    private int ended;

    Loop(InetSocketAddress server) throws IOException {
        this.server = server;
    }

    /// Connects and logs in one user for each token.
    ///
    /// @throws IllegalStateException when a connection fails
    void connect(List<String> tokens) throws IOException {
        while (ready < tokens.size()) {
            while (links.size() < tokens.size() && links.size() - ready < CONNECTING_AT_ONCE) {
                int index = links.size();
                links.add(new Link(this, selector, server, index, tokens.get(index)));
            }
            turn(1_000);
        }
    }

    void load(Load next) {
        load = next;
    }

    Load load() {
        return load;
    }

    List<Link> links() {
        return links;
    }

    /// Serves until the time has come.
    void runUntil(long nanoTime) throws IOException {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            turn(Math.clamp(left / 1_000_000, 1, 100));
        }
    }

    private void turn(long millis) throws IOException {
        flush();
        selector.select(this::selected, millis);
        flush();
        if (ended > 0) {
            throw new IllegalStateException(ended + " connections ended");
        }
    }

    private void selected(SelectionKey key) {
        ((Link) key.attachment()).selected(shared);
    }

    private void flush() {
        List<Link> now = dirty;
        dirty = new ArrayList<>(now.size());
        now.forEach(Link::flush);
    }

    // --- for the links

    void ready(Link link) {
        ready++;
        load.readSome(link);
    }

    void ended(Link link, String why) {
        System.err.println("connection " + link.index + ": " + why);
        ended++;
    }

    void flushLater(Link link) {
        dirty.add(link);
    }

    @Override
    public void close() throws IOException {
        links.forEach(Link::close);
        selector.close();
    }
}
