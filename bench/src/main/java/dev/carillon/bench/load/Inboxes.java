package dev.carillon.bench.load;

import java.util.ArrayDeque;
import java.util.Queue;

/// What each user has of the inbox, and the acknowledgements, sent as the SDK sends them: 50 ms after the first
/// entry that is not acknowledged, for all that have come until then; earlier when half of the server's window is
/// used.
final class Inboxes {
    private static final long ACK_NANOS = 50_000_000;
    private static final long TICK_NANOS = 1_000_000;
    private static final int HALF_WINDOW = 128;

    private final long[] last;
    private final int[] unacknowledged;
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    private record Waiting(Link link, long due) {}

    Inboxes(int users) {
        last = new long[users];
        unacknowledged = new int[users];
    }

    /// Keeps an entry. False when it is not newer than the last one.
    boolean take(Link link, long seq, long now) {
        int user = link.index();
        if (seq <= last[user]) {
            return false;
        }
        last[user] = seq;
        int count = ++unacknowledged[user];
        if (count == 1) {
            waiting.add(new Waiting(link, now + ACK_NANOS));
        } else if (count >= HALF_WINDOW) {
            acknowledge(link);
        }
        return true;
    }

    /// Acknowledges where it is time. Returns in how many nanoseconds the next time comes.
    long due(long now) {
        for (Waiting first = waiting.peek(); first != null; first = waiting.peek()) {
            if (first.due > now) {
                return Math.max(TICK_NANOS, first.due - now);
            }
            acknowledge(first.link);
            waiting.remove();
        }
        return Long.MAX_VALUE;
    }

    private void acknowledge(Link link) {
        int user = link.index();
        if (unacknowledged[user] > 0) {
            unacknowledged[user] = 0;
            link.send(Text.frame("{\"t\":\"ack\",\"seq\":" + last[user] + "}"));
        }
    }
}
