package dev.carillon.messaging;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Up to where devices have acknowledged their inbox.
///
/// Moves are gathered in memory and written now and then ([#write]): a busy device moves thousands of times a second,
/// and what a crash loses of it is only sent again. Bounded by the devices that are connected. Safe for all threads.
final class Cursors {
    private final MessageStore store;
    private final Accounts accounts;
    private final Map<Long, Move> moves = new ConcurrentHashMap<>();

    /// @param seq where the device stands now
    /// @param entries how many entries it has acknowledged since the last flush
    record Move(int uid, int device, long seq, int entries) {
        Move and(Move later) {
            return new Move(uid, device, Math.max(seq, later.seq), entries + later.entries);
        }
    }

    Cursors(MessageStore store, Accounts accounts) {
        this.store = store;
        this.accounts = accounts;
    }

    /// The first login of a device: from here on its entries are kept for it. Returns when that is durable.
    void begin(int uid, int device, long seq) {
        store.commit(List.of(new Change.SetCursor(uid, device, seq)));
    }

    void advance(int uid, int device, long seq, int entries) {
        moves.merge(key(uid, device), new Move(uid, device, seq, entries), Move::and);
    }

    private static long key(int uid, int device) {
        return ((long) uid << 32) | (device & 0xFFFF_FFFFL);
    }

    /// Where each of the user's devices stands that was ever logged in; other numbers the store keeps beside them.
    Map<Integer, Long> of(int uid) {
        Map<Integer, Long> cursors = store.cursors(uid);
        for (Device device : accounts.devices(uid)) {
            Move move = moves.get(key(uid, device.id()));
            if (move != null) {
                cursors.merge(device.id(), move.seq, Math::max);
            }
        }
        return cursors;
    }

    /// The furthest of the user's devices, 0 when none was ever logged in.
    long furthest(int uid) {
        Map<Integer, Long> cursors = of(uid);
        return accounts.devices(uid).stream()
                .mapToLong(device -> cursors.getOrDefault(device.id(), 0L))
                .max()
                .orElse(0);
    }

    /// What all devices have that were ever logged in; 0 when none was.
    long slowest(int uid) {
        Map<Integer, Long> cursors = of(uid);
        return accounts.devices(uid).stream()
                .map(Device::id)
                .filter(cursors::containsKey)
                .mapToLong(id -> cursors.getOrDefault(id, 0L))
                .min()
                .orElse(0);
    }

    /// The device is gone.
    void forget(int uid, int device) {
        moves.remove(key(uid, device));
        store.forgetDevice(uid, device);
    }

    /// What has moved and is still to be written.
    List<Move> moved() {
        return new ArrayList<>(moves.values());
    }

    /// Writes where devices stand, which must not be before the receipts of what they have are written.
    void write(List<Move> moved) {
        if (!moved.isEmpty()) {
            store.commit(moved.stream()
                    .<Change>map(move -> new Change.SetCursor(move.uid, move.device, move.seq))
                    .toList());
            // one that has moved on meanwhile is written the next time
            moved.forEach(move -> moves.remove(key(move.uid, move.device), move));
        }
    }
}
