package dev.carillon.messaging;

import dev.carillon.protocol.Age;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binary forms of what inbox entries and tasks carry. The first byte is a format version; these forms are on disks,
/// so only add new versions.
final class Payloads {
    private static final byte V1 = 1;
    private static final byte V2 = 2;
    private static final byte V3 = 3;

    private Payloads() {}

    /// Payload of a MESSAGE or EDITED entry: the device that must not get it, 0 none. In a group's inbox it is an
    /// [Audience], which begins the same way.
    static byte[] exceptDevice(int device) {
        return ByteBuffer.allocate(4).putInt(device).array();
    }

    static int exceptDevice(byte[] payload) {
        return payload.length < 4 ? 0 : ByteBuffer.wrap(payload).getInt();
    }

    /// Payload of a MESSAGE or EDITED entry that was kept for one who has left the group: what is written in the
    /// message later is not for him. It names a device that nobody has.
    ///
    /// @param edited as the message said when he left
    /// @param content as it was for him when he left
    record Kept(long edited, byte[] content) {
        private static final int NO_DEVICE = -1;

        byte[] encode() {
            return ByteBuffer.allocate(4 + 8 + content.length)
                    .putInt(NO_DEVICE)
                    .putLong(edited)
                    .put(content)
                    .array();
        }

        /// Null when the entry was not kept so.
        static @Nullable Kept decode(byte[] payload) {
            if (exceptDevice(payload) != NO_DEVICE) {
                return null;
            }
            var in = ByteBuffer.wrap(payload, 4, payload.length - 4);
            long edited = in.getLong();
            byte[] content = new byte[in.remaining()];
            in.get(content);
            return new Kept(edited, content);
        }
    }

    /// Payload of a STATUS entry.
    ///
    /// @param status of the message after this change, see [dev.carillon.protocol.MessageStatus]
    /// @param of recipients that were left, [#UNKNOWN] in entries of earlier versions
    record Progress(int status, int delivered, int read, int of, List<By> by) {
        static final int UNKNOWN = -1;

        /// @param status 2 or 3
        record By(int uid, int status, long ts) {}

        byte[] encode() {
            var out = ByteBuffer.allocate(1 + 5 * 4 + by.size() * 13);
            out.put(V1).putInt(status).putInt(delivered).putInt(read).putInt(by.size());
            for (By b : by) {
                out.putInt(b.uid).put((byte) b.status).putLong(b.ts);
            }
            return out.putInt(of).array();
        }

        static Progress decode(byte[] payload) {
            var in = version1(payload);
            int status = in.getInt();
            int delivered = in.getInt();
            int read = in.getInt();
            int n = in.getInt();
            List<By> by = new ArrayList<>(n);
            for (int i = 0; i < n; i++) {
                by.add(new By(in.getInt(), in.get(), in.getLong()));
            }
            return new Progress(status, delivered, read, in.hasRemaining() ? in.getInt() : UNKNOWN, by);
        }
    }

    /// Payload of a STATUS entry about a scheduled message that was not sent. There is no message to refer to.
    ///
    /// @param peer as it was addressed; null for a group
    /// @param label null, in the first version too: none
    record Unsent(
            long mid,
            int status,
            @Nullable String peer,
            @Nullable String label) {
        byte[] encode() {
            byte[] name = utf8(peer);
            byte[] called = withLength(label);
            return ByteBuffer.allocate(1 + 8 + 4 + called.length + name.length)
                    .put(called.length == 0 ? V2 : V3)
                    .putLong(mid)
                    .putInt(status)
                    .put(called)
                    .put(name)
                    .array();
        }

        /// Null when the payload is a [Progress].
        static @Nullable Unsent decode(byte[] payload) {
            var in = upToVersion(payload, V3);
            byte version = payload[0];
            if (version == V1) {
                return null;
            }
            long mid = in.getLong();
            int status = in.getInt();
            String label = version == V3 ? read(in) : null;
            String peer = StandardCharsets.UTF_8.decode(in).toString();
            return new Unsent(mid, status, peer.isEmpty() ? null : peer, label);
        }
    }

    /// Payload of a RETRACTED or SEEN entry.
    ///
    /// @param how as in the frame; empty for SEEN
    /// @param by uid of who did it, 0 where nobody is named
    /// @param device that must not get it, 0 none
    record Orders(String how, int by, int device, long upTo, List<Long> orders) {
        byte[] encode() {
            byte[] name = how.getBytes(StandardCharsets.US_ASCII);
            var out = ByteBuffer.allocate(1 + 1 + name.length + 4 + 4 + 8 + 4 + orders.size() * 8);
            out.put(V1)
                    .put((byte) name.length)
                    .put(name)
                    .putInt(by)
                    .putInt(device)
                    .putLong(upTo);
            out.putInt(orders.size());
            orders.forEach(out::putLong);
            return out.array();
        }

        /// In a group's inbox: with the members who are told.
        byte[] encode(Audience audience) {
            byte[] what = encode();
            byte[] who = audience.encode();
            return ByteBuffer.allocate(what.length + who.length)
                    .put(what)
                    .put(who)
                    .array();
        }

        /// Those who are told by an entry in a group's inbox; everybody where it was not noted.
        static Audience audience(byte[] payload) {
            var in = version1(payload);
            int afterName = 2 + in.get();
            int count = in.getInt(afterName + 4 + 4 + 8);
            int end = afterName + 4 + 4 + 8 + 4 + 8 * count;
            return Audience.decode(Arrays.copyOfRange(payload, end, payload.length));
        }

        static Orders decode(byte[] payload) {
            var in = version1(payload);
            byte[] name = new byte[in.get()];
            in.get(name);
            int by = in.getInt();
            int device = in.getInt();
            long upTo = in.getLong();
            int n = in.getInt();
            List<Long> orders = new ArrayList<>(n);
            for (int i = 0; i < n; i++) {
                orders.add(in.getLong());
            }
            return new Orders(new String(name, StandardCharsets.US_ASCII), by, device, upTo, orders);
        }
    }

    /// How a task names its message: by order, or (written in the same commit, before the order was known) by sender
    /// and mid.
    record Target(Conversation conversation, long order, int sender, long mid) {
        static final int BYTES = 1 + 4 + 4 + 8 + 4 + 8;

        static Target of(StoredMessage m) {
            return new Target(m.ref().conversation(), m.ref().order(), m.sender(), m.mid());
        }

        void put(ByteBuffer out) {
            out.put((byte) (conversation.group() ? 1 : 0))
                    .putInt(conversation.a())
                    .putInt(conversation.b())
                    .putLong(order)
                    .putInt(sender)
                    .putLong(mid);
        }

        static Target get(ByteBuffer in) {
            var conversation = new Conversation(in.get() == 1, in.getInt(), in.getInt());
            return new Target(conversation, in.getLong(), in.getInt(), in.getLong());
        }

        byte[] encode() {
            var out = ByteBuffer.allocate(1 + BYTES).put(V1);
            put(out);
            return out.array();
        }

        static Target decode(byte[] payload) {
            return get(version1(payload));
        }
    }

    /// Payload of a SCHEDULED task: the draft, checked, without what the task's own members tell.
    ///
    /// @param to the address of the recipient, for who has none any more; null in a group, and in the first version
    /// @param label null, in the first versions too: none
    record Later(
            int device,
            int recipient,
            int gid,
            int type,
            int flags,
            long expiry,
            long replyTo,
            long thread,
            boolean forwarded,
            @Nullable Age age,
            byte[] content,
            @Nullable String to,
            @Nullable String label) {
        byte[] encode() {
            Age a = age == null ? new Age(0, 0, 0) : age;
            byte[] name = utf8(to);
            byte[] called = withLength(label);
            var out = ByteBuffer.allocate(
                            1 + 5 * 4 + 3 * 8 + 1 + 3 * 8 + 4 + content.length + called.length + name.length)
                    .put(called.length == 0 ? V2 : V3);
            out.putInt(device).putInt(recipient).putInt(gid).putInt(type).putInt(flags);
            out.putLong(expiry).putLong(replyTo).putLong(thread).put((byte) (forwarded ? 1 : 0));
            out.putLong(a.sent()).putLong(a.delivered()).putLong(a.read());
            out.putInt(content.length).put(content).put(called).put(name);
            return out.array();
        }

        static Later decode(byte[] payload) {
            var in = upToVersion(payload, V3);
            int device = in.getInt();
            int recipient = in.getInt();
            int gid = in.getInt();
            int type = in.getInt();
            int flags = in.getInt();
            long expiry = in.getLong();
            long replyTo = in.getLong();
            long thread = in.getLong();
            boolean forwarded = in.get() == 1;
            var age = new Age(in.getLong(), in.getLong(), in.getLong());
            byte[] content = new byte[in.getInt()];
            in.get(content);
            String label = payload[0] == V3 ? read(in) : null;
            String to = StandardCharsets.UTF_8.decode(in).toString();
            boolean ageless = age.sent() == 0 && age.delivered() == 0 && age.read() == 0;
            return new Later(
                    device,
                    recipient,
                    gid,
                    type,
                    flags,
                    expiry,
                    replyTo,
                    thread,
                    forwarded,
                    ageless ? null : age,
                    content,
                    to.isEmpty() ? null : to,
                    label);
        }
    }

    /// Payload of a LEFT task.
    ///
    /// @param since the membership's
    /// @param at how far it is followed already
    /// @param upTo the newest order when the user was about to leave
    /// @param expires when the membership ended by itself, 0 never
    /// @param counted up to which seq the user is counted among those who have taken their messages
    /// @param tries how often the user was found to be still there
    record Left(int gid, int uid, long since, long at, long upTo, long expires, long counted, int tries) {
        byte[] encode() {
            var out = ByteBuffer.allocate(1 + 3 * 4 + 5 * 8).put(V1).putInt(gid).putInt(uid);
            out.putLong(since).putLong(at).putLong(upTo).putLong(expires).putLong(counted);
            return out.putInt(tries).array();
        }

        static Left decode(byte[] payload) {
            var in = version1(payload);
            return new Left(
                    in.getInt(),
                    in.getInt(),
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    in.getInt());
        }

        Left triedAgain() {
            return new Left(gid, uid, since, at, upTo, expires, counted, tries + 1);
        }

        /// @param order what is up to it is done
        /// @param last where it ends
        Left from(long order, long last) {
            return new Left(gid, uid, since, order, last, expires, counted, tries);
        }
    }

    /// Payload of a PURGE task.
    record Purge(boolean group, int id) {
        byte[] encode() {
            return ByteBuffer.allocate(6)
                    .put(V1)
                    .put((byte) (group ? 1 : 0))
                    .putInt(id)
                    .array();
        }

        static Purge decode(byte[] payload) {
            var in = version1(payload);
            return new Purge(in.get() == 1, in.getInt());
        }
    }

    private static byte[] utf8(@Nullable String text) {
        return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }

    /// With its length before it; without a label nothing at all, and a version before the third.
    private static byte[] withLength(@Nullable String label) {
        byte[] text = utf8(label);
        return text.length == 0
                ? text
                : ByteBuffer.allocate(1 + text.length)
                        .put((byte) text.length)
                        .put(text)
                        .array();
    }

    private static String read(ByteBuffer in) {
        byte[] text = new byte[in.get()];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static ByteBuffer version1(byte[] payload) {
        return upToVersion(payload, V1);
    }

    private static ByteBuffer upToVersion(byte[] payload, byte newest) {
        var in = ByteBuffer.wrap(payload);
        byte version = in.get();
        if (version < V1 || version > newest) {
            throw new IllegalStateException("payload version " + version + " was written by a newer Carillon");
        }
        return in;
    }
}
