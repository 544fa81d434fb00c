package dev.carillon.presence;

import dev.carillon.accounts.User;
import java.util.HashSet;
import java.util.Set;

/// One connected device as [Presence] sees it: made by [Presence#take], given back by [Presence#leave]. The caller
/// only hands it around.
public final class Seat {
    /// Online while connected; while connected and in the foreground; as the client says.
    static final int WHILE_CONNECTED = 1;

    static final int IN_FOREGROUND = 2;
    static final int MANUAL = 3;

    private static final int BURST = 60;
    private static final long NANOS_PER_RELAY = 50_000_000L;

    final int uid;
    final int aid;
    final int device;
    final long ip;

    // guarded by the Person of this uid
    boolean foreground;
    int mode = IN_FOREGROUND;
    boolean manual;

    // guarded by this
    private Set<Integer> watched = Set.of();
    /// Addresses that are watched though nobody has them.
    private Set<String> vacant = Set.of();
    private Set<Chat> joined = Set.of();
    private long relayedUntil = Long.MIN_VALUE;
    private boolean left;

    /// A chat that the user has open: with a user or, where `group`, of a group.
    record Chat(boolean group, int id) {}

    Seat(User user, int device, long ip, boolean foreground) {
        this.uid = user.uid();
        this.aid = user.aid();
        this.device = device;
        this.ip = ip;
        this.foreground = foreground;
    }

    boolean online() {
        return switch (mode) {
            case WHILE_CONNECTED -> true;
            case MANUAL -> manual;
            default -> foreground;
        };
    }

    /// From now on nothing is added, so what [#watched] and [#joined] say is final.
    synchronized void leave() {
        left = true;
    }

    synchronized int watchedCount() {
        return watched.size() + vacant.size();
    }

    /// False when the device has left.
    synchronized boolean await(String address) {
        if (left) {
            return false;
        }
        if (vacant.isEmpty()) {
            vacant = new HashSet<>(4);
        }
        vacant.add(address);
        return true;
    }

    synchronized boolean awaitNoMore(String address) {
        return !vacant.isEmpty() && vacant.remove(address);
    }

    synchronized Set<String> awaited() {
        return Set.copyOf(vacant);
    }

    /// False when it is watched already, or the device has left.
    synchronized boolean watch(int other) {
        if (left) {
            return false;
        }
        if (watched.isEmpty()) {
            watched = new HashSet<>(4);
        }
        return watched.add(other);
    }

    synchronized boolean unwatch(int other) {
        return !watched.isEmpty() && watched.remove(other);
    }

    synchronized Set<Integer> watched() {
        return Set.copyOf(watched);
    }

    /// False when `most` chats are open already, or the device has left.
    synchronized boolean joined(Chat chat, int most) {
        if (joined.contains(chat)) {
            return true;
        }
        if (left || joined.size() >= most) {
            return false;
        }
        if (joined.isEmpty()) {
            joined = new HashSet<>(4);
        }
        return joined.add(chat);
    }

    synchronized void left(Chat chat) {
        if (!joined.isEmpty()) {
            joined.remove(chat);
        }
    }

    synchronized Set<Chat> joined() {
        return Set.copyOf(joined);
    }

    /// Whether one more relay is within 20 a second, with bursts of 60.
    synchronized boolean mayRelay(long nanos) {
        long earliest = nanos - BURST * NANOS_PER_RELAY;
        long next = Math.max(relayedUntil, earliest) + NANOS_PER_RELAY;
        if (relayedUntil != Long.MIN_VALUE && next > nanos) {
            return false;
        }
        relayedUntil = relayedUntil == Long.MIN_VALUE ? earliest + NANOS_PER_RELAY : next;
        return true;
    }
}
