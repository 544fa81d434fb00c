package dev.carillon.messaging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who sees a message: decided when it is accepted, and kept with it. Who becomes a member, loses a right, blocks or
/// unblocks later changes nothing about it, but an edit is shown only to those who may be sent a message by then: for
/// the others what they saw before stays with the message.
///
/// @param audience of the members of a group; null: all of them, or a conversation of two
/// @param earlier what those see to whom a later edit was not shown
public record Viewers(@Nullable Audience audience, List<Version> earlier) {
    /// Who must not see an edit keeps an earlier text; so many of them are kept.
    static final int VERSIONS = 8;

    public static final Viewers ALL = new Viewers(null, List.of());

    /// An earlier text of a message.
    ///
    /// @param content JSON, as in [StoredMessage]. Treat as immutable
    /// @param edited ms of the edit that made it, 0 as it was sent
    /// @param uids those who still see it, ascending. Treat as immutable
    public record Version(byte[] content, long edited, int[] uids) {
        boolean isFor(int uid) {
            return Arrays.binarySearch(uids, uid) >= 0;
        }

        private Version without(int[] others) {
            int[] left = Arrays.stream(uids)
                    .filter(uid -> Arrays.binarySearch(others, uid) < 0)
                    .toArray();
            return new Version(content, edited, left);
        }
    }

    static Viewers of(Audience audience) {
        return new Viewers(audience, List.of());
    }

    boolean include(int uid) {
        return audience == null || audience.includes(uid);
    }

    /// The earlier text that this user sees; null: the newest one.
    @Nullable
    Version earlier(int uid) {
        for (Version version : earlier) {
            if (version.isFor(uid)) {
                return version;
            }
        }
        return null;
    }

    /// After an edit.
    ///
    /// @param before the message as it was
    /// @param shown who sees the new text, ascending
    /// @param kept who goes on seeing what it saw, ascending
    Viewers edited(StoredMessage before, int[] shown, int[] kept) {
        List<Version> versions = new ArrayList<>();
        for (Version version : earlier) {
            Version left = version.without(shown);
            if (left.uids.length > 0) {
                versions.add(left);
            }
        }
        int[] newest = Arrays.stream(kept).filter(uid -> earlier(uid) == null).toArray();
        if (newest.length > 0) {
            versions.add(new Version(before.content(), before.edited(), newest));
        }
        return new Viewers(audience, List.copyOf(versions));
    }

    /// After a wipe: no text is left.
    Viewers wiped() {
        return earlier.isEmpty() ? this : new Viewers(audience, List.of());
    }
}
