package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.accounts.Permissions;
import dev.carillon.accounts.Profile;
import dev.carillon.accounts.User;
import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.LiveDevices;
import dev.carillon.messaging.Messaging;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.Sender;
import dev.carillon.protocol.Limits;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A feed between an inbox that grows and a connection that takes what it is given, or not. */
class DeviceFeedTest {
    private static final int DEVICE = 7;
    private static final User USER =
            new User(1, 1, "ana", "", true, false, 0, 0, Permissions.ALL, -1, 0, 0, Profile.EMPTY);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Log inbox = new Log();
    private final Wire wire = new Wire();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final DeviceFeed feed =
            new DeviceFeed(wire, inbox, new Sender(USER, DEVICE), threads, _ -> failed.set(true));

    @AfterEach
    void end() {
        wire.close(0, "", null, true);
        threads.close();
        assertThat(failed).isFalse();
    }

    @Test
    void writesLiveEntriesAtOnceWhenNothingIsMissing() {
        feed.start(0, 0);
        publish(1, 3);
        assertThat(wire.seqs()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void readsWhatWasThereBeforeTheStart() {
        inbox.put(1, 250, 0);
        feed.start(0, 250);
        awaitSeqs(1, 250);
        publish(251, 252);
        awaitSeqs(1, 252);
    }

    @Test
    void readsAgainWhatWasNotShownYet() {
        inbox.put(1, 5, 0);
        inbox.showUpTo(3);
        feed.start(0, 5);
        awaitSeqs(1, 3);
        inbox.showUpTo(Long.MAX_VALUE);
        publish(6, 6);
        awaitSeqs(1, 6);
    }

    @Test
    void beginsAboveTheCursor() {
        inbox.put(1, 10, 0);
        feed.start(7, 10);
        awaitSeqs(8, 10);
    }

    @Test
    void holdsBackEntriesAnnouncedBeforeTheWelcome() {
        publish(1, 2);
        assertThat(wire.seqs()).isEmpty();
        feed.start(0, 1);
        awaitSeqs(1, 2);
    }

    @Test
    void leavesOutWhatThisDeviceSent() {
        feed.start(0, 0);
        inbox.put(1, 1, DEVICE);
        feed.entry(1, entry(1, DEVICE));
        publish(2, 2);
        assertThat(wire.seqs()).containsExactly(2L);
    }

    @Test
    void writesAtMostAWindowAndGoesOnAfterAcknowledgements() {
        feed.start(0, 0);
        publish(1, 1_000);
        assertThat(wire.seqs()).hasSize(Limits.WINDOW);
        assertThat(feed.acknowledge(Limits.WINDOW)).isTrue();
        awaitSeqs(1, 2 * Limits.WINDOW);
        assertThat(feed.acknowledge(2 * Limits.WINDOW)).isTrue();
        awaitSeqs(1, 3 * Limits.WINDOW);
        assertThat(feed.acknowledge(3 * Limits.WINDOW)).isTrue();
        awaitSeqs(1, 1_000);
    }

    @Test
    void handsOnTheReceiptsThatAnAcknowledgementCovers() {
        feed.start(0, 0);
        publish(1, 5);
        feed.acknowledge(3);
        feed.acknowledge(2);
        feed.acknowledge(5);
        assertThat(inbox.acknowledged).containsExactly(3L, 5L);
        assertThat(inbox.received).extracting(Ref::order).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void refusesAnAcknowledgementOfWhatWasNotSent() {
        feed.start(0, 0);
        publish(1, 1);
        assertThat(feed.acknowledge(2)).isFalse();
        assertThat(inbox.acknowledged).isEmpty();
    }

    @Test
    void skipsEntriesThatAreGoneWhenTheyAreRead() {
        feed.start(0, 0);
        wire.take(false);
        wire.fill();
        publish(1, 5);
        inbox.removeAll();
        wire.take(true);
        await().until(() -> {
            wire.seqs();
            long next = inbox.head() + 1;
            publish(next, next);
            return wire.seqs().contains(next);
        });
        assertThat(wire.seqs()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void stopsWritingWhenTheConnectionIsFullAndGoesOnWhenItDrains() {
        feed.start(0, 0);
        wire.take(false);
        wire.fill();
        publish(1, 100);
        assertThat(wire.seqs()).isEmpty();
        wire.take(true);
        awaitSeqs(1, 100);
    }

    @Test
    void writesNothingAfterItsEnd() {
        feed.start(0, 0);
        publish(1, 1);
        feed.close();
        publish(2, 2);
        assertThat(wire.seqs()).containsExactly(1L);
        assertThat(feed.acknowledge(1)).isTrue();
        assertThat(inbox.acknowledged).isEmpty();
    }

    /** Writer, reader and acknowledging client at once, with a connection that stalls now and then. */
    @RepeatedTest(10)
    void deliversEachEntryOnceAndInOrderWhateverHappensAtTheSameTime() throws Exception {
        int total = 2_000;
        var random = new Random();
        inbox.put(1, 300, 0);
        var writer = threads.submit(() -> {
            for (long seq = 301; seq <= total; seq++) {
                boolean own = random.nextInt(10) == 0;
                inbox.put(seq, seq, own ? DEVICE : 0);
                if (random.nextInt(50) == 0) {
                    Thread.sleep(0, random.nextInt(200_000));
                }
                feed.entry(seq, entry(seq, own ? DEVICE : 0));
            }
            return null;
        });
        var client = threads.submit(() -> {
            long acked = 0;
            while (!inbox.isComplete(acked, total)) {
                wire.take(random.nextInt(5) != 0);
                List<Long> seqs = wire.seqs();
                if (!seqs.isEmpty() && seqs.getLast() > acked) {
                    acked = seqs.get(random.nextInt(seqs.size()));
                    assertThat(feed.acknowledge(acked)).isTrue();
                }
                Thread.sleep(0, random.nextInt(100_000));
            }
            wire.take(true);
            return null;
        });
        Thread.sleep(0, random.nextInt(1_000_000));
        feed.start(0, inbox.head());
        writer.get();
        client.get();
        assertThat(wire.seqs()).isEqualTo(inbox.forDevice(total));
    }

    private void publish(long from, long to) {
        for (long seq = from; seq <= to; seq++) {
            inbox.put(seq, seq, 0);
            feed.entry(seq, entry(seq, 0));
        }
    }

    private void awaitSeqs(long from, long to) {
        List<Long> expected = LongStream.rangeClosed(from, to).boxed().toList();
        await().atMost(Duration.ofSeconds(10)).until(() -> wire.seqs().equals(expected));
    }

    private static Ref ref(long seq) {
        return new Ref(Conversation.direct(1, 2), seq);
    }

    private static LiveDevices.Entry entry(long seq, int exceptDevice) {
        return new LiveDevices.Entry(body(seq), ref(seq), exceptDevice);
    }

    private static byte[] body(long seq) {
        return ("{\"t\":\"message\",\"mid\":" + seq + "}").getBytes(StandardCharsets.UTF_8);
    }

    /** An inbox in memory. */
    private static final class Log implements EntrySource {
        private final TreeMap<Long, Integer> entries = new TreeMap<>();
        final List<Long> acknowledged = new ArrayList<>();
        final List<Ref> received = new ArrayList<>();
        private long head;
        private long shown = Long.MAX_VALUE;

        /** Reads show no more than this for now, as while a write is being completed. */
        synchronized void showUpTo(long seq) {
            shown = seq;
        }

        synchronized void put(long from, long to, int exceptDevice) {
            for (long seq = from; seq <= to; seq++) {
                entries.put(seq, exceptDevice);
            }
            head = to;
        }

        synchronized void removeAll() {
            entries.clear();
        }

        synchronized long head() {
            return head;
        }

        synchronized List<Long> forDevice(long upTo) {
            return entries.headMap(upTo, true).entrySet().stream()
                    .filter(e -> e.getValue() != DEVICE)
                    .map(Map.Entry::getKey)
                    .toList();
        }

        synchronized boolean isComplete(long acked, long total) {
            return head == total
                    && (forDevice(total).isEmpty() || acked == forDevice(total).getLast());
        }

        @Override
        public synchronized Messaging.Batch entries(Sender who, long after, int limit) {
            var deliveries = new ArrayList<Messaging.Delivery>();
            if (after >= shown) {
                return new Messaging.Batch(deliveries, after);
            }
            for (var entry : entries.tailMap(after, false).headMap(shown, true).entrySet()) {
                long seq = entry.getKey();
                if (entry.getValue() != who.device()) {
                    deliveries.add(new Messaging.Delivery(seq, body(seq), ref(seq)));
                }
                if (deliveries.size() == limit) {
                    return new Messaging.Batch(deliveries, seq);
                }
            }
            return new Messaging.Batch(deliveries, Math.max(after, Math.min(shown, head)));
        }

        @Override
        public synchronized void acknowledge(Sender who, long seq, int entries, List<Ref> refs) {
            acknowledged.add(seq);
            received.addAll(refs);
        }
    }

    /** A connection that takes everything at once, or nothing. */
    private static final class Wire implements Connection {
        private final List<Long> seqs = new ArrayList<>();
        private boolean taking = true;
        private int waiting;
        private boolean closed;

        synchronized void take(boolean now) {
            taking = now;
            if (now) {
                waiting = 0;
                notifyAll();
            }
        }

        synchronized void fill() {
            waiting = DeviceFeed.LIVE_BYTES;
        }

        synchronized List<Long> seqs() {
            return List.copyOf(seqs);
        }

        @Override
        public boolean write(byte[] frame) {
            throw new AssertionError("a feed writes entries only");
        }

        @Override
        public synchronized boolean writeEntry(byte[] encoded, long seq) {
            assertThat(new String(encoded, StandardCharsets.UTF_8)).contains("\"mid\":" + seq + "}");
            seqs.add(seq);
            waiting += taking ? 0 : 10_000;
            return true;
        }

        @Override
        public synchronized int waiting() {
            return waiting;
        }

        @Override
        public synchronized boolean awaitRoom(int bytes) throws InterruptedException {
            while (waiting >= bytes && !closed) {
                wait();
            }
            return !closed;
        }

        @Override
        public void pauseReading() {}

        @Override
        public void resumeReading() {}

        @Override
        public synchronized void close(int code, String reason, byte @Nullable [] last, boolean discard) {
            closed = true;
            notifyAll();
        }

        @Override
        public InetSocketAddress remote() {
            return new InetSocketAddress(0);
        }
    }
}
