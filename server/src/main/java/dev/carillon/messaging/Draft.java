package dev.carillon.messaging;

import dev.carillon.protocol.Age;
import dev.carillon.protocol.Content;
import org.jspecify.annotations.Nullable;

/// A message to be sent. Bounds are checked by [Messaging#send], not before.
///
/// @param mid 1 to 2^53−1; 0 lets the server choose
/// @param to address, or null when it goes to a group
/// @param toUid the uid of the user whom it is for, or 0: whoever has the address
/// @param gid group id, or 0
/// @param expiry seconds; 0 transient
/// @param when seconds from now
/// @param label the sender's own name for it, or null
public record Draft(
        long mid,
        @Nullable String to,
        int toUid,
        int gid,
        Content content,
        int type,
        int flags,
        long expiry,
        long when,
        long replyTo,
        long thread,
        boolean forwarded,
        @Nullable Age age,
        @Nullable String label) {

    /// To whoever has the address, without a label.
    public Draft(
            long mid,
            @Nullable String to,
            int gid,
            Content content,
            int type,
            int flags,
            long expiry,
            long when,
            long replyTo,
            long thread,
            boolean forwarded,
            @Nullable Age age) {
        this(mid, to, 0, gid, content, type, flags, expiry, when, replyTo, thread, forwarded, age, null);
    }
}
