package dev.carillon.storage.messages;

/// What a message store has done since it was opened, for export as metrics. Counters only grow.
///
/// @param waiting writes that wait for their turn now
/// @param announcing groups of writes whose `then`s are due or running now
/// @param writes that became durable, refused repetitions among them
/// @param duplicates repetitions that were refused
/// @param groups writes to the disk, each with one sync; `writes / groups` is the mean size of a group
/// @param changes single steps of those writes
/// @param failures groups that the disk refused
/// @param lastFailure ms of the latest of them, 0 none
/// @param syncNanos time spent writing and syncing groups
/// @param syncs how many groups took less than [#bound] of its index; the last one counts the rest. Treat as
/// immutable
public record StoreStats(
        int waiting,
        int announcing,
        long writes,
        long duplicates,
        long groups,
        long changes,
        long failures,
        long lastFailure,
        long syncNanos,
        long[] syncs) {
    /// How many classes of duration there are.
    public static final int CLASSES = 20;

    /// Upper bound of a class of durations: 32 µs, 64 µs, … in ns; the last one has none.
    public static long bound(int index) {
        return index == CLASSES - 1 ? Long.MAX_VALUE : 32_000L << index;
    }
}
