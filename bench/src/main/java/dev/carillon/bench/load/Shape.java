package dev.carillon.bench.load;

import java.util.List;

/// Who sends what to whom.
///
/// @param stored kept by the server and answered when it is on the disk; else transient and not answered
/// @param receipts delivery receipts back to the sender
/// @param bytes of text in a message
/// @param groups ids of groups whose members are one after the other in the crowd, and of whom the first one sends;
/// none: users in pairs, all of whom send
/// @param groupSize members of each group
public record Shape(boolean stored, boolean receipts, int bytes, List<Long> groups, int groupSize) {
    private static final int RECEIPTS = 3;
    private static final int TRANSIENT = 4;

    public static Shape pairs(boolean stored, boolean receipts, int bytes) {
        return new Shape(stored, receipts, bytes, List.of(), 0);
    }

    public static Shape groups(boolean stored, int bytes, List<Long> gids, int size) {
        return new Shape(stored, false, bytes, gids, size);
    }

    public boolean pairs() {
        return groups.isEmpty();
    }

    /// @param users in all
    boolean sends(int user, int users) {
        return pairs() ? (user ^ 1) < users : user % groupSize == 0 && user / groupSize < groups.size();
    }

    int recipients() {
        return pairs() ? 1 : groupSize - 1;
    }

    /// The frame in which a user sends; its number is part of `id` and `mid`.
    Text frame(int user) {
        String to = pairs() ? "\"to\":\"" + Users.address(user ^ 1) + "\"" : "\"gid\":" + groups.get(user / groupSize);
        // without an id the server does not answer
        String id = stored ? "\"id\":1" + Text.NUMBER + "," : "";
        int flags = (receipts ? RECEIPTS : 0) | (stored ? 0 : TRANSIENT);
        return new Text("{\"t\":\"send\"," + id + "\"mid\":" + Mid.of(user) + "," + to + ",\"flags\":" + flags
                + ",\"content\":{\"text\":\"" + "x".repeat(bytes) + "\"}}");
    }
}
