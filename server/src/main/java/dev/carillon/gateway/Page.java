package dev.carillon.gateway;

import dev.carillon.protocol.Limits;
import java.util.ArrayList;
import java.util.List;

/// A page of an answer: it ends after so many items, or where a frame is full. One that is larger alone is a page by
/// itself.
final class Page<T> {
    private final int most;
    private final long bytesMost;
    private final List<T> items = new ArrayList<>();
    private long bytes;
    private boolean more;

    private Page(int most, long bytesMost) {
        this.most = most;
        this.bytesMost = bytesMost;
    }

    static <T> Page<T> of(int most) {
        return new Page<>(most, Limits.PAGE_BYTES);
    }

    /// All there is, however much that is.
    static <T> Page<T> endless() {
        return new Page<>(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /// False: the page is full, and this item the first of the next one.
    ///
    /// @param size at least what the item takes in a frame
    boolean add(T item, int size) {
        bytes += size;
        more = items.size() == most || (bytes > bytesMost && !items.isEmpty());
        if (!more) {
            items.add(item);
        }
        return !more;
    }

    List<T> items() {
        return items;
    }

    boolean more() {
        return more;
    }
}
