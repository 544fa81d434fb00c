package dev.carillon.gateway;

import dev.carillon.protocol.CloseCode;

/// What the transport tells the owner of a [Connection]. Called by the connection's event loop, one call at a time;
/// no method blocks.
public interface ConnectionListener {

    /// A whole text message, valid UTF-8, within the size limit. Not shared.
    void text(byte[] utf8);

    /// The client sent what the protocol does not allow; the owner closes the connection.
    void refused(CloseCode code, String reason);

    /// Comes about once a second.
    ///
    /// @param silent seconds since anything arrived
    /// @param stuck seconds for which the network has taken nothing although something waits, 0 none
    void tick(int silent, int stuck);

    /// The connection is gone. The last call.
    void ended();
}
