package dev.carillon.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Who works on which upload: one at a time. A newcomer has the former one's body closed, because a client that comes
/// again does so after its connection was lost, and the server may not have noticed yet. Counts what each user sends.
final class Turns {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final Map<String, @Nullable InputStream> working = new HashMap<>();
    private final Map<Integer, Integer> sending = new HashMap<>();

    /// False when the former one does not let go.
    ///
    /// @param body what may be closed to end this turn; null: it is short
    boolean begin(String upload, @Nullable InputStream body) {
        lock.lock();
        try {
            long left = PATIENCE;
            while (working.containsKey(upload)) {
                interrupt(working.get(upload));
                left = freed.awaitNanos(left);
                if (left <= 0) {
                    return false;
                }
            }
            working.put(upload, body);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private static void interrupt(@Nullable InputStream body) {
        if (body != null) {
            try {
                body.close();
            } catch (IOException e) {
                throw new IllegalStateException("a body that cannot be closed", e);
            }
        }
    }

    void end(String upload) {
        lock.lock();
        try {
            working.remove(upload);
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isWorkedOn(String upload) {
        lock.lock();
        try {
            return working.containsKey(upload);
        } finally {
            lock.unlock();
        }
    }

    /// False when the user sends as much as it may.
    boolean beginSending(int uid, int most) {
        lock.lock();
        try {
            if (sending.getOrDefault(uid, 0) >= most) {
                return false;
            }
            sending.merge(uid, 1, Integer::sum);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void endSending(int uid) {
        lock.lock();
        try {
            sending.computeIfPresent(uid, (_, count) -> count == 1 ? null : count - 1);
        } finally {
            lock.unlock();
        }
    }
}
