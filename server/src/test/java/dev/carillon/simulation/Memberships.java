package dev.carillon.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who was in which group when, as far as one can know: while a change is under way, and after a crash that cut it
/// off, nobody can.
final class Memberships {
    private final Map<Place, List<State>> states = new HashMap<>();
    private final Set<Place> changing = new HashSet<>();

    private record Place(int gid, String user) {}

    private record State(long since, Is is) {}

    enum Is {
        IN,
        OUT,
        UNSURE
    }

    void is(int gid, String user, long since, Is is) {
        states.computeIfAbsent(new Place(gid, user), _ -> new ArrayList<>()).add(new State(since, is));
    }

    void changing(int gid, String user, long since) {
        changing.add(new Place(gid, user));
        is(gid, user, since, Is.UNSURE);
    }

    boolean isChanging(int gid, String user) {
        return changing.contains(new Place(gid, user));
    }

    void changed(int gid, String user, long since, Is is) {
        changing.remove(new Place(gid, user));
        is(gid, user, since, is);
    }

    void crashed() {
        changing.clear();
    }

    /// Whether a member surely was away at some time after this.
    boolean hasLeft(int gid, String user, long from) {
        return states.getOrDefault(new Place(gid, user), List.of()).stream()
                .anyMatch(state -> state.since > from && state.is == Is.OUT);
    }

    /// Whether it was so all the time, both ends included.
    boolean throughout(int gid, String user, long from, long to, Is is) {
        Is at = Is.OUT;
        for (State state : states.getOrDefault(new Place(gid, user), List.of())) {
            if (state.since <= from) {
                at = state.is;
            } else if (state.since <= to && state.is != is) {
                return false;
            }
        }
        return at == is;
    }
}
