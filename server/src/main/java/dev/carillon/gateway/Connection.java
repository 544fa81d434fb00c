package dev.carillon.gateway;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// One open WebSocket, as a session uses it. Safe for all threads; only [#awaitRoom] blocks. What is written after
/// the end is dropped.
public interface Connection {

    /// Queues a frame behind all earlier ones. Returns false, and drops it, when the bound of waiting bytes was
    /// already reached: the other side reads too slowly.
    boolean write(byte[] frame);

    /// Queues an inbox entry: `encoded` with its `seq` put in, as [dev.carillon.protocol.FrameCodec#withSeq] does,
    /// but without a copy for each recipient.
    boolean writeEntry(byte[] encoded, long seq);

    /// Bytes queued here that the network has not taken yet.
    int waiting();

    /// Waits until fewer than `bytes` are [#waiting]. False when the connection has ended.
    boolean awaitRoom(int bytes) throws InterruptedException;

    /// Stops, and starts again, taking frames from the network. A few frames already taken may still arrive.
    void pauseReading();

    void resumeReading();

    /// Ends the connection with a close frame. Queued frames go out first, unless `discard` drops them.
    ///
    /// @param last a frame to send right before the close frame, or null
    void close(int code, String reason, byte @Nullable [] last, boolean discard);

    InetSocketAddress remote();
}
