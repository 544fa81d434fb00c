package dev.carillon.storage.messages.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.InboxEntry;
import dev.carillon.messaging.Receipt;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.StoredMessage;
import dev.carillon.messaging.Talk;
import dev.carillon.messaging.Tally;
import dev.carillon.messaging.Task;
import dev.carillon.messaging.Viewers;
import dev.carillon.protocol.Age;
import dev.carillon.protocol.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/// Whatever is stored comes back the same, and keys sort as what they stand for.
class RecordsTest {

    @Provide
    Arbitrary<Ref> refs() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.integers(),
                        Arbitraries.integers(),
                        Arbitraries.longs())
                .as((group, a, b, order) -> new Ref(new Conversation(group, a, b), order));
    }

    @Provide
    Arbitrary<StoredMessage> messages() {
        Arbitrary<Age> ages = Combinators.combine(Arbitraries.longs(), Arbitraries.longs(), Arbitraries.longs())
                .as(Age::new)
                .injectNull(0.3);
        Arbitrary<List<Integer>> ints = Arbitraries.integers().list().ofSize(7);
        Arbitrary<List<Long>> longs = Arbitraries.longs().list().ofSize(6);
        Arbitrary<byte[]> contents = Arbitraries.bytes().array(byte[].class).ofMaxSize(2_000);
        Arbitrary<String> labels = Arbitraries.strings()
                .ofMinLength(1)
                .ofMaxLength(20)
                .map(Texts::wellFormed)
                .injectNull(0.5);
        return Combinators.combine(refs(), ints, longs, Arbitraries.of(true, false), ages, contents, labels)
                .as((ref, i, l, forwarded, age, content, label) -> new StoredMessage(
                        ref,
                        i.get(0),
                        i.get(1),
                        i.get(2),
                        l.get(0),
                        l.get(1),
                        i.get(3),
                        i.get(4),
                        l.get(2),
                        l.get(3),
                        l.get(4),
                        forwarded,
                        age,
                        l.get(5),
                        i.get(5),
                        i.get(6),
                        content,
                        Viewers.ALL,
                        label));
    }

    private static byte[] bytes(Output output) {
        return output.toArray();
    }

    private static Output output() {
        return new Output(1);
    }

    @Property
    void a_message_comes_back_the_same(@ForAll("messages") StoredMessage message) {
        byte[] record = bytes(Records.message(output(), message));
        StoredMessage back = Records.message(Keys.ref(message.ref()), record);
        assertThat(back).usingRecursiveComparison().isEqualTo(message);
    }

    @Property
    @Tag("H5")
    void a_message_without_a_label_is_written_as_before_there_were_labels(@ForAll("messages") StoredMessage message) {
        byte[] plain = bytes(Records.message(output(), labelled(message, null)));
        byte[] labelled = bytes(Records.message(output(), labelled(message, "4711")));
        assertThat(plain[1] & 64).isZero();
        assertThat(labelled).hasSize(plain.length + 1 + "4711".length());
    }

    private static StoredMessage labelled(StoredMessage m, @Nullable String label) {
        return new StoredMessage(
                m.ref(),
                m.aid(),
                m.sender(),
                m.recipient(),
                m.mid(),
                m.ts(),
                m.type(),
                m.flags(),
                m.expires(),
                m.replyTo(),
                m.thread(),
                m.forwarded(),
                m.age(),
                m.edited(),
                m.state(),
                m.recipients(),
                m.content(),
                m.viewers(),
                label);
    }

    @Property
    void an_entry_comes_back_the_same(
            @ForAll InboxEntry.Kind kind,
            @ForAll("refs") Ref ref,
            @ForAll long seq,
            @ForAll long ts,
            @ForAll byte[] payload) {
        byte[] record = bytes(Records.entry(output(), kind.number(), ref, ts, payload));
        assertThat(Records.entry(seq, record))
                .usingRecursiveComparison()
                .isEqualTo(new InboxEntry(seq, kind, ref, ts, payload));
        assertThat(Records.entryTime(record)).isEqualTo(ts);
    }

    @Property
    void a_task_comes_back_the_same(
            @ForAll Task.Kind kind,
            @ForAll long at,
            @ForAll long n,
            @ForAll int owner,
            @ForAll long label,
            @ForAll byte[] payload) {
        var task = new Task(at, n, kind, owner, label, payload);
        assertThat(Records.task(Keys.task(at, n), bytes(Records.task(output(), task))))
                .usingRecursiveComparison()
                .isEqualTo(task);
        assertThat(Keys.taskOfIndex(Keys.taskOf(owner, label, at, n))).isEqualTo(Keys.task(at, n));
    }

    @Property
    void numbers_come_back_the_same(@ForAll long a, @ForAll long b, @ForAll int i, @ForAll int j, @ForAll int k) {
        var talk = new Talk(Conversation.ofGroup(i), a, b);
        assertThat(Records.number(bytes(Records.number(output(), a)))).isEqualTo(a);
        assertThat(Records.receipt(i, bytes(Records.receipt(output(), new Receipt(i, a, b)))))
                .isEqualTo(new Receipt(i, a, b));
        assertThat(Records.tally(bytes(Records.tally(output(), new Tally(i, j, k)))))
                .isEqualTo(new Tally(i, j, k));
        var left = new Receipt(i, a, b, true);
        assertThat(Records.receipt(i, bytes(Records.receipt(output(), left)))).isEqualTo(left);
        var without = new Tally(i, j, k, 1 + Math.abs(i % 7), Math.abs(j % 4));
        assertThat(Records.tally(bytes(Records.tally(output(), without)))).isEqualTo(without);
        assertThat(Records.talk(talk.conversation(), bytes(Records.talk(output(), talk))))
                .isEqualTo(talk);
        assertThat(Records.conversation(bytes(Records.conversation(output(), talk.conversation()))))
                .isEqualTo(talk.conversation());
    }

    @Property
    void keys_sort_as_numbers_do(@ForAll long a, @ForAll long b) {
        long x = a & Long.MAX_VALUE;
        long y = b & Long.MAX_VALUE;
        Conversation c = Conversation.direct(1, 2);
        assertThat(Integer.signum(Arrays.compareUnsigned(Keys.message(c, x), Keys.message(c, y))))
                .isEqualTo(Long.compare(x, y));
        assertThat(Integer.signum(Arrays.compareUnsigned(Keys.inbox(7, x), Keys.inbox(7, y))))
                .isEqualTo(Long.compare(x, y));
        assertThat(Integer.signum(Arrays.compareUnsigned(Keys.task(a, 1), Keys.task(b, 1))))
                .isEqualTo(Long.compare(a, b));
    }

    @Property
    void the_end_of_a_prefix_is_behind_all_that_begins_with_it(
            @ForAll @Size(min = 1) byte[] prefix, @ForAll byte[] rest) {
        byte[] key = Arrays.copyOf(prefix, prefix.length + rest.length);
        System.arraycopy(rest, 0, key, prefix.length, rest.length);
        byte[] end = Keys.after(prefix);
        if (end != null) {
            assertThat(Arrays.compareUnsigned(key, end)).isNegative();
            assertThat(Arrays.equals(Arrays.copyOf(end, prefix.length), prefix)).isFalse();
        } else {
            assertThat(prefix).containsOnly((byte) 0xFF);
        }
    }

    @Property
    void a_damaged_record_is_named_as_such(@ForAll("messages") StoredMessage message, @ForAll int cut) {
        byte[] record = bytes(Records.message(output(), message));
        int head = record.length - message.content().length;
        byte[] damaged = Arrays.copyOf(record, Math.floorMod(cut, head));
        assertThatThrownBy(() -> Records.message(message.ref(), damaged))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("damaged");
    }

    /// Written by the first version, so that no later one forgets how to read it. Never change these bytes.
    @Example
    void records_of_the_first_version_are_still_read() {
        byte[] record = HexFormat.of()
                .parseHex("010f09010000000000000000059803110580080e0100000000000000070000000000000008010203a0037b7d");
        StoredMessage message = Records.message(new Ref(Conversation.ofGroup(1), 4), record);
        assertThat(message)
                .usingRecursiveComparison()
                .isEqualTo(new StoredMessage(
                        new Ref(Conversation.ofGroup(1), 4),
                        9,
                        1,
                        0,
                        5,
                        408,
                        17,
                        5,
                        408 + 1024,
                        7,
                        8,
                        true,
                        new Age(1, 2, 3),
                        416,
                        14,
                        1,
                        new byte[] {'{', '}'}));
        List<byte[]> later = new ArrayList<>();
        later.add(new byte[] {2});
        assertThatThrownBy(() -> Records.number(later.getFirst()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("version 2");
    }
}
