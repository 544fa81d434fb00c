package dev.carillon.presence;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Who watches addresses that nobody has: they hear of whoever gets one. Bounded by what each connection may watch.
/// Safe for all threads.
final class Vacancies {
    private final ConcurrentHashMap<Name, Set<Seat>> watchers = new ConcurrentHashMap<>();

    private record Name(int aid, String address) {}

    void add(Seat seat, String address) {
        watchers.compute(new Name(seat.aid, address), (_, seats) -> {
            if (!seat.await(address)) {
                return seats;
            }
            Set<Seat> all = seats == null ? new HashSet<>(4) : seats;
            all.add(seat);
            return all;
        });
    }

    void remove(Seat seat, String address) {
        watchers.computeIfPresent(new Name(seat.aid, address), (_, seats) -> {
            seat.awaitNoMore(address);
            seats.remove(seat);
            return seats.isEmpty() ? null : seats;
        });
    }

    boolean isWatched(int aid, String address) {
        return watchers.containsKey(new Name(aid, address));
    }

    /// Somebody has the address now.
    ///
    /// @return those who watched it; they are no longer here
    List<Seat> filled(int aid, String address) {
        Set<Seat> seats = watchers.remove(new Name(aid, address));
        return seats == null
                ? List.of()
                : seats.stream().filter(seat -> seat.awaitNoMore(address)).toList();
    }
}
