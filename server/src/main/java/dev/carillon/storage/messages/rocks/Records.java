package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.Audience;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The values of all tables. The first byte of each is the version of its form, so that a later form can be told from
/// this one, row by row. What the key says is not repeated.
final class Records {
    private static final int V1 = 1;

    /// Bits of a message's second byte.
    private static final int FORWARDED = 1;

    private static final int HAS_AGE = 2;
    private static final int HAS_LINKS = 4;
    private static final int HAS_EDITED = 8;
    private static final int HAS_AUDIENCE = 16;
    private static final int HAS_EARLIER = 32;
    private static final int HAS_LABEL = 64;

    private Records() {}

    // --- messages

    static Output message(Output out, StoredMessage m) {
        Age age = m.age();
        boolean links = m.replyTo() != 0 || m.thread() != 0;
        int bits = (m.forwarded() ? FORWARDED : 0)
                | (age != null ? HAS_AGE : 0)
                | (links ? HAS_LINKS : 0)
                | (m.edited() != 0 ? HAS_EDITED : 0)
                | (m.viewers().audience() != null ? HAS_AUDIENCE : 0)
                | (m.viewers().earlier().isEmpty() ? 0 : HAS_EARLIER)
                | (m.label() == null ? 0 : HAS_LABEL);
        out.u8(V1).u8(bits);
        out.varint(m.aid()).varint(m.sender()).varint(m.recipient()).i64(m.mid());
        out.varint(m.ts()).varint(m.type()).varint(m.flags()).varint(m.expires() - m.ts());
        out.varint(m.state()).varint(m.recipients());
        if (links) {
            out.i64(m.replyTo()).i64(m.thread());
        }
        if (age != null) {
            out.varint(age.sent()).varint(age.delivered()).varint(age.read());
        }
        if (m.edited() != 0) {
            out.varint(m.edited());
        }
        viewers(out, m.viewers());
        if (m.label() != null) {
            byte[] label = m.label().getBytes(StandardCharsets.UTF_8);
            out.varint(label.length).raw(label);
        }
        return out.raw(m.content());
    }

    private static void viewers(Output out, Viewers viewers) {
        Audience audience = viewers.audience();
        if (audience != null) {
            out.u8(audience.only() ? 1 : 0);
            uids(out, audience.uids());
        }
        if (!viewers.earlier().isEmpty()) {
            out.varint(viewers.earlier().size());
            for (Viewers.Version version : viewers.earlier()) {
                out.varint(version.edited());
                uids(out, version.uids());
                out.varint(version.content().length).raw(version.content());
            }
        }
    }

    private static Viewers viewers(Input in, int bits) {
        @Nullable Audience audience = (bits & HAS_AUDIENCE) != 0 ? new Audience(in.u8() == 1, uids(in)) : null;
        List<Viewers.Version> earlier = new ArrayList<>();
        int versions = (bits & HAS_EARLIER) != 0 ? in.varint32() : 0;
        for (int i = 0; i < versions; i++) {
            long edited = in.varint();
            int[] uids = uids(in);
            earlier.add(new Viewers.Version(in.bytes(in.varint32()), edited, uids));
        }
        return audience == null && earlier.isEmpty() ? Viewers.ALL : new Viewers(audience, List.copyOf(earlier));
    }

    private static void uids(Output out, int[] uids) {
        out.varint(uids.length);
        int before = 0;
        for (int uid : uids) {
            out.varint(uid - before);
            before = uid;
        }
    }

    private static int[] uids(Input in) {
        int[] uids = new int[in.size(in.varint32())];
        int before = 0;
        for (int i = 0; i < uids.length; i++) {
            before += in.varint32();
            uids[i] = before;
        }
        return uids;
    }

    static StoredMessage message(Ref ref, byte[] record) {
        Input in = version1(record);
        int bits = in.u8();
        int aid = in.varint32();
        int sender = in.varint32();
        int recipient = in.varint32();
        long mid = in.i64();
        long ts = in.varint();
        int type = in.varint32();
        int flags = in.varint32();
        long expires = ts + in.varint();
        int state = in.varint32();
        int recipients = in.varint32();
        boolean links = (bits & HAS_LINKS) != 0;
        long replyTo = links ? in.i64() : 0;
        long thread = links ? in.i64() : 0;
        @Nullable Age age = (bits & HAS_AGE) != 0 ? new Age(in.varint(), in.varint(), in.varint()) : null;
        long edited = (bits & HAS_EDITED) != 0 ? in.varint() : 0;
        boolean forwarded = (bits & FORWARDED) != 0;
        Viewers viewers = viewers(in, bits);
        @Nullable
        String label = (bits & HAS_LABEL) != 0 ? new String(in.bytes(in.varint32()), StandardCharsets.UTF_8) : null;
        return new StoredMessage(
                ref,
                aid,
                sender,
                recipient,
                mid,
                ts,
                type,
                flags,
                expires,
                replyTo,
                thread,
                forwarded,
                age,
                edited,
                state,
                recipients,
                in.rest(),
                viewers,
                label);
    }

    static StoredMessage message(byte[] key, byte[] record) {
        return message(new Input(key).ref(), record);
    }

    static Output receipt(Output out, Receipt receipt) {
        out.u8(V1).varint(receipt.delivered()).varint(receipt.read());
        return receipt.gone() ? out.u8(1) : out;
    }

    static Receipt receipt(int uid, byte @Nullable [] record) {
        if (record == null) {
            return new Receipt(uid, 0, 0);
        }
        Input in = version1(record);
        return new Receipt(uid, in.varint(), in.varint(), in.hasMore() && in.u8() == 1);
    }

    static Output tally(Output out, Tally tally) {
        out.u8(V1).varint(tally.delivered()).varint(tally.read()).varint(tally.taken());
        return tally.gone() == 0 ? out : out.varint(tally.gone()).varint(tally.reached());
    }

    static Tally tally(byte @Nullable [] record) {
        if (record == null) {
            return Tally.NONE;
        }
        Input in = version1(record);
        int delivered = in.varint32();
        int read = in.varint32();
        int taken = in.varint32();
        return in.hasMore()
                ? new Tally(delivered, read, taken, in.varint32(), in.varint32())
                : new Tally(delivered, read, taken);
    }

    // --- users

    static Output entry(Output out, int kind, Ref ref, long ts, byte[] payload) {
        Conversation c = ref.conversation();
        out.u8(V1).u8(kind).u8(c.group() ? 1 : 0).i32(c.a()).i32(c.b());
        return out.varint(ref.order()).varint(ts).raw(payload);
    }

    /// Null when it is of a kind that this version does not know.
    static @Nullable InboxEntry entry(long seq, byte[] record) {
        Input in = version1(record);
        InboxEntry.Kind kind = entryKind(in.u8());
        if (kind == null) {
            return null;
        }
        Ref ref = new Ref(in.conversation(), in.varint());
        return new InboxEntry(seq, kind, ref, in.varint(), in.rest());
    }

    private static InboxEntry.@Nullable Kind entryKind(int number) {
        for (InboxEntry.Kind kind : InboxEntry.Kind.values()) {
            if (kind.number() == number) {
                return kind;
            }
        }
        return null;
    }

    /// When an entry was written, of whatever kind it is.
    static long entryTime(byte[] record) {
        Input in = version1(record);
        in.u8();
        in.conversation();
        in.varint();
        return in.varint();
    }

    static Output talk(Output out, Talk talk) {
        return out.u8(V1).varint(talk.readUpTo()).varint(talk.clearedUpTo());
    }

    static Talk talk(Conversation conversation, byte @Nullable [] record) {
        if (record == null) {
            return new Talk(conversation, 0, 0);
        }
        Input in = version1(record);
        return new Talk(conversation, in.varint(), in.varint());
    }

    // --- tasks

    static Output task(Output out, Task task) {
        return out.u8(V1)
                .u8(task.kind().number())
                .varint(task.owner())
                .varint(task.label())
                .raw(task.payload());
    }

    /// Null when it is of a kind that this version does not know.
    static @Nullable Task task(byte[] key, byte[] record) {
        Input place = new Input(key, 1);
        long at = Keys.sortable(place.i64());
        long n = place.i64();
        Input in = version1(record);
        int number = in.u8();
        for (Task.Kind kind : Task.Kind.values()) {
            if (kind.number() == number) {
                return new Task(at, n, kind, in.varint32(), in.varint(), in.rest());
            }
        }
        return null;
    }

    // --- single numbers and conversations

    static Output number(Output out, long number) {
        return out.u8(V1).varint(number);
    }

    static long number(byte @Nullable [] record) {
        return record == null ? 0 : version1(record).varint();
    }

    static Output conversation(Output out, Conversation c) {
        return out.u8(V1).u8(c.group() ? 1 : 0).i32(c.a()).i32(c.b());
    }

    static Conversation conversation(byte[] record) {
        return version1(record).conversation();
    }

    /// The order of a message that was removed, and when.
    static Output removed(Output out, long order, long when) {
        return out.u8(V1).varint(order).varint(when);
    }

    /// When the message of this order was removed, ms; 0 when it is there.
    static long removedAt(byte[] record) {
        Input in = version1(record);
        in.varint();
        return in.hasMore() ? in.varint() : 0;
    }

    /// A row whose key says it all.
    static Output presence(Output out) {
        return out.u8(V1);
    }

    private static Input version1(byte[] record) {
        var in = new Input(record);
        int version = in.u8();
        if (version != V1) {
            throw new IllegalStateException(
                    "a record has version %d, which this Carillon does not know".formatted(version));
        }
        return in;
    }
}
