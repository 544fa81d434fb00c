package dev.carillon.storage.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.messaging.Change;
import dev.carillon.messaging.Commit;
import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.InboxEntry;
import dev.carillon.messaging.MessageStore;
import dev.carillon.messaging.Receipt;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.StoredMessage;
import dev.carillon.messaging.Talk;
import dev.carillon.messaging.Tally;
import dev.carillon.messaging.Task;
import dev.carillon.messaging.Viewers;
import dev.carillon.protocol.Age;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every message store promises to one caller. The promises to many at a time are in
/// [ConcurrencyContract].
/// `reopen` starts the store anew on the same data, so that what a test reads afterwards comes from the disk.
public abstract class MessageStoreContract extends StoreTest {

    // --- messages

    @Test
    void an_empty_store_has_nothing() {
        Ref nowhere = new Ref(PAIR, 5);
        assertThat(store.lastOrder()).isZero();
        assertThat(store.message(nowhere)).isNull();
        assertThat(store.find(ALICE, 1)).isEmpty();
        assertThat(store.before(PAIR, Long.MAX_VALUE, 10)).isEmpty();
        assertThat(store.after(PAIR, 0, 10)).isEmpty();
        assertThat(store.cutUpTo(PAIR)).isZero();
        assertThat(store.receipt(nowhere, BOB)).isEqualTo(new Receipt(BOB, 0, 0));
        assertThat(store.receipts(nowhere, 0, 10)).isEmpty();
        assertThat(store.tally(nowhere)).isEqualTo(Tally.NONE);
        assertThat(store.inbox(ALICE, 0, 10)).isEmpty();
        assertThat(store.inboxHead(ALICE)).isZero();
        assertThat(store.inboxCut(ALICE)).isZero();
        assertThat(store.cursors(ALICE)).isEmpty();
        assertThat(store.talks(ALICE)).isEmpty();
        assertThat(store.talk(ALICE, PAIR)).isEqualTo(new Talk(PAIR, 0, 0));
        assertThat(store.hidden(ALICE, PAIR, 0, Long.MAX_VALUE)).isEmpty();
        assertThat(store.due(Long.MAX_VALUE, 10)).isEmpty();
        assertThat(store.owned(ALICE, 10)).isEmpty();
        assertThat(store.owned(ALICE, 1L)).isNull();
        assertThat(store.outbox(0, 10)).isEmpty();
        assertThat(store.walkMessages(null, 10).items()).isEmpty();
        assertThat(store.walkMessages(null, 10).next()).isNull();
        assertThat(store.sweepInboxes(null, NOW, 10)).isNull();
        assertThat(store.purgeUser(ALICE, 10)).isTrue();
        assertThat(store.purgeGroup(7, 10)).isTrue();
    }

    @Test
    void a_message_comes_back_whole_after_a_restart() {
        var full = new StoredMessage(
                new Ref(GROUP, 0),
                9,
                ALICE,
                0,
                1L << 52,
                NOW,
                17,
                0x1234,
                NOW + 5,
                77,
                88,
                true,
                new Age(1, 2, 3),
                NOW + 9,
                StoredMessage.OWN_COPY,
                4_000,
                "{\"text\":\"ü🔔\"}".getBytes(StandardCharsets.UTF_8),
                Viewers.ALL,
                "Nr. 4711 ü🔔");
        var plain = message(PAIR, BOB, 3);
        Ref first = ref(store.commit(List.of(new Change.NewMessage(full))));
        Ref second = ref(store.commit(List.of(new Change.NewMessage(plain))));

        reopen();

        assertSame(store.message(first), full.at(first.order()));
        assertSame(store.message(second), plain.at(second.order()));
        assertThat(first.conversation()).isEqualTo(GROUP);
        assertThat(second.order()).isGreaterThan(first.order());
    }

    @Test
    void orders_grow_over_conversations_and_restarts() {
        long first = send(PAIR, ALICE, 1).order();
        long second = send(GROUP, ALICE, 2).order();
        assertThat(store.lastOrder()).isEqualTo(second);
        assertThat(second).isGreaterThan(first);
        reopen();
        assertThat(store.lastOrder()).isGreaterThanOrEqualTo(second);
        assertThat(send(PAIR, BOB, 3).order()).isGreaterThan(second);
    }

    @Test
    void the_order_of_a_removed_message_is_not_given_again() {
        Ref gone = send(PAIR, ALICE, 1);
        store.commit(List.of(new Change.Remove(gone, false)));
        reopen();
        assertThat(store.lastOrder()).isGreaterThanOrEqualTo(gone.order());
        assertThat(send(PAIR, ALICE, 2).order()).isGreaterThan(gone.order());
    }

    @Test
    void history_is_paged_in_both_directions_within_its_conversation() {
        List<Long> mine = new ArrayList<>();
        for (int mid = 1; mid <= 7; mid++) {
            mine.add(send(PAIR, ALICE, mid).order());
            send(Conversation.direct(ALICE, CAROL), ALICE, mid);
            send(GROUP, ALICE, mid);
            send(Conversation.direct(0, BOB), BOB, mid);
        }
        List<Long> newestFirst = mine.reversed();
        assertThat(orders(store.after(PAIR, 0, 100))).isEqualTo(mine);
        assertThat(orders(store.after(PAIR, mine.get(2), 3))).isEqualTo(mine.subList(3, 6));
        assertThat(orders(store.after(PAIR, mine.getLast(), 3))).isEmpty();
        assertThat(orders(store.after(PAIR, Long.MAX_VALUE, 3))).isEmpty();
        assertThat(orders(store.before(PAIR, Long.MAX_VALUE, 100))).isEqualTo(newestFirst);
        assertThat(orders(store.before(PAIR, mine.get(4), 2))).isEqualTo(List.of(mine.get(3), mine.get(2)));
        assertThat(orders(store.before(PAIR, mine.getFirst(), 2))).isEmpty();
        assertThat(orders(store.before(PAIR, 0, 2))).isEmpty();
        assertThat(orders(store.before(PAIR, Long.MAX_VALUE, 0))).isEmpty();
        assertThat(orders(store.before(GROUP, Long.MAX_VALUE, 1))).hasSize(1).isNotEqualTo(newestFirst.subList(0, 1));
    }

    @Test
    void a_repetition_is_refused_whole_and_names_the_first() {
        Ref first = send(PAIR, ALICE, 5);
        Commit again = store.commit(List.of(
                new Change.SetCursor(ALICE, 1, 4),
                new Change.NewMessage(message(PAIR, ALICE, 5)),
                entry(BOB, null, NOW),
                new Change.AddTask(new Task(NOW, 0, Task.Kind.EXPIRE, 0, 0, new byte[0]))));
        assertThat(again.duplicate()).isEqualTo(first);
        assertThat(again.ref()).isNull();
        assertThat(again.seqs()).isEmpty();
        assertThat(store.lastOrder()).isEqualTo(first.order());
        assertThat(store.cursors(ALICE)).isEmpty();
        assertThat(store.inbox(BOB, 0, 10)).isEmpty();
        assertThat(store.due(Long.MAX_VALUE, 10)).isEmpty();
        reopen();
        assertThat(store.commit(List.of(new Change.NewMessage(message(PAIR, ALICE, 5))))
                        .duplicate())
                .isEqualTo(first);
    }

    @Test
    void a_mid_repeats_only_for_one_sender_in_one_conversation() {
        Ref first = send(PAIR, ALICE, 5);
        Ref other = send(PAIR, BOB, 5);
        Ref elsewhere = send(GROUP, ALICE, 5);
        Ref negative = send(PAIR, ALICE, -5);
        assertThat(store.find(ALICE, 5)).containsExactlyInAnyOrder(first, elsewhere);
        assertThat(store.find(BOB, 5)).containsExactly(other);
        assertThat(store.find(ALICE, -5)).containsExactly(negative);
        assertThat(store.find(ALICE, 6)).isEmpty();
    }

    @Test
    @Tag("C6")
    void the_mid_of_a_removed_message_is_remembered_for_a_week() {
        Ref first = send(PAIR, ALICE, 5);
        store.commit(List.of(new Change.Remove(first, false)));
        assertThat(store.find(ALICE, 5)).isEmpty();
        assertThat(store.sent(ALICE, 5, PAIR)).isEqualTo(first);
        assertThat(store.sent(ALICE, 5, GROUP)).isNull();
        assertThat(repeated(5)).isEqualTo(first);
        clock.forward(Duration.ofDays(7).minusMinutes(1));
        reopen();
        assertThat(repeated(5)).isEqualTo(first);
        assertThat(store.walkForgotten(null, 100).items()).isEmpty();

        clock.forward(Duration.ofMinutes(2));

        assertThat(store.sent(ALICE, 5, PAIR)).isNull();
        Ref second = send(PAIR, ALICE, 5);
        assertThat(second.order()).isGreaterThan(first.order());
        assertThat(store.sent(ALICE, 5, PAIR)).isEqualTo(second);
    }

    private @Nullable Ref repeated(long mid) {
        return store.commit(List.of(new Change.NewMessage(message(PAIR, ALICE, mid))))
                .duplicate();
    }

    @Test
    @Tag("C6")
    void a_message_that_is_removed_and_repeated_in_one_moment_is_a_repetition() {
        Ref first = send(PAIR, ALICE, 5);
        List<Commit> commits = new ArrayList<>();
        store.submit(List.of(new Change.Remove(first, false)), commits::add, _ -> {});
        assertThat(repeated(5)).isEqualTo(first);
    }

    @Test
    @Tag("C6")
    void mids_of_messages_long_gone_are_found_and_forgotten() {
        Ref first = send(PAIR, ALICE, 1);
        Ref taken = send(PAIR, ALICE, 2);
        Ref there = send(PAIR, ALICE, 3);
        store.commit(List.of(new Change.Remove(first, false), new Change.Remove(taken, false)));
        clock.forward(Duration.ofDays(8));
        Ref again = send(PAIR, ALICE, 2);

        List<Change.ForgetMid> forgotten = new ArrayList<>();
        byte @Nullable [] position = null;
        do {
            MessageStore.Walk<Change.ForgetMid> piece = store.walkForgotten(position, 1);
            forgotten.addAll(piece.items());
            position = piece.next();
        } while (position != null);
        assertThat(forgotten).containsExactly(new Change.ForgetMid(ALICE, 1, PAIR));
        store.commit(List.of(
                new Change.ForgetMid(ALICE, 1, PAIR),
                new Change.ForgetMid(ALICE, 2, PAIR),
                new Change.ForgetMid(ALICE, 3, PAIR)));

        assertThat(store.walkForgotten(null, 100).items()).isEmpty();
        assertThat(store.sent(ALICE, 1, PAIR)).isNull();
        assertThat(store.sent(ALICE, 2, PAIR)).isEqualTo(again);
        assertThat(store.sent(ALICE, 3, PAIR)).isEqualTo(there);
    }

    @Test
    void a_replaced_message_keeps_its_place_and_a_removed_one_stays_away() {
        Ref ref = send(PAIR, ALICE, 1);
        StoredMessage edited = message(PAIR, ALICE, 1).at(ref.order()).edited(new byte[] {9}, NOW + 1);
        store.commit(List.of(new Change.Replace(edited)));
        assertSame(store.message(ref), edited);
        assertThat(orders(store.after(PAIR, 0, 10))).containsExactly(ref.order());

        store.commit(List.of(new Change.Remove(ref, false), new Change.Replace(edited)));
        assertThat(store.message(ref)).isNull();
        store.commit(List.of(new Change.Replace(edited)));
        assertThat(store.message(ref)).isNull();
        assertThat(store.after(PAIR, 0, 10)).isEmpty();
    }

    @Test
    void removing_takes_receipts_and_tally_along() {
        Ref ref = send(GROUP, ALICE, 1);
        Ref next = send(GROUP, ALICE, 2);
        for (Ref r : List.of(ref, next)) {
            store.commit(List.of(
                    new Change.SetReceipt(r, new Receipt(BOB, NOW, 0)),
                    new Change.SetReceipt(r, new Receipt(CAROL, NOW, NOW)),
                    new Change.SetTally(r, new Tally(2, 1, 0))));
        }
        store.commit(List.of(new Change.Remove(ref, false)));
        assertThat(store.receipts(ref, 0, 10)).isEmpty();
        assertThat(store.tally(ref)).isEqualTo(Tally.NONE);
        assertThat(store.receipts(next, 0, 10)).hasSize(2);
        assertThat(store.tally(next)).isEqualTo(new Tally(2, 1, 0));
    }

    @Test
    void removing_in_the_write_that_set_receipts_takes_them_along() {
        Ref ref = send(GROUP, ALICE, 1);
        store.commit(List.of(
                new Change.SetReceipt(ref, new Receipt(BOB, NOW, 0)),
                new Change.SetTally(ref, new Tally(2, 1, 0)),
                new Change.Remove(ref, false),
                new Change.SetReceipt(ref, new Receipt(CAROL, NOW, 0))));
        assertThat(store.receipts(ref, 0, 10)).isEmpty();
        assertThat(store.tally(ref)).isEqualTo(Tally.NONE);
    }

    @Test
    void retention_leaves_a_mark_of_the_highest_order_it_took() {
        Ref one = send(PAIR, ALICE, 1);
        Ref two = send(PAIR, ALICE, 2);
        Ref three = send(PAIR, ALICE, 3);
        store.commit(List.of(new Change.Remove(three, false)));
        assertThat(store.cutUpTo(PAIR)).isZero();
        store.commit(List.of(new Change.Remove(two, true), new Change.Remove(one, true)));
        assertThat(store.cutUpTo(PAIR)).isEqualTo(two.order());
        reopen();
        assertThat(store.cutUpTo(PAIR)).isEqualTo(two.order());
        assertThat(store.cutUpTo(GROUP)).isZero();
    }

    @Test
    void receipts_are_kept_by_user_and_paged_by_uid() {
        Ref ref = send(GROUP, ALICE, 1);
        Ref other = send(GROUP, ALICE, 2);
        store.commit(List.of(
                new Change.SetReceipt(ref, new Receipt(30, 3, 4)),
                new Change.SetReceipt(ref, new Receipt(200, 5, 0)),
                new Change.SetReceipt(ref, new Receipt(4, 1, 0)),
                new Change.SetReceipt(other, new Receipt(5, 1, 0)),
                new Change.SetTally(ref, new Tally(3, 1, 2))));
        store.commit(List.of(new Change.SetReceipt(ref, new Receipt(4, 1, 2))));
        assertThat(store.receipt(ref, 4)).isEqualTo(new Receipt(4, 1, 2));
        assertThat(store.receipt(ref, 5)).isEqualTo(new Receipt(5, 0, 0));
        assertThat(store.receipts(ref, 0, 2)).containsExactly(new Receipt(4, 1, 2), new Receipt(30, 3, 4));
        assertThat(store.receipts(ref, 30, 2)).containsExactly(new Receipt(200, 5, 0));
        assertThat(store.receipts(ref, Integer.MAX_VALUE, 2)).isEmpty();
        assertThat(store.tally(ref)).isEqualTo(new Tally(3, 1, 2));
        assertThat(store.tally(other)).isEqualTo(Tally.NONE);
    }

    // --- inboxes

    @Test
    void entries_refer_to_the_message_of_their_write_and_have_its_order_as_seq() {
        int group = MessageStore.inboxOfGroup(7);
        Commit commit = store.commit(List.of(
                entry(BOB, null, NOW),
                new Change.NewMessage(message(PAIR, ALICE, 1)),
                entry(ALICE, null, NOW + 1),
                entry(group, null, NOW + 2)));
        long order = ref(commit).order();
        assertThat(commit.seqs()).containsExactly(order, order, order);
        for (int inbox : List.of(ALICE, BOB, group)) {
            assertThat(store.inbox(inbox, 0, 10))
                    .singleElement()
                    .matches(e -> e.ref().equals(commit.ref()) && e.seq() == order);
            assertThat(store.inboxHead(inbox)).isEqualTo(order);
        }
    }

    @Test
    void seqs_and_orders_are_numbers_of_one_row() {
        int group = MessageStore.inboxOfGroup(7);
        List<Long> numbers = new ArrayList<>();
        Ref first = send(GROUP, ALICE, 1);
        numbers.add(first.order());
        numbers.add(deliver(BOB, first));
        numbers.add(deliver(group, first));
        numbers.add(send(PAIR, ALICE, 2).order());
        numbers.add(deliver(BOB, first));
        assertThat(store.lastOrder()).isEqualTo(numbers.getLast());
        reopen();
        assertThat(store.lastOrder()).isGreaterThanOrEqualTo(numbers.getLast());
        numbers.add(deliver(CAROL, first));
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
        assertThat(store.inboxHead(group)).isEqualTo(numbers.get(2));
    }

    @Test
    void an_inbox_of_a_group_is_apart_from_that_of_a_user() {
        Ref ref = send(GROUP, ALICE, 1);
        long seq = deliver(MessageStore.inboxOfGroup(BOB), ref);
        assertThat(store.inbox(BOB, 0, 10)).isEmpty();
        assertThat(seqs(store.inbox(MessageStore.inboxOfGroup(BOB), 0, 10))).containsExactly(seq);
    }

    @Test
    void what_is_kept_for_a_user_keeps_its_seq_also_when_repeated() {
        Ref ref = send(GROUP, ALICE, 1);
        int group = MessageStore.inboxOfGroup(7);
        deliver(group, ref);
        deliver(BOB, ref);
        InboxEntry waiting = store.inbox(group, 0, 10).getFirst();
        store.commit(List.of(new Change.Keep(BOB, waiting)));
        store.commit(List.of(new Change.Keep(BOB, waiting)));
        List<InboxEntry> bob = store.inbox(BOB, 0, 10);
        assertThat(bob).hasSize(2);
        assertThat(bob.getFirst().seq()).isEqualTo(waiting.seq());
        assertThat(bob.getFirst().payload()).isEqualTo(waiting.payload());
    }

    @Test
    void entries_are_counted_up_to_a_bound() {
        Ref ref = send(PAIR, ALICE, 1);
        List<Long> seqs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            seqs.add(deliver(BOB, ref));
        }
        assertThat(store.inboxCount(BOB, 0, 100)).isEqualTo(5);
        assertThat(store.inboxCount(BOB, 0, 3)).isEqualTo(3);
        assertThat(store.inboxCount(BOB, seqs.get(1), 100)).isEqualTo(3);
        assertThat(store.inboxCount(BOB, seqs.getLast(), 100)).isZero();
        assertThat(store.inboxCount(CAROL, 0, 100)).isZero();
        assertThat(store.inboxCount(BOB, Long.MAX_VALUE, 100)).isZero();
    }

    @Test
    void submitted_writes_are_done_in_their_sequence_and_told_of_in_it() {
        List<Long> told = Collections.synchronizedList(new ArrayList<>());
        List<RuntimeException> failures = Collections.synchronizedList(new ArrayList<>());
        for (long mid = 1; mid <= 200; mid++) {
            long sent = mid;
            store.submit(
                    List.of(new Change.NewMessage(message(PAIR, ALICE, mid)), entry(BOB, null, NOW)),
                    commit -> told.add(store.message(ref(commit)) == null ? -1 : sent),
                    failures::add);
        }
        store.submit(List.of(entry(BOB, null, NOW)), _ -> told.add(-2L), failures::add);
        await().until(() -> told.size() + failures.size() == 201);
        assertThat(told).isEqualTo(LongStream.rangeClosed(1, 200).boxed().toList());
        assertThat(failures).singleElement().isInstanceOf(IllegalArgumentException.class);
        reopen();
        assertThat(store.inbox(BOB, 0, 1_000)).hasSize(200);
    }

    @Test
    void an_entry_comes_back_whole_and_pages_follow_the_seq() {
        Ref ref = send(GROUP, ALICE, 1);
        List<Long> seqs = new ArrayList<>();
        for (InboxEntry.Kind kind : InboxEntry.Kind.values()) {
            seqs.add(store.commit(List.of(
                            new Change.Deliver(BOB, kind, ref, NOW, new byte[] {(byte) kind.number()}),
                            entry(CAROL, ref, NOW)))
                    .seqs()[0]);
        }
        reopen();
        List<InboxEntry> all = store.inbox(BOB, 0, 100);
        assertThat(seqs(all)).isEqualTo(seqs).isSorted();
        assertThat(all.stream().map(InboxEntry::kind)).containsExactly(InboxEntry.Kind.values());
        assertThat(all)
                .allMatch(e -> e.ref().equals(ref)
                        && e.ts() == NOW
                        && e.payload()[0] == e.kind().number());
        assertThat(seqs(store.inbox(BOB, seqs.get(1), 2))).isEqualTo(seqs.subList(2, 4));
        assertThat(store.inbox(BOB, seqs.getLast(), 2)).isEmpty();
        assertThat(store.inbox(BOB, Long.MAX_VALUE, 2)).isEmpty();
        assertThat(store.inboxHead(BOB)).isEqualTo(seqs.getLast());
    }

    @Test
    void seqs_grow_over_restarts() {
        Ref ref = send(PAIR, ALICE, 1);
        long first = deliver(BOB, ref);
        reopen();
        assertThat(store.inboxHead(BOB)).isEqualTo(first);
        assertThat(deliver(BOB, ref)).isGreaterThan(first);
    }

    @Test
    void trimming_keeps_the_newest_entry_so_that_seqs_go_on() {
        Ref ref = send(PAIR, ALICE, 1);
        for (int uid : List.of(ALICE, BOB, CAROL)) {
            for (int i = 0; i < 5; i++) {
                deliver(uid, ref);
            }
        }
        List<Long> before = seqs(store.inbox(BOB, 0, 10));
        store.trimInbox(BOB, before.get(1));
        assertThat(seqs(store.inbox(BOB, 0, 10))).isEqualTo(before.subList(2, 5));
        assertThat(store.inboxCut(BOB)).isBetween(before.get(1), before.get(2) - 1);
        store.trimInbox(BOB, before.get(0));
        assertThat(store.inboxCut(BOB)).isGreaterThanOrEqualTo(before.get(1));

        store.trimInbox(BOB, Long.MAX_VALUE);
        assertThat(seqs(store.inbox(BOB, 0, 10))).isEqualTo(before.subList(4, 5));
        assertThat(store.inboxCut(BOB)).isBetween(before.get(3), before.get(4) - 1);
        assertThat(store.inboxHead(BOB)).isEqualTo(before.getLast());
        reopen();
        assertThat(deliver(BOB, ref)).isGreaterThan(before.getLast());
        assertThat(store.inbox(ALICE, 0, 10)).hasSize(5);
        assertThat(store.inbox(CAROL, 0, 10)).hasSize(5);
    }

    @Test
    void trimming_a_long_inbox_takes_all_of_it_but_the_newest() {
        Ref ref = send(PAIR, ALICE, 1);
        Change[] entries = new Change[1_000];
        Arrays.fill(entries, entry(BOB, ref, NOW));
        long[] seqs = store.commit(List.of(entries)).seqs();
        store.trimInbox(BOB, seqs[899]);
        assertThat(store.inbox(BOB, 0, 10_000)).hasSize(100).allMatch(e -> e.seq() > seqs[899]);
        store.trimInbox(BOB, seqs[999]);
        assertThat(seqs(store.inbox(BOB, 0, 10_000))).containsExactly(seqs[999]);
    }

    @Test
    void sweeping_takes_the_old_part_of_every_inbox() {
        Ref ref = send(PAIR, ALICE, 1);
        for (int uid = 10; uid < 20; uid++) {
            for (int i = 0; i < 10; i++) {
                deliver(uid, ref, NOW + i);
            }
        }
        sweep(NOW + 4, 7);
        for (int uid = 10; uid < 20; uid++) {
            List<InboxEntry> left = store.inbox(uid, 0, 100);
            assertThat(left).hasSize(6).allMatch(e -> e.ts() >= NOW + 4);
            assertThat(store.inboxCut(uid)).isLessThan(left.getFirst().seq()).isGreaterThan(0);
        }
        sweep(NOW + 1_000, 1);
        for (int uid = 10; uid < 20; uid++) {
            assertThat(store.inbox(uid, 0, 100)).hasSize(1).allMatch(e -> e.ts() == NOW + 9);
            assertThat(store.inboxHead(uid)).isGreaterThan(store.inboxCut(uid));
        }
    }

    /// Calls until the end, a bounded number of times.
    private void sweep(long ts, int limit) {
        byte @Nullable [] position = null;
        int calls = 0;
        do {
            position = store.sweepInboxes(position, ts, limit);
            assertThat(++calls).isLessThan(1_000);
        } while (position != null);
    }

    // --- users

    @Test
    void cursors_are_kept_by_device() {
        store.commit(List.of(
                new Change.SetCursor(ALICE, 0, 3), new Change.SetCursor(ALICE, 5, 7), new Change.SetCursor(BOB, 5, 9)));
        store.commit(List.of(new Change.SetCursor(ALICE, 5, 8)));
        reopen();
        assertThat(store.cursors(ALICE)).isEqualTo(Map.of(0, 3L, 5, 8L));
        store.forgetDevice(ALICE, 5);
        assertThat(store.cursors(ALICE)).isEqualTo(Map.of(0, 3L));
        assertThat(store.cursors(BOB)).isEqualTo(Map.of(5, 9L));
    }

    @Test
    void a_message_between_two_shows_up_as_a_talk_of_both() {
        send(PAIR, ALICE, 1);
        send(GROUP, ALICE, 2);
        Conversation self = Conversation.direct(CAROL, CAROL);
        send(self, CAROL, 3);
        assertThat(store.talks(ALICE)).containsExactly(new Talk(PAIR, 0, 0));
        assertThat(store.talks(BOB)).containsExactly(new Talk(PAIR, 0, 0));
        assertThat(store.talks(CAROL)).containsExactly(new Talk(self, 0, 0));
    }

    @Test
    void a_further_message_leaves_the_marks_of_a_talk_alone() {
        store.commit(
                List.of(new Change.SetTalk(BOB, new Talk(PAIR, 3, 0)), new Change.NewMessage(message(PAIR, ALICE, 1))));
        send(PAIR, ALICE, 2);
        assertThat(store.talk(BOB, PAIR)).isEqualTo(new Talk(PAIR, 3, 0));
        store.commit(
                List.of(new Change.SetTalk(BOB, new Talk(PAIR, 8, 4)), new Change.SetTalk(BOB, new Talk(GROUP, 9, 0))));
        reopen();
        send(PAIR, ALICE, 3);
        assertThat(store.talk(BOB, PAIR)).isEqualTo(new Talk(PAIR, 8, 4));
        assertThat(store.talks(BOB)).containsExactlyInAnyOrder(new Talk(PAIR, 8, 4), new Talk(GROUP, 9, 0));
        assertThat(store.talks(ALICE)).containsExactly(new Talk(PAIR, 0, 0));
    }

    @Test
    void hidden_messages_are_hidden_from_one_user_in_one_conversation() {
        List<Ref> refs = List.of(send(PAIR, ALICE, 1), send(PAIR, ALICE, 2), send(PAIR, ALICE, 3), send(GROUP, BOB, 4));
        for (Ref ref : refs) {
            store.commit(List.of(new Change.Hide(ALICE, ref)));
        }
        long first = refs.get(0).order();
        long third = refs.get(2).order();
        assertThat(store.hidden(ALICE, PAIR, first, third)).containsExactlyInAnyOrder(first, first + 1, third);
        assertThat(store.hidden(ALICE, PAIR, first + 1, third - 1))
                .containsExactly(refs.get(1).order());
        assertThat(store.hidden(ALICE, PAIR, third + 1, Long.MAX_VALUE)).isEmpty();
        assertThat(store.hidden(ALICE, GROUP, 0, Long.MAX_VALUE))
                .containsExactly(refs.get(3).order());
        assertThat(store.hidden(BOB, PAIR, 0, Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void messages_read_one_by_one_are_noted_for_one_user_in_one_conversation() {
        List<Ref> refs = List.of(send(PAIR, ALICE, 1), send(PAIR, ALICE, 2), send(PAIR, ALICE, 3), send(GROUP, BOB, 4));
        for (Ref ref : refs) {
            store.commit(List.of(new Change.MarkRead(BOB, ref)));
        }
        long first = refs.get(0).order();
        long third = refs.get(2).order();
        store.commit(List.of(new Change.ForgetRead(BOB, refs.get(1))));
        assertThat(store.readSingly(BOB, PAIR, first, third)).containsExactlyInAnyOrder(first, third);
        assertThat(store.readSingly(BOB, PAIR, first + 1, Long.MAX_VALUE)).containsExactly(third);
        assertThat(store.readSingly(BOB, GROUP, 0, Long.MAX_VALUE))
                .containsExactly(refs.get(3).order());
        assertThat(store.readSingly(ALICE, PAIR, 0, Long.MAX_VALUE)).isEmpty();
        assertThat(store.hidden(BOB, PAIR, 0, Long.MAX_VALUE)).isEmpty();
        while (!store.purgeUser(BOB, 10)) {
            assertThat(store.purgeUser(CAROL, 10)).isTrue();
        }
        assertThat(store.readSingly(BOB, GROUP, 0, Long.MAX_VALUE)).isEmpty();
    }

    // --- tasks

    private static Task task(long at, long n, int owner, long label) {
        return new Task(at, n, Task.Kind.SCHEDULED, owner, label, new byte[] {7});
    }

    @Test
    void tasks_are_due_earliest_first() {
        for (long at : new long[] {NOW, 500, 70, NOW + 1, -3}) {
            store.commit(List.of(new Change.AddTask(task(at, 0, 0, 0))));
        }
        assertThat(store.due(NOW, 10).stream().map(Task::at)).containsExactly(-3L, 70L, 500L, NOW);
        assertThat(store.due(NOW, 2).stream().map(Task::at)).containsExactly(-3L, 70L);
        assertThat(store.due(69, 10).stream().map(Task::at)).containsExactly(-3L);
        reopen();
        assertThat(store.due(Long.MAX_VALUE, 10)).hasSize(5);
    }

    @Test
    void a_task_added_later_but_due_earlier_is_found() {
        store.commit(List.of(new Change.AddTask(task(1_000, 0, 0, 0))));
        Task first = store.due(2_000, 10).getFirst();
        store.commit(List.of(new Change.RemoveTask(first)));
        assertThat(store.due(2_000, 10)).isEmpty();
        store.commit(List.of(new Change.AddTask(task(5, 0, 0, 0))));
        assertThat(store.due(2_000, 10).stream().map(Task::at)).containsExactly(5L);
        assertThat(store.due(4, 10)).isEmpty();
        assertThat(store.due(2_000, 10)).hasSize(1);
    }

    @Test
    void tasks_of_one_moment_get_numbers_of_their_own() {
        store.commit(List.of(
                new Change.AddTask(task(5, 0, 0, 0)),
                new Change.AddTask(task(5, 900, 0, 0)),
                new Change.AddTask(task(5, 0, 0, 0))));
        reopen();
        store.commit(List.of(new Change.AddTask(task(5, 0, 0, 0))));
        List<Long> numbers = store.due(5, 10).stream().map(Task::n).toList();
        assertThat(numbers).hasSize(4).doesNotHaveDuplicates().contains(900L).doesNotContain(0L);
    }

    @Test
    void a_task_with_its_number_replaces_the_one_before() {
        store.commit(List.of(new Change.AddTask(task(5, 0, ALICE, 1))));
        Task first = store.due(5, 10).getFirst();
        store.commit(List.of(new Change.AddTask(new Task(5, first.n(), Task.Kind.AGE, BOB, 2, new byte[] {8, 8}))));
        Task now = store.due(5, 10).getFirst();
        assertThat(store.due(5, 10)).hasSize(1);
        assertThat(now.kind()).isEqualTo(Task.Kind.AGE);
        assertThat(now.payload()).containsExactly(8, 8);
        assertThat(store.owned(BOB, 2L)).usingRecursiveComparison().isEqualTo(now);
        assertThat(store.owned(ALICE, 1L)).isNull();
        assertThat(store.owned(ALICE, 10)).isEmpty();
    }

    @Test
    void owners_find_their_tasks_by_label() {
        store.commit(List.of(
                new Change.AddTask(task(5, 0, ALICE, 10)),
                new Change.AddTask(task(6, 0, ALICE, -11)),
                new Change.AddTask(task(7, 0, BOB, 10)),
                new Change.AddTask(task(8, 0, 0, 10))));
        reopen();
        Task mine = store.owned(ALICE, 10L);
        assertThat(mine).isNotNull();
        assertThat(mine.at()).isEqualTo(5);
        assertThat(store.owned(ALICE, -11L)).isNotNull();
        assertThat(store.owned(ALICE, 12L)).isNull();
        assertThat(store.owned(ALICE, 10)).hasSize(2);
        assertThat(store.owned(ALICE, 1)).hasSize(1);
        assertThat(store.ownedSize(ALICE, 10)).isEqualTo(new MessageStore.Owned(2, 2));
        assertThat(store.ownedSize(ALICE, 1)).isEqualTo(new MessageStore.Owned(1, 1));
        store.commit(List.of(new Change.AddTask(task(9, 0, ALICE, 10))));
        assertThat(store.owned(ALICE, 10L, 10)).extracting(Task::at).containsExactly(5L, 9L);
        assertThat(store.owned(ALICE, 10L, 1)).hasSize(1);
        store.commit(List.of(new Change.RemoveTask(store.owned(ALICE, 10L, 10).getLast())));
        store.commit(List.of(new Change.RemoveTask(mine)));
        assertThat(store.owned(ALICE, 10L)).isNull();
        assertThat(store.owned(ALICE, 10)).hasSize(1);
        assertThat(store.due(100, 10)).hasSize(3);
    }

    // --- outbox

    @Test
    void the_outbox_lists_published_messages_in_order() {
        List<Ref> published = new ArrayList<>();
        for (int mid = 0; mid < 5; mid++) {
            send(PAIR, BOB, mid);
            Change message = new Change.NewMessage(message(mid % 2 == 0 ? PAIR : GROUP, ALICE, mid));
            published.add(ref(store.commit(List.of(new Change.Publish(null), message))));
        }
        reopen();
        assertThat(store.outbox(0, 10)).isEqualTo(published);
        assertThat(store.outbox(published.get(1).order(), 2)).isEqualTo(published.subList(2, 4));
        store.trimOutbox(published.get(2).order());
        assertThat(store.outbox(0, 10)).isEqualTo(published.subList(3, 5));
        store.trimOutbox(Long.MAX_VALUE);
        assertThat(store.outbox(0, 10)).isEmpty();
        Ref again = send(PAIR, CAROL, 99);
        store.commit(List.of(new Change.Publish(again)));
        assertThat(store.outbox(0, 10)).containsExactly(again);
    }

    // --- walks and purges

    @Test
    void a_walk_sees_every_message_once() {
        List<Ref> sent = new ArrayList<>();
        for (int mid = 0; mid < 20; mid++) {
            sent.add(send(mid % 3 == 0 ? GROUP : Conversation.direct(mid, 50), mid % 3 == 0 ? ALICE : mid, mid));
        }
        for (int limit : new int[] {1, 3, 20, 1_000}) {
            List<Ref> seen = new ArrayList<>();
            byte @Nullable [] position = null;
            do {
                MessageStore.Walk<StoredMessage> piece = store.walkMessages(position, limit);
                assertThat(piece.items()).hasSizeLessThanOrEqualTo(limit);
                piece.items().forEach(m -> seen.add(m.ref()));
                position = piece.next();
            } while (position != null);
            assertThat(seen).containsExactlyInAnyOrderElementsOf(sent);
        }
    }

    @Test
    void purging_a_user_takes_what_is_the_users_and_leaves_the_rest() {
        for (int mid = 1; mid <= 10; mid++) {
            Ref ref = send(PAIR, mid % 2 == 0 ? ALICE : BOB, mid);
            store.commit(List.of(new Change.SetReceipt(ref, new Receipt(BOB, 1, 1)), entry(ALICE, ref, NOW)));
            send(GROUP, ALICE, mid);
        }
        Conversation others = Conversation.direct(BOB, CAROL);
        Ref kept = send(others, BOB, 50);
        Ref keptInGroup = send(GROUP, BOB, 51);
        store.commit(List.of(
                new Change.SetTalk(ALICE, new Talk(GROUP, 5, 0)),
                new Change.SetCursor(ALICE, 3, 4),
                new Change.SetCursor(BOB, 3, 4),
                new Change.Hide(ALICE, keptInGroup),
                new Change.AddTask(task(5, 0, ALICE, 1)),
                new Change.AddTask(task(5, 0, BOB, 1)),
                entry(BOB, kept, NOW)));

        int calls = 1;
        while (!store.purgeUser(ALICE, 4)) {
            assertThat(++calls).isLessThan(100);
        }
        assertThat(calls).isGreaterThan(3);

        assertThat(store.after(PAIR, 0, 100)).isEmpty();
        assertThat(orders(store.after(GROUP, 0, 100))).containsExactly(keptInGroup.order());
        assertThat(store.find(ALICE, 2)).isEmpty();
        assertThat(store.find(BOB, 1)).isEmpty();
        assertThat(store.inbox(ALICE, 0, 100)).isEmpty();
        assertThat(store.cursors(ALICE)).isEmpty();
        assertThat(store.talks(ALICE)).isEmpty();
        assertThat(store.hidden(ALICE, GROUP, 0, Long.MAX_VALUE)).isEmpty();
        assertThat(store.owned(ALICE, 10)).isEmpty();

        assertThat(store.message(kept)).isNotNull();
        assertThat(store.talks(BOB)).containsExactly(new Talk(others, 0, 0));
        assertThat(store.cursors(BOB)).isEqualTo(Map.of(3, 4L));
        assertThat(store.owned(BOB, 10)).hasSize(1);
        assertThat(store.inbox(BOB, 0, 100)).hasSize(1);
        assertThat(store.purgeUser(ALICE, 4)).isTrue();
    }

    @Test
    void purging_a_group_takes_its_messages() {
        List<Ref> gone = new ArrayList<>();
        for (int mid = 1; mid <= 10; mid++) {
            Ref ref = send(GROUP, ALICE, mid);
            store.commit(List.of(
                    new Change.SetReceipt(ref, new Receipt(BOB, 1, 1)), new Change.SetTally(ref, new Tally(1, 1, 0))));
            gone.add(ref);
        }
        store.commit(List.of(new Change.Remove(gone.removeFirst(), true)));
        Ref kept = send(Conversation.ofGroup(8), ALICE, 1);
        int calls = 1;
        while (!store.purgeGroup(7, 3)) {
            assertThat(++calls).isLessThan(100);
        }
        assertThat(store.after(GROUP, 0, 100)).isEmpty();
        assertThat(store.cutUpTo(GROUP)).isZero();
        assertThat(gone)
                .allMatch(ref ->
                        store.receipts(ref, 0, 10).isEmpty() && store.tally(ref).equals(Tally.NONE));
        assertThat(store.find(ALICE, 1)).containsExactly(kept);
    }

    // --- writes

    @Test
    void a_write_without_changes_is_done_in_its_turn() {
        List<Commit> thens = new ArrayList<>();
        Commit commit = store.commit(List.of(), thens::add);
        assertThat(commit.ref()).isNull();
        assertThat(commit.duplicate()).isNull();
        assertThat(commit.seqs()).isEmpty();
        store.close();
        assertThat(thens).containsExactly(commit);
    }

    @Test
    void a_write_that_makes_no_sense_is_refused_alone_and_whole() {
        assertThatThrownBy(() -> store.commit(List.of(new Change.SetCursor(ALICE, 1, 1), entry(BOB, null, NOW))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without new message");
        assertThatThrownBy(() -> store.commit(List.of(
                        new Change.NewMessage(message(PAIR, ALICE, 1)),
                        new Change.NewMessage(message(PAIR, ALICE, 2)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two new messages");
        assertThat(store.cursors(ALICE)).isEmpty();
        assertThat(store.after(PAIR, 0, 10)).isEmpty();
        send(PAIR, ALICE, 1);
        assertThat(store.after(PAIR, 0, 10)).hasSize(1);
    }

    @Test
    void a_closed_store_says_so() {
        Ref ref = send(PAIR, ALICE, 1);
        store.close();
        store.close();
        assertThatThrownBy(() -> send(PAIR, ALICE, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> store.message(ref))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> store.inbox(ALICE, 0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.trimInbox(ALICE, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(store::lastOrder).isInstanceOf(IllegalStateException.class);
    }
}
