package dev.carillon.storage.messages.rocks;

import java.util.Arrays;

/// Where the search for due tasks begins: before this key there are none. It spares the search the markers that done
/// tasks leave at the front of the table until it is compacted.
final class DueFrom {
    private byte[] key = Keys.task(Long.MIN_VALUE, 0);
    private long lowered;

    /// @param key first key that may be there
    /// @param lowered tells [#raise] whether a task was added since
    record From(byte[] key, long lowered) {}

    synchronized From get() {
        return new From(key, lowered);
    }

    /// A task with this key is in the store now. To be called before anybody is told so.
    synchronized void lower(byte[] added) {
        lowered++;
        if (Arrays.compareUnsigned(added, key) < 0) {
            key = added;
        }
    }

    /// A search that began with `from` found nothing before this key.
    synchronized void raise(From from, byte[] first) {
        if (from.lowered == lowered && Arrays.compareUnsigned(first, key) > 0) {
            key = first;
        }
    }
}
