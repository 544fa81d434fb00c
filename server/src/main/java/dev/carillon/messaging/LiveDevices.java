package dev.carillon.messaging;

import org.jspecify.annotations.Nullable;

/// The connected devices of users, as messaging needs them. Implemented by the gateway. No method blocks.
public interface LiveDevices {

    boolean online(int uid);

    /// An inbox entry was committed. Called in the sequence of commits, by one thread: for one user with growing
    /// `seq`.
    void entry(int uid, long seq, Entry entry);

    /// The same, for many users at once.
    ///
    /// @param uids ascending
    void entries(int[] uids, long seq, Entry entry);

    /// A frame that is not stored, for all devices of the user except `exceptDevice` (0: none excepted). Returns
    /// whether any device was there.
    boolean frame(int uid, byte[] encoded, int exceptDevice);

    /// @param encoded the frame without its seq; see [dev.carillon.protocol.FrameCodec#withSeq]
    /// @param receiptFor a message that counts as delivered once the device acknowledges this entry; null none
    /// @param exceptDevice a device that must not get this entry (it sent the message), 0 none
    record Entry(byte[] encoded, @Nullable Ref receiptFor, int exceptDevice) {}
}
