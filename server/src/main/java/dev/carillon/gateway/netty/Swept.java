package dev.carillon.gateway.netty;

import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/// A connection's handler that is looked at about once a second by its event loop's [Sweep]. The links of the sweep's
/// list are in here, so that being watched costs a connection eight bytes and no timer.
abstract class Swept extends ChannelInboundHandlerAdapter {
    @Nullable
    Swept previous;

    @Nullable
    Swept next;

    /// On the event loop.
    ///
    /// @param now seconds of the sweep's own clock
    abstract void tick(int now);
}
