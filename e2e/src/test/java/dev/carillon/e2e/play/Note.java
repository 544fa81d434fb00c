package dev.carillon.e2e.play;

import java.util.Set;

/// What one person has noted about another.
record Note(boolean contact, boolean favorite, int blocked, Set<Integer> levels) {
    static final Note NONE = new Note(false, false, 0, Set.of());
    static final int MESSAGES = 1;
    static final int GROUP_MESSAGES = 2;
    static final int PROFILE = 16;
    static final int SUBSCRIPTION = 32;
    static final int ALL = 63;

    boolean blocks(int kinds) {
        return (blocked & kinds) != 0;
    }
}
