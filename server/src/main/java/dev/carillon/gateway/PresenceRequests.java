package dev.carillon.gateway;

import dev.carillon.presence.Presence;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ServerFrame;

/// Frames about presence.
final class PresenceRequests {
    private final Presence presence;

    PresenceRequests(Presence presence) {
        this.presence = presence;
    }

    ServerFrame relay(Identity me, ClientFrame.Presence frame) {
        ServerFrame error = presence.relay(me.seat(), frame);
        return error == null ? ServerFrame.Ok.of(frame.id()) : error;
    }

    ServerFrame watch(Identity me, ClientFrame.Watch frame) {
        String problem = Checks.texts("watch.addresses", frame.addresses(), Limits.WATCHED);
        return problem == null ? presence.watch(me.seat(), frame) : bad(frame.id(), problem);
    }

    ServerFrame unwatch(Identity me, ClientFrame.Unwatch frame) {
        String problem = Checks.texts("unwatch.addresses", frame.addresses(), Limits.WATCHED);
        return problem == null ? presence.unwatch(me.seat(), frame) : bad(frame.id(), problem);
    }

    ServerFrame availability(Identity me, ClientFrame.Availability frame) {
        return presence.availability(me.seat(), frame);
    }

    private static ServerFrame bad(long id, String problem) {
        return ServerFrame.Error.of(id, ErrorCode.BADREQ, problem);
    }
}
