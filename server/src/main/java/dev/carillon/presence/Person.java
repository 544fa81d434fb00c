package dev.carillon.presence;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A user who is connected, or watched, or both. Everything in it is guarded by its monitor.
final class Person {
    private final List<Seat> seats = new ArrayList<>(1);
    private final List<Seat> watchers = new ArrayList<>(0);
    /// What the watchers were last told.
    boolean shownOnline;
    /// Removed from the table: whoever finds it dead looks again.
    boolean dead;

    void sit(Seat seat) {
        seats.add(seat);
    }

    boolean stand(Seat seat) {
        return seats.remove(seat);
    }

    boolean connected() {
        return !seats.isEmpty();
    }

    boolean online() {
        for (Seat seat : seats) {
            if (seat.online()) {
                return true;
            }
        }
        return false;
    }

    void watch(Seat watcher) {
        watchers.add(watcher);
    }

    void unwatch(Seat watcher) {
        watchers.remove(watcher);
    }

    /// Nobody watches from now on.
    ///
    /// @return those who did
    List<Seat> dismissWatchers() {
        List<Seat> dismissed = List.copyOf(watchers);
        watchers.clear();
        return dismissed;
    }

    boolean empty() {
        return seats.isEmpty() && watchers.isEmpty();
    }

    boolean isWatchedBy(int uid) {
        return watchers.stream().anyMatch(seat -> seat.uid == uid);
    }

    /// The uids that watch, each once.
    int[] watcherUids() {
        return switch (watchers.size()) {
            case 0 -> new int[0];
            case 1 -> new int[] {watchers.getFirst().uid};
            default ->
                watchers.stream()
                        .flatMapToInt(w -> IntStream.of(w.uid))
                        .distinct()
                        .toArray();
        };
    }
}
