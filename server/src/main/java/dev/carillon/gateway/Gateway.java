package dev.carillon.gateway;

import dev.carillon.accounts.Accounts;
import dev.carillon.groups.Groups;
import dev.carillon.messaging.Messaging;
import dev.carillon.metrics.Metrics;
import dev.carillon.metrics.RateLimitedLog;
import dev.carillon.presence.Presence;
import dev.carillon.protocol.CloseCode;
import dev.carillon.protocol.FrameCodec;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The real-time door: makes a session of each WebSocket, and turns changes of accounts and groups into frames for
/// those who are connected. Safe for all threads.
public final class Gateway implements Door {
    private final Parts parts;
    private final GatewayMetrics metrics;
    private final DiskTrouble diskTrouble = new DiskTrouble();
    private final RateLimitedLog failures = new RateLimitedLog(Gateway.class);
    private final Logins logins;
    private final FrameDispatcher dispatcher;
    private final Entrance entrance;
    private final Set<Session> newcomers = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /// What the gateway stands on.
    ///
    /// @param hub the one that messaging and presence were made with
    /// @param threads runs what may block: a virtual thread for each task
    public record Parts(
            Accounts accounts,
            Groups groups,
            Messaging messaging,
            Presence presence,
            SessionHub hub,
            FrameCodec codec,
            Executor threads,
            Clock clock,
            SessionLimits limits,
            Metrics metrics) {}

    private Gateway(Parts parts) {
        this.parts = parts;
        this.metrics = new GatewayMetrics(parts.metrics(), parts.hub());
        this.logins = new Logins(this, parts);
        this.dispatcher = new FrameDispatcher(parts);
        this.entrance = new Entrance(parts.threads());
        parts.metrics()
                .gauge("carillon_logins_waiting", "Connections whose login waits for its turn", entrance::waiting);
    }

    public static Gateway create(Parts parts) {
        var gateway = new Gateway(parts);
        parts.accounts().listen(new AccountEvents(parts));
        parts.groups().listen(new GroupEvents(parts));
        return gateway;
    }

    @Override
    public ConnectionListener opened(Connection connection) {
        var session = new Session(this, connection);
        newcomers.add(session);
        metrics.opened();
        if (stopping) {
            session.close(CloseCode.RESTART, "the server stops");
        }
        return session;
    }

    /// Says bye to everybody as soon as the frames that have come are answered, and closes the connections; new ones
    /// are turned away.
    public void stop() {
        stopping = true;
        newcomers.forEach(session -> session.retire(CloseCode.RESTART));
        parts.hub().forEach(session -> session.retire(CloseCode.RESTART));
    }

    /// After [#stop]: closes those that are still busy.
    public void closeAll() {
        newcomers.forEach(session -> session.close(CloseCode.RESTART, "the server stops"));
        parts.hub().forEach(session -> session.close(CloseCode.RESTART, "the server stops"));
    }

    boolean stopping() {
        return stopping;
    }

    /// The session has logged in and stands in the hub.
    void settled(Session session) {
        newcomers.remove(session);
    }

    /// Whether the token of a session is over.
    boolean expired(Identity identity) {
        return identity.expired(parts.clock().millis());
    }

    /// The session has ended.
    void left(Session session, @Nullable Identity identity) {
        newcomers.remove(session);
        metrics.ended();
        if (identity != null) {
            parts.hub().remove(identity.uid(), session);
        }
    }

    FrameCodec codec() {
        return parts.codec();
    }

    Executor threads() {
        return parts.threads();
    }

    /// Where the frames of those are worked off who have not logged in.
    Executor entrance() {
        return entrance;
    }

    Presence presence() {
        return parts.presence();
    }

    SessionLimits limits() {
        return parts.limits();
    }

    GatewayMetrics metrics() {
        return metrics;
    }

    /// Of what nobody foresaw.
    RateLimitedLog failures() {
        return failures;
    }

    DiskTrouble diskTrouble() {
        return diskTrouble;
    }

    Logins logins() {
        return logins;
    }

    FrameDispatcher dispatcher() {
        return dispatcher;
    }
}
