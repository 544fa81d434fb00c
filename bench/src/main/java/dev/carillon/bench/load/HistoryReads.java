package dev.carillon.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Reads pages of 100 messages at random places of conversations, one after the other, the users of a crowd taking
/// turns; each reads the conversation with its partner.
public final class HistoryReads implements Load {
    private static final byte[] HISTORY = "{\"t\":\"history\"".getBytes(StandardCharsets.US_ASCII);
    private static final int PAGE = 100;
    private static final int SEED = 42;

    private final Crowd crowd;
    private final long lastOrder;
    private final Random random = new Random(SEED);
    private final Latencies latencies = new Latencies();
    private int turn;
    private long since;
    private String refusal = "";

    private HistoryReads(Crowd crowd, long lastOrder) {
        this.crowd = crowd;
        this.lastOrder = lastOrder;
    }

    /// Returns how long each took from the request to the whole page.
    ///
    /// @param lastOrder pages end at orders up to this
    public static Latencies measure(Crowd crowd, long lastOrder, int reads) {
        var history = new HistoryReads(crowd, lastOrder);
        crowd.load(history);
        history.next();
        while (history.latencies.total() < reads && history.refusal.isEmpty()) {
            crowd.runFor(0.01);
        }
        crowd.load(Load.NONE);
        if (!history.refusal.isEmpty()) {
            throw new IllegalStateException("no history: " + history.refusal);
        }
        return history.latencies;
    }

    private void next() {
        int user = turn;
        turn = (turn + 1) % (crowd.size() & ~1);
        since = System.nanoTime();
        crowd.link(user)
                .send(Text.frame("{\"t\":\"history\",\"id\":1,\"peer\":\"" + Users.address(user ^ 1) + "\",\"before\":"
                        + (1 + random.nextLong(lastOrder)) + ",\"limit\":" + PAGE + "}"));
    }

    @Override
    public void frame(Link link, byte[] bytes, int at, int length) {
        if (Scan.find(bytes, at, Math.min(at + length, at + HISTORY.length), HISTORY) == at) {
            latencies.add(crowd.now() - since);
            next();
        } else {
            refusal = new String(bytes, at, length, StandardCharsets.UTF_8);
        }
    }

    @Override
    public long due(long now) {
        return Long.MAX_VALUE;
    }
}
