package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.Ref;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The keys of all tables, and their parts. See [Column].
final class Keys {
    static final int CONVERSATION = 9;
    static final int REF = CONVERSATION + 8;

    static final byte[] FORMAT = name("format");
    static final byte[] LAST_ORDER = name("order");
    static final byte[] LAST_TASK = name("task");
    static final byte[] ORIGIN = name("origin");
    private static final byte CUT = 'c';

    /// Tables within [Column#USERS].
    static final byte CURSOR = 1;

    static final byte TALK = 2;
    static final byte HIDDEN = 3;
    static final byte INBOX_CUT = 4;
    static final byte READ = 5;
    private static final byte USER_END = 6;

    /// Tables within [Column#TASKS].
    static final byte TASK = 1;

    static final byte TASK_OF_OWNER = 2;
    static final int TASK_KEY = 1 + 8 + 8;

    private Keys() {}

    private static byte[] name(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    // --- META

    static byte[] conversationCut(Conversation conversation) {
        return put(ByteBuffer.allocate(1 + CONVERSATION).put(CUT), conversation).array();
    }

    // --- MESSAGES, RECEIPTS

    static byte[] conversation(Conversation conversation) {
        return put(ByteBuffer.allocate(CONVERSATION), conversation).array();
    }

    static byte[] message(Conversation conversation, long order) {
        return put(ByteBuffer.allocate(REF), conversation).putLong(order).array();
    }

    static byte[] ref(Ref ref) {
        return message(ref.conversation(), ref.order());
    }

    static byte[] receipt(Ref ref, int uid) {
        return put(ByteBuffer.allocate(REF + 4), ref.conversation())
                .putLong(ref.order())
                .putInt(uid)
                .array();
    }

    // --- MIDS

    static byte[] sender(int sender) {
        return ByteBuffer.allocate(4).putInt(sender).array();
    }

    static byte[] mids(int sender, long mid) {
        return ByteBuffer.allocate(12).putInt(sender).putLong(mid).array();
    }

    static byte[] mid(int sender, long mid, Conversation conversation) {
        return put(ByteBuffer.allocate(12 + CONVERSATION).putInt(sender).putLong(mid), conversation)
                .array();
    }

    // --- INBOXES

    static byte[] inbox(int uid, long seq) {
        return ByteBuffer.allocate(12).putInt(uid).putLong(seq).array();
    }

    // --- USERS

    static byte[] user(int uid) {
        return ByteBuffer.allocate(4).putInt(uid).array();
    }

    /// Where all of one table of a user begins; with [#after] where it ends.
    static byte[] userTable(int uid, byte table) {
        return ByteBuffer.allocate(5).putInt(uid).put(table).array();
    }

    static byte[] userEnd(int uid) {
        return userTable(uid, USER_END);
    }

    static byte[] cursor(int uid, int device) {
        return ByteBuffer.allocate(9).putInt(uid).put(CURSOR).putInt(device).array();
    }

    static byte[] talk(int uid, Conversation conversation) {
        return put(ByteBuffer.allocate(5 + CONVERSATION).putInt(uid).put(TALK), conversation)
                .array();
    }

    /// Of a table that names messages for a user: [#HIDDEN] or [#READ].
    static byte[] ofUser(int uid, byte table, Conversation conversation, long order) {
        return put(ByteBuffer.allocate(5 + REF).putInt(uid).put(table), conversation)
                .putLong(order)
                .array();
    }

    // --- TASKS, OUTBOX

    static byte[] task(long at, long n) {
        return ByteBuffer.allocate(TASK_KEY)
                .put(TASK)
                .putLong(sortable(at))
                .putLong(n)
                .array();
    }

    static byte[] tasksOf(int owner) {
        return ByteBuffer.allocate(5).put(TASK_OF_OWNER).putInt(owner).array();
    }

    static byte[] tasksOf(int owner, long label) {
        return ByteBuffer.allocate(13)
                .put(TASK_OF_OWNER)
                .putInt(owner)
                .putLong(label)
                .array();
    }

    static byte[] taskOf(int owner, long label, long at, long n) {
        return ByteBuffer.allocate(13 + 16)
                .put(TASK_OF_OWNER)
                .putInt(owner)
                .putLong(label)
                .putLong(sortable(at))
                .putLong(n)
                .array();
    }

    /// Of a key of the index by owner, the key of the task itself.
    static byte[] taskOfIndex(byte[] key) {
        byte[] task = new byte[TASK_KEY];
        task[0] = TASK;
        System.arraycopy(key, key.length - 16, task, 1, 16);
        return task;
    }

    /// Puts negative numbers before positive ones; its own inverse.
    static long sortable(long number) {
        return number ^ Long.MIN_VALUE;
    }

    static byte[] outbox(long order) {
        return ByteBuffer.allocate(8).putLong(order).array();
    }

    // ---

    /// The first key behind all that begin with this one; null when there is none.
    static byte @Nullable [] after(byte[] prefix) {
        for (int i = prefix.length - 1; i >= 0; i--) {
            if (prefix[i] != (byte) 0xFF) {
                byte[] end = Arrays.copyOf(prefix, i + 1);
                end[i]++;
                return end;
            }
        }
        return null;
    }

    /// The key right behind this one.
    static byte[] next(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    private static ByteBuffer put(ByteBuffer out, Conversation conversation) {
        return out.put((byte) (conversation.group() ? 1 : 0))
                .putInt(conversation.a())
                .putInt(conversation.b());
    }
}
