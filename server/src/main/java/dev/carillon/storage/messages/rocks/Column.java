package dev.carillon.storage.messages.rocks;

import java.nio.charset.StandardCharsets;

/// The tables of the store, each a column family of its own. Why not one family with prefixes: what belongs together
/// in memory and on the disk differs. Receipts come and go while messages stay, so compaction of one does not rewrite
/// the other; each has the prefix and the filter that its reads need; and an insert searches a smaller memtable. A
/// batch over several families is still one record of the log, atomic and synced once.
///
/// Keys (numbers big-endian; *conversation* is 9 bytes: group?, a, b):
enum Column {
    /// Settings of the store itself, and cut marks of conversations. RocksDB insists on this name.
    META("default", 0, 0, 8),
    /// conversation, order → message. A conversation lies together: history is one range scan.
    MESSAGES("messages", 9, 9, 16),
    /// sender, mid, conversation → order, and when the message was removed. Finds repetitions; nearly
    /// always it holds nothing, which a filter tells.
    MIDS("mids", 12, 4, 8),
    /// uid, seq → entry.
    INBOXES("inboxes", 4, 4, 8),
    /// conversation, order → tally; conversation, order, uid → receipt.
    RECEIPTS("receipts", 17, 0, 8),
    /// uid, table (see [Keys]), … → cursors, talks, messages hidden or read one by one, cut marks of inboxes.
    USERS("users", 4, 0, 8),
    /// tasks by time, and an index of them by owner. Small in memory: what is done leaves markers that the next
    /// search for due tasks walks over until they are flushed.
    TASKS("tasks", 0, 0, 4),
    /// order → conversation.
    OUTBOX("outbox", 0, 0, 8);

    private final String label;
    private final int prefix;
    private final int hint;
    private final int memory;

    Column(String label, int prefix, int hint, int memory) {
        this.label = label;
        this.prefix = prefix;
        this.hint = hint;
        this.memory = memory;
    }

    byte[] label() {
        return label.getBytes(StandardCharsets.US_ASCII);
    }

    /// Length of the part of the keys that every search within this table has in common; 0 none.
    int prefix() {
        return prefix;
    }

    /// Length of the part of the keys within which they mostly ascend; 0 none.
    int hint() {
        return hint;
    }

    /// MiB that gather in memory before they become a file.
    int memory() {
        return memory;
    }
}
