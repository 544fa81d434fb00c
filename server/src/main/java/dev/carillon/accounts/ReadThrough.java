package dev.carillon.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A bounded memory of what the store has, filled on demand. What does not exist is not remembered.
///
/// Never serves what was there before a finished write, provided that the writer calls [#forget] after its commit: a
/// load is atomic for its key, so `forget` waits for one that began before the commit, and throws its value away.
public final class ReadThrough<K, V> {
    private final Cache<K, V> cache;
    private final Function<K, @Nullable V> load;

    private ReadThrough(Cache<K, V> cache, Function<K, @Nullable V> load) {
        this.cache = cache;
        this.load = load;
    }

    /// Holds at most so many entries.
    public static <K, V> ReadThrough<K, V> sized(long entries, Function<K, @Nullable V> load) {
        return new ReadThrough<>(Caffeine.newBuilder().maximumSize(entries).build(), load);
    }

    /// Holds entries that weigh at most so much together.
    public static <K, V> ReadThrough<K, V> weighed(long weight, Weigher<K, V> weigher, Function<K, @Nullable V> load) {
        return new ReadThrough<>(
                Caffeine.newBuilder().maximumWeight(weight).weigher(weigher).build(), load);
    }

    @SuppressWarnings("NullAway") // the library takes and gives null for "there is none"
    public @Nullable V find(K key) {
        V known = cache.getIfPresent(key);
        return known == null ? cache.get(key, load) : known;
    }

    /// For keys that always have a value.
    public V get(K key) {
        V value = find(key);
        if (value == null) {
            throw new IllegalStateException("nothing for " + key);
        }
        return value;
    }

    public void forget(K key) {
        cache.asMap().remove(key);
    }
}
