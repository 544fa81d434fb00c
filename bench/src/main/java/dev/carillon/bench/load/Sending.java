package dev.carillon.bench.load;

/// One sender's messages under way. Each has a slot by its number; a slot is free when its message was answered and
/// has arrived everywhere.
final class Sending {
    private final Link link;
    private final Text frame;
    private final long first;
    private final int mask;
    private final long[] since;
    private final int[] left;
    private long next;
    private int underWay;

    /// @param slots a power of two, more than there will ever be messages under way
    /// @param first number of the first message
    Sending(Link link, Text frame, int slots, long first) {
        this.link = link;
        this.frame = frame;
        this.first = first;
        this.next = first;
        this.mask = slots - 1;
        this.since = new long[slots];
        this.left = new int[slots];
    }

    boolean hasRoom() {
        return left[(int) next & mask] == 0;
    }

    /// @param time from which on its latency counts
    /// @param steps answers and deliveries after which it is done
    void send(long time, int steps) {
        int slot = (int) next & mask;
        since[slot] = time;
        left[slot] = steps;
        link.send(frame.with(next));
        next++;
        underWay++;
    }

    /// Whether this message is one that is under way.
    boolean knows(long number) {
        return number >= Math.max(first, next - left.length) && number < next && left[(int) number & mask] > 0;
    }

    long since(long number) {
        return since[(int) number & mask];
    }

    /// An answer or a delivery has come. True when it was the last one.
    boolean step(long number) {
        boolean done = --left[(int) number & mask] == 0;
        if (done) {
            underWay--;
        }
        return done;
    }

    int underWay() {
        return underWay;
    }
}
