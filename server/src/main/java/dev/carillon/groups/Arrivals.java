package dev.carillon.groups;

import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Keeps those who come into a group apart from the messages that are on their way in it. A message is for the members
/// that were asked about when it was composed, with their rights and blocks; who becomes a member before it is accepted
/// was not among them, and must not see it. So whoever comes is first made known as coming, which each message composed
/// from then on leaves out; then the messages composed before are waited for, and only then is it noted since which
/// order one is a member ([Member#since]).
final class Arrivals {
    private static final int LOCKS = 64;
    private static final int[] NOBODY = {};

    private final MessageOrder order;
    private final StampedLock[] locks =
            Stream.generate(StampedLock::new).limit(LOCKS).toArray(StampedLock[]::new);
    private final ConcurrentMap<Integer, int[]> coming = new ConcurrentHashMap<>();

    Arrivals(MessageOrder order) {
        this.order = order;
    }

    Sending sending(int gid) {
        StampedLock lock = lock(gid);
        long stamp = lock.readLock();
        return new Sending(lock, stamp, coming.getOrDefault(gid, NOBODY));
    }

    /// @param uids who is no member yet, and may become one by the work
    <T> T arriving(int gid, Collection<Integer> uids, Supplier<T> work) {
        if (uids.isEmpty()) {
            return work.get();
        }
        announce(gid, uids);
        try {
            order.awaitAccepted();
            return work.get();
        } finally {
            uids.forEach(uid -> coming.computeIfPresent(gid, (_, all) -> without(all, uid)));
        }
    }

    /// Returns when all messages know of it that are not handed to the store by then.
    private void announce(int gid, Collection<Integer> uids) {
        StampedLock lock = lock(gid);
        long stamp = lock.writeLock();
        try {
            int[] more = uids.stream().mapToInt(Integer::intValue).toArray();
            coming.merge(
                    gid,
                    more,
                    (all, some) -> IntStream.concat(Arrays.stream(all), Arrays.stream(some))
                            .toArray());
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /// Somebody may be coming by two ways at once, and is there twice then.
    private static int @Nullable [] without(int[] all, int uid) {
        int at = IntStream.range(0, all.length)
                .filter(i -> all[i] == uid)
                .findFirst()
                .orElse(all.length);
        int[] left = IntStream.range(0, all.length)
                .filter(i -> i != at)
                .map(i -> all[i])
                .toArray();
        return left.length == 0 ? null : left;
    }

    private StampedLock lock(int gid) {
        return locks[Math.floorMod(gid, LOCKS)];
    }
}
