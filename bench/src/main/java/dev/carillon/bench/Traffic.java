package dev.carillon.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The load of [MessagesCommand]. A message's `mid` holds its sender and its number, so that answers and deliveries
/// find it again without a table.
///
/// Entries are acknowledged once for everything that was read at once. An entry that repeats or goes back is counted
/// as missing: the measurement would be worth nothing.
final class Traffic implements Load {
    private static final int NUMBER_BITS = 28;
    private static final int SLOTS = 256;

    /// Who sends to whom.
    ///
    /// @param group members of a group, of whom the first one sends; 0: users in pairs, all of whom send
    record Shape(int users, int inFlight, int group, long[] gids) {
        boolean sends(int user) {
            return group == 0 ? (user ^ 1) < users : user % group == 0 && user / group < gids.length;
        }

        int recipients() {
            return group == 0 ? 1 : group - 1;
        }
    }

    /// One sender's messages under way.
    private static final class Sending {
        private final long[] since = new long[SLOTS];
        /// Answers and deliveries still to come; 0: free.
        private final int[] left = new int[SLOTS];
        private int next;
        private int underWay;
        private final byte[] head;

        Sending(byte[] head) {
            this.head = head;
        }
    }

    private final Shape shape;
    private final byte[] tail;
    private final @Nullable Sending[] senders;
    private final long[] acknowledge;
    private final long[] cursors;
    private final byte[] scratch;
    private Latencies answers = new Latencies();
    private Latencies deliveries = new Latencies();
    private boolean measuring;
    private boolean sending = true;
    private long underWay;
    private long refused;
    private long repeated;
    private List<Link> links = List.of();

    Traffic(Shape shape, int bytes, int flags) {
        this.shape = shape;
        this.senders = new @Nullable Sending[shape.users()];
        this.acknowledge = new long[shape.users()];
        this.cursors = new long[shape.users()];
        this.tail = (",\"flags\":" + flags + ",\"content\":{\"text\":\"" + "x".repeat(bytes) + "\"}}")
                .getBytes(StandardCharsets.US_ASCII);
        this.scratch = new byte[tail.length + 200];
    }

    /// @param links user by user
    void start(List<Link> links) {
        this.links = links;
        for (Link link : links) {
            if (shape.sends(link.index)) {
                String to = shape.group() == 0
                        ? "\"to\":\"" + Backend.address(link.index ^ 1) + "\""
                        : "\"gid\":" + shape.gids()[link.index / shape.group()];
                var sender = new Sending(
                        ("{\"t\":\"send\"," + to + ",\"id\":1,\"mid\":").getBytes(StandardCharsets.US_ASCII));
                senders[link.index] = sender;
                fill(link, sender);
            }
        }
    }

    private void fill(Link link, Sending sender) {
        while (sending && sender.underWay < shape.inFlight() && sender.left[sender.next % SLOTS] == 0) {
            int slot = sender.next % SLOTS;
            sender.left[slot] = 1 + shape.recipients();
            sender.since[slot] = System.nanoTime();
            send(link, sender, ((long) (link.index + 1) << NUMBER_BITS) | sender.next);
            sender.next++;
            sender.underWay++;
            underWay++;
        }
    }

    private void send(Link link, Sending sender, long mid) {
        System.arraycopy(sender.head, 0, scratch, 0, sender.head.length);
        int at = digits(mid, sender.head.length);
        System.arraycopy(tail, 0, scratch, at, tail.length);
        link.send(scratch, at + tail.length);
    }

    private int digits(long number, int at) {
        int end = at + (number == 0 ? 1 : (int) Math.log10(number) + 1);
        for (int i = end - 1; i >= at; i--) {
            scratch[i] = (byte) ('0' + number % 10);
            number /= 10;
        }
        return end;
    }

    // --- what comes

    /// The server puts `seq` first, then `t`.
    @Override
    public void frame(Link link, byte[] bytes, int at, int length) {
        int end = at + length;
        int type = at + 6;
        if (bytes[at + 2] == 's') {
            long seq = number(bytes, at + 7, end);
            if (seq <= cursors[link.index]) {
                repeated++;
                return;
            }
            cursors[link.index] = seq;
            acknowledge[link.index] = seq;
            type = after(bytes, at + 7, end, "\"t\":\"");
        }
        if (bytes[type] == 'm') {
            taken(number(bytes, after(bytes, type, end, "\"mid\":"), end), deliveries);
        } else if (bytes[type] == 's' && bytes[type + 1] == 'e' && bytes[type + 2] == 'n') {
            taken(number(bytes, after(bytes, type, end, "\"mid\":"), end), answers);
        } else if (bytes[type] == 'e') {
            refused++;
            if (refused == 1) {
                System.err.println("refused: " + new String(bytes, at, length, StandardCharsets.UTF_8));
            }
        }
    }

    private void taken(long mid, Latencies times) {
        int index = (int) (mid >> NUMBER_BITS) - 1;
        Sending sender = index < 0 || index >= senders.length ? null : senders[index];
        if (sender == null) {
            return;
        }
        int slot = (int) (mid & ((1 << NUMBER_BITS) - 1)) % SLOTS;
        if (measuring) {
            times.add(System.nanoTime() - sender.since[slot]);
        }
        if (--sender.left[slot] == 0) {
            sender.underWay--;
            underWay--;
            fill(links.get(index), sender);
        }
    }

    @Override
    public void readSome(Link link) {
        long seq = acknowledge[link.index];
        if (seq > 0) {
            acknowledge[link.index] = 0;
            byte[] ack = ("{\"t\":\"ack\",\"seq\":" + seq + "}").getBytes(StandardCharsets.US_ASCII);
            link.send(ack, ack.length);
        }
    }

    private static long number(byte[] bytes, int at, int end) {
        long number = 0;
        for (int i = at; i < end && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            number = number * 10 + (bytes[i] - '0');
        }
        return number;
    }

    /// Where the text ends that is looked for; the end of the frame when it is not there.
    private static int after(byte[] bytes, int from, int end, String text) {
        int length = text.length();
        for (int i = from; i + length < end; i++) {
            int n = 0;
            while (n < length && bytes[i + n] == text.charAt(n)) {
                n++;
            }
            if (n == length) {
                return i + length;
            }
        }
        return end - 1;
    }

    // --- the measurement

    void measure(boolean on) {
        if (on) {
            answers = new Latencies();
            deliveries = new Latencies();
        }
        measuring = on;
    }

    void stop() {
        sending = false;
    }

    Latencies answers() {
        return answers;
    }

    Latencies deliveries() {
        return deliveries;
    }

    /// Messages that were not both answered and received by all, and entries that came twice.
    long missing() {
        return underWay + repeated;
    }

    long refused() {
        return refused;
    }
}
