package dev.carillon.storage.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.messaging.Change;
import dev.carillon.messaging.Commit;
import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.InboxEntry;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.StoredMessage;
import dev.carillon.messaging.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every message store promises to many callers at a time.
@Timeout(60)
public abstract class ConcurrencyContract extends StoreTest {

    /// Runs `n` callers at once, each on a virtual thread, and returns their answers.
    private static <T> List<T> together(int n, IntFunction<Callable<T>> caller) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var start = new CountDownLatch(1);
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                Callable<T> work = caller.apply(i);
                futures.add(threads.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            start.countDown();
            List<T> answers = new ArrayList<>();
            for (Future<T> future : futures) {
                answers.add(future.get());
            }
            return answers;
        }
    }

    @Test
    void one_of_many_equal_messages_is_stored_and_the_others_hear_of_it() throws Exception {
        for (int mid = 0; mid < 50; mid++) {
            StoredMessage message = message(PAIR, ALICE, mid);
            List<Change> changes = List.of(new Change.NewMessage(message), entry(BOB, null, NOW));
            List<Commit> commits = together(16, i -> () -> store.commit(changes));
            List<Commit> first =
                    commits.stream().filter(c -> c.duplicate() == null).toList();
            assertThat(first).hasSize(1);
            Ref ref = first.getFirst().ref();
            assertThat(commits.stream().filter(c -> c.duplicate() != null))
                    .hasSize(15)
                    .allMatch(c -> c.duplicate().equals(ref) && c.ref() == null);
            assertThat(store.find(ALICE, mid)).containsExactly(ref);
        }
        assertThat(store.after(PAIR, 0, 1_000)).hasSize(50);
        assertThat(store.inbox(BOB, 0, 1_000)).hasSize(50);
    }

    @Test
    void thens_run_one_at_a_time_in_the_sequence_of_commits() throws Exception {
        List<Commit> thens = Collections.synchronizedList(new ArrayList<>());
        var inside = new AtomicInteger();
        var overlapped = new AtomicBoolean();
        List<Ref> refs = together(64, i -> () -> {
                    List<Ref> mine = new ArrayList<>();
                    for (int k = 0; k < 50; k++) {
                        List<Change> changes = List.of(
                                new Change.NewMessage(message(PAIR, i, k)), entry(BOB, null, NOW), entry(i, null, NOW));
                        mine.add(ref(store.commit(changes, commit -> {
                            overlapped.compareAndSet(false, inside.incrementAndGet() != 1);
                            thens.add(commit);
                            inside.decrementAndGet();
                        })));
                    }
                    assertThat(mine.stream().map(Ref::order)).isSorted();
                    return mine;
                })
                .stream()
                .flatMap(List::stream)
                .toList();
        store.close();
        assertThat(overlapped).isFalse();
        assertThat(thens).hasSize(64 * 50);
        assertThat(thens.stream().map(c -> c.ref().order())).isSorted().doesNotHaveDuplicates();
        assertThat(thens.stream().map(c -> c.seqs()[0])).isSorted().doesNotHaveDuplicates();
        assertThat(thens.stream().map(Commit::ref)).containsExactlyInAnyOrderElementsOf(refs);
    }

    @Test
    void a_write_can_be_read_when_it_returns_and_when_its_then_begins() throws Exception {
        var missing = new AtomicInteger();
        together(32, i -> () -> {
            for (int k = 0; k < 50; k++) {
                List<Change> changes = List.of(
                        new Change.NewMessage(message(GROUP, i, k)),
                        entry(100 + i, null, NOW),
                        new Change.AddTask(new Task(NOW - k, 0, Task.Kind.AGE, 100 + i, k, new byte[0])));
                Commit commit = store.commit(changes, c -> {
                    if (store.message(c.ref()) == null
                            || store.lastOrder() < c.ref().order()) {
                        missing.incrementAndGet();
                    }
                });
                int label = k;
                boolean whole = store.message(commit.ref()) != null
                        && store.lastOrder() >= commit.ref().order()
                        && store.find(i, k).equals(List.of(commit.ref()))
                        && store.inboxHead(100 + i) == commit.seqs()[0]
                        && store.owned(100 + i, (long) label) != null
                        && store.due(NOW - k, Integer.MAX_VALUE).stream()
                                .anyMatch(t -> t.owner() == 100 + i && t.label() == label);
                if (!whole) {
                    missing.incrementAndGet();
                }
            }
            return true;
        });
        store.close();
        assertThat(missing).hasValue(0);
    }

    @Test
    void a_reader_never_sees_half_a_write() throws Exception {
        var halves = new AtomicInteger();
        var done = new AtomicBoolean();
        try (ExecutorService readers = Executors.newFixedThreadPool(2)) {
            for (int r = 0; r < 2; r++) {
                readers.execute(() -> {
                    while (!done.get()) {
                        for (InboxEntry entry : store.inbox(BOB, 0, 10_000)) {
                            if (store.message(entry.ref()) == null) {
                                halves.incrementAndGet();
                            }
                        }
                    }
                });
            }
            together(16, i -> () -> {
                for (int k = 0; k < 40; k++) {
                    store.commit(List.of(entry(BOB, null, NOW), new Change.NewMessage(message(PAIR, i, k))));
                }
                return true;
            });
            done.set(true);
        }
        assertThat(halves).hasValue(0);
    }

    @Test
    void inboxes_of_many_get_their_entries_once_and_in_order() throws Exception {
        int users = 500;
        Ref ref = send(GROUP, ALICE, 1);
        together(20, i -> () -> {
            List<Change> changes = new ArrayList<>();
            for (int uid = 1; uid <= users; uid++) {
                changes.add(new Change.Deliver(uid, InboxEntry.Kind.MESSAGE, ref, NOW, new byte[] {(byte) i}));
            }
            return store.commit(changes);
        });
        List<Byte> sequence = new ArrayList<>();
        store.inbox(1, 0, 100).forEach(e -> sequence.add(e.payload()[0]));
        assertThat(sequence).hasSize(20).doesNotHaveDuplicates();
        for (int uid = 2; uid <= users; uid++) {
            List<InboxEntry> entries = store.inbox(uid, 0, 100);
            assertThat(entries.stream().map(e -> e.payload()[0])).isEqualTo(sequence);
        }
    }

    @Test
    void inboxes_that_share_a_place_in_memory_do_not_mix() throws Exception {
        Ref ref = send(GROUP, ALICE, 1);
        List<Change> changes = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (int uid : new int[] {5, 5 + (1 << 18), 5 + (1 << 20), 0, 5}) {
                changes.add(entry(uid, ref, NOW));
            }
        }
        together(8, i -> () -> store.commit(changes));
        assertThat(store.inbox(5, 0, 1_000)).hasSize(8 * 6);
        assertThat(store.inbox(5 + (1 << 18), 0, 1_000)).hasSize(8 * 3);
        assertThat(store.inbox(5 + (1 << 20), 0, 1_000)).hasSize(8 * 3);
        assertThat(store.inbox(0, 0, 1_000)).hasSize(8 * 3);
    }

    @Test
    void a_then_that_throws_stops_nobody() throws Exception {
        var ran = new AtomicInteger();
        for (int mid = 0; mid < 2; mid++) {
            Change message = new Change.NewMessage(message(PAIR, ALICE, mid));
            store.commit(List.of(message), commit -> {
                ran.incrementAndGet();
                throw new IllegalStateException("on purpose");
            });
        }
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> ran.get() == 2);
        send(PAIR, ALICE, 11);
        assertThat(store.after(PAIR, 0, 100)).hasSize(3);
    }

    @Test
    void a_slow_then_holds_up_writers_rather_than_memory() throws Exception {
        var go = new CountDownLatch(1);
        var thens = new AtomicInteger();
        Thread writer = Thread.startVirtualThread(() -> {
            for (int mid = 0; mid < 1_000; mid++) {
                store.commit(List.of(new Change.NewMessage(message(PAIR, ALICE, mid))), commit -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    thens.incrementAndGet();
                });
            }
        });
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> writer.getState() == Thread.State.WAITING);
        // It comes to a stop well before its end.
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .during(Duration.ofMillis(200))
                .until(() -> store.lastOrder() < 500);
        go.countDown();
        writer.join();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> thens.get() == 1_000);
    }

    @Test
    void an_interrupted_caller_still_learns_what_became_of_its_write() throws Exception {
        var commits = new ArrayList<Commit>();
        Thread caller = Thread.ofVirtual().unstarted(() -> {
            Thread.currentThread().interrupt();
            commits.add(store.commit(List.of(new Change.NewMessage(message(PAIR, ALICE, 1)))));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        });
        caller.start();
        caller.join();
        assertThat(commits).hasSize(1);
        assertThat(store.message(commits.getFirst().ref())).isNotNull();
    }

    @Test
    void closing_finishes_the_writes_under_way_and_refuses_the_rest() throws Exception {
        var accepted = Collections.synchronizedList(new ArrayList<Ref>());
        var thens = new AtomicInteger();
        var refused = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            int sender = i;
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    for (int mid = 0; ; mid++) {
                        List<Change> changes = List.of(new Change.NewMessage(message(GROUP, sender, mid)));
                        accepted.add(ref(store.commit(changes, commit -> thens.incrementAndGet())));
                        store.before(GROUP, Long.MAX_VALUE, 20);
                        store.inboxHead(sender);
                    }
                } catch (IllegalStateException e) {
                    refused.incrementAndGet();
                }
            }));
        }
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> accepted.size() > 500);
        store.close();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(refused).hasValue(64);
        assertThat(thens).hasValue(accepted.size());
        store = open();
        assertThat(orders(store.after(GROUP, 0, Integer.MAX_VALUE)))
                .containsExactlyElementsOf(
                        accepted.stream().map(Ref::order).sorted().toList());
    }

    @Test
    void a_then_that_writes_is_told_that_it_must_not() throws Exception {
        var problems = Collections.synchronizedList(new ArrayList<Throwable>());
        store.commit(List.of(), commit -> {
            try {
                store.commit(List.of());
            } catch (RuntimeException e) {
                problems.add(e);
            }
        });
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !problems.isEmpty());
        assertThat(problems.getFirst())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("then");
        assertThatThrownBy(() -> store.commit(List.of(entry(1, null, NOW))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void upkeep_does_not_disturb_writers() throws Exception {
        var done = new AtomicBoolean();
        Thread upkeep = Thread.startVirtualThread(() -> {
            while (!done.get()) {
                for (int uid = 1; uid <= 8; uid++) {
                    store.trimInbox(uid, store.inboxHead(uid));
                }
                store.sweepInboxes(null, NOW + 1, 100);
            }
        });
        List<Commit> commits = together(8, i -> () -> {
                    List<Commit> mine = new ArrayList<>();
                    for (int k = 0; k < 200; k++) {
                        mine.add(store.commit(List.of(
                                new Change.NewMessage(message(Conversation.ofGroup(i), i + 1, k)),
                                entry(i + 1, null, NOW))));
                    }
                    assertThat(mine.stream().map(c -> c.seqs()[0])).isSorted().doesNotHaveDuplicates();
                    assertThat(store.inboxHead(i + 1)).isEqualTo(mine.getLast().seqs()[0]);
                    return mine;
                })
                .stream()
                .flatMap(List::stream)
                .toList();
        done.set(true);
        upkeep.join();
        assertThat(commits).allMatch(c -> store.message(c.ref()) != null);
    }
}
