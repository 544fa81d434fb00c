package dev.carillon.messaging;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Which members of a group a message is for, and so what happens to it: a part of the message, and the payload of the
/// entries about it in the group's inbox. Members who come later are left out by their
/// [dev.carillon.groups.Member#since], so the exceptions among those of today are enough, and mostly it is the sender
/// alone.
///
/// @param device that must not get it, 0 none
/// @param only whether the uids are those who get it, or those who do not
/// @param uids ascending
public record Audience(int device, boolean only, int[] uids) {

    /// @param members of the group, ascending
    /// @param recipients those of them who get the message, ascending
    /// @param coming those who are becoming members meanwhile
    static Audience of(int[] members, int[] recipients, int[] coming) {
        if (recipients.length <= members.length / 2) {
            return new Audience(0, true, recipients);
        }
        int[] others = Arrays.stream(members)
                .filter(uid -> Arrays.binarySearch(recipients, uid) < 0)
                .toArray();
        return new Audience(0, false, coming.length == 0 ? others : with(others, coming, recipients));
    }

    /// Somebody may have become a member between the two looks, or be coming by two ways.
    private static int[] with(int[] others, int[] coming, int[] recipients) {
        IntStream more = Arrays.stream(coming).filter(uid -> Arrays.binarySearch(recipients, uid) < 0);
        return IntStream.concat(Arrays.stream(others), more).sorted().distinct().toArray();
    }

    /// Without the exception of a device.
    public Audience(boolean only, int[] uids) {
        this(0, only, uids);
    }

    boolean includes(int uid) {
        return Arrays.binarySearch(uids, uid) >= 0 == only;
    }

    byte[] encode() {
        var out = ByteBuffer.allocate(5 + 4 * uids.length).putInt(device).put((byte) (only ? 1 : 0));
        for (int uid : uids) {
            out.putInt(uid);
        }
        return out.array();
    }

    /// A payload of a device alone means everybody.
    static Audience decode(byte[] payload) {
        var in = ByteBuffer.wrap(payload);
        int device = payload.length < 4 ? 0 : in.getInt();
        boolean only = in.hasRemaining() && in.get() == 1;
        int[] uids = new int[in.remaining() / 4];
        for (int i = 0; i < uids.length; i++) {
            uids[i] = in.getInt();
        }
        return new Audience(device, only, uids);
    }
}
