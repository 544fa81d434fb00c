package dev.carillon.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages within a [Crowd], in one of two ways. In a closed loop each sender has so many messages under way and
/// sends the next one when one of them was answered *and* has arrived everywhere. On a schedule messages leave at
/// an even rate, the senders taking turns, and latency counts from the time at which a message should have left.
///
/// Each recipient must get each message once and in order. What repeats, goes missing or comes out of order is
/// counted; if there is any, the measurement is worth nothing.
public final class Traffic implements Load {
    /// Most messages under way a sender in a closed loop.
    public static final int MOST_IN_FLIGHT = 256;

    private static final int SCHEDULE_SLOTS = 1024;
    /// For each message under way in a closed loop: one that takes long must not keep later ones from leaving.
    private static final int SLOTS_EACH = 4;
    private static final double DRAIN_SECONDS = 10;

    private static final byte[] TYPE = ascii("\"t\":\"");
    private static final byte[] MESSAGE = ascii("message\"");
    private static final byte[] SENT = ascii("sent\"");
    private static final byte[] STATUS = ascii("status\"");
    private static final byte[] ERROR = ascii("error\"");
    private static final byte[] SEQ = ascii("{\"seq\":");
    private static final byte[] MID = ascii("\"mid\":");

    private final Crowd crowd;
    private final Shape shape;
    private final int inFlight;
    private final @Nullable Schedule schedule;
    private final @Nullable Sending[] senders;
    private final List<Sending> turns = new ArrayList<>();
    /// By recipient, the number that its sender's next message must have.
    private final long[] expected;

    private int turn;
    private boolean sending = true;
    private boolean measuring;
    private Tally tally = new Tally();

    private long underWay;
    private long receiptsDue;
    private long wrong;
    private long refused;
    private String firstRefusal = "";

    private Traffic(Crowd crowd, Shape shape, int inFlight, @Nullable Schedule schedule, int slots) {
        this.crowd = crowd;
        this.shape = shape;
        this.inFlight = inFlight;
        this.schedule = schedule;
        this.senders = new @Nullable Sending[crowd.size()];
        this.expected = new long[crowd.size()];
        long first = crowd.firstNumber();
        Arrays.fill(expected, first);
        for (int user = 0; user < senders.length; user++) {
            if (shape.sends(user, senders.length)) {
                var sender = new Sending(crowd.link(user), shape.frame(user), slots, first);
                senders[user] = sender;
                turns.add(sender);
            }
        }
    }

    /// Begins a closed loop; it goes on whenever the crowd runs.
    public static Traffic closedLoop(Crowd crowd, Shape shape, int inFlight) {
        if (inFlight < 1 || inFlight > MOST_IN_FLIGHT) {
            throw new IllegalArgumentException("in flight: 1 to " + MOST_IN_FLIGHT);
        }
        int slots = SLOTS_EACH * Integer.highestOneBit(2 * inFlight - 1);
        var traffic = new Traffic(crowd, shape, inFlight, null, slots);
        crowd.load(traffic);
        long now = System.nanoTime();
        traffic.turns.forEach(sender -> traffic.fill(sender, now));
        return traffic;
    }

    /// Begins to send at that rate, all senders together; it goes on whenever the crowd runs.
    public static Traffic scheduled(Crowd crowd, Shape shape, double perSecond) {
        var schedule = new Schedule(perSecond, System.nanoTime());
        var traffic = new Traffic(crowd, shape, Integer.MAX_VALUE, schedule, SCHEDULE_SLOTS);
        crowd.load(traffic);
        return traffic;
    }

    // --- sending

    private void fill(Sending sender, long now) {
        while (sending && sender.underWay() < inFlight && sender.hasRoom()) {
            send(sender, now);
        }
    }

    private void send(Sending sender, long time) {
        sender.send(time, shape.recipients() + (shape.stored() ? 1 : 0));
        underWay++;
        if (shape.receipts()) {
            receiptsDue++;
        }
    }

    @Override
    public long due(long now) {
        if (schedule == null || !sending) {
            return Long.MAX_VALUE;
        }
        while (schedule.next() <= now) {
            Sending sender = withRoom();
            if (sender == null) {
                return 0;
            }
            if (measuring) {
                tally.lateness.add(now - schedule.next());
            }
            send(sender, schedule.next());
            schedule.take();
        }
        return schedule.next() - now;
    }

    /// The next sender who can send; null when none can.
    private @Nullable Sending withRoom() {
        for (int i = 0; i < turns.size(); i++) {
            Sending sender = turns.get(turn);
            turn = (turn + 1) % turns.size();
            if (sender.hasRoom()) {
                return sender;
            }
        }
        return null;
    }

    // --- what comes

    /// An entry of an inbox begins with `seq`, then, as in all frames, comes `t`.
    @Override
    public void frame(Link link, byte[] bytes, int at, int length) {
        int end = at + length;
        if (at == Scan.find(bytes, at, Math.min(end, at + SEQ.length), SEQ)
                && !crowd.inboxes().take(link, Scan.number(bytes, at + SEQ.length, end), crowd.now())) {
            wrong++;
            return;
        }
        int type = Scan.find(bytes, at, end, TYPE) + TYPE.length;
        if (is(bytes, type, end, MESSAGE)) {
            message(link, mid(bytes, type, end));
        } else if (is(bytes, type, end, SENT)) {
            answered(mid(bytes, type, end));
        } else if (is(bytes, type, end, STATUS)) {
            receiptsDue--;
        } else if (is(bytes, type, end, ERROR) && refused++ == 0) {
            firstRefusal = new String(bytes, at, length, StandardCharsets.UTF_8);
        }
    }

    private static boolean is(byte[] bytes, int at, int end, byte[] word) {
        return Scan.find(bytes, at, Math.min(end, at + word.length), word) == at;
    }

    private static long mid(byte[] bytes, int from, int end) {
        int at = Scan.find(bytes, from, end, MID);
        return at < 0 ? 0 : Scan.number(bytes, at + MID.length, end);
    }

    private void message(Link link, long mid) {
        long number = Mid.number(mid);
        if (number != expected[link.index()]) {
            wrong++;
        }
        expected[link.index()] = number + 1;
        step(mid, tally.deliveries);
    }

    private void answered(long mid) {
        step(mid, tally.answers);
    }

    private void step(long mid, Latencies times) {
        long number = Mid.number(mid);
        Sending sender = Mid.is(mid) && Mid.sender(mid) < senders.length ? senders[Mid.sender(mid)] : null;
        if (sender == null || !sender.knows(number)) {
            wrong++;
            return;
        }
        if (measuring) {
            times.add(crowd.now() - sender.since(number));
        }
        if (sender.step(number)) {
            underWay--;
            if (schedule == null) {
                fill(sender, crowd.now());
            }
        }
    }

    // --- the measurement

    /// What was counted within a time.
    public static final class Tally {
        private final Latencies deliveries = new Latencies();
        private final Latencies answers = new Latencies();
        private final Latencies lateness = new Latencies();

        /// Copies that arrived.
        public Latencies deliveries() {
            return deliveries;
        }

        /// Answers after the disk has it.
        public Latencies answers() {
            return answers;
        }

        /// How late messages of a schedule left: what this generator cannot do better.
        public Latencies lateness() {
            return lateness;
        }
    }

    /// Runs on for that time, and tells what happened within it.
    public Tally measure(double seconds) {
        tally = new Tally();
        measuring = true;
        crowd.runFor(seconds);
        measuring = false;
        return tally;
    }

    /// Sends no more, and waits some seconds for what is under way.
    public void drain() {
        sending = false;
        long deadline = System.nanoTime() + (long) (DRAIN_SECONDS * 1e9);
        while (missing() > 0 && System.nanoTime() < deadline) {
            crowd.runFor(0.02);
        }
        crowd.runFor(0.1);
        crowd.load(Load.NONE);
    }

    /// Messages that were not answered or did not arrive everywhere, receipts that did not come, and whatever came
    /// twice, unasked or out of order. After [#drain] it must be 0.
    public long missing() {
        return underWay + Math.max(0, shape.pairs() ? receiptsDue : 0) + wrong;
    }

    public long refused() {
        return refused;
    }

    /// The server's words; empty when it refused nothing.
    public String firstRefusal() {
        return firstRefusal;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
