package dev.carillon.gateway;

import dev.carillon.accounts.Login;
import dev.carillon.messaging.Messaging;
import dev.carillon.messaging.Sender;
import dev.carillon.metrics.RateLimitedLog;
import dev.carillon.presence.Seat;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.CloseCode;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ServerFrame;
import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.net.InetAddress;

/// The `hello` of a session: checks the token, registers the device, and begins delivery.
///
/// The order of the steps matters. The session is registered first, so that nothing committed from then on passes it
/// by; then the token is checked once more, for it may have been revoked just before the registration; then the head
/// of the inbox is read, which covers all that was committed earlier; then the welcome goes out; then entries do.
final class Logins {
    private static final int VERSION = 1;

    private final Gateway gateway;
    private final Gateway.Parts parts;
    private final EntrySource entries;
    private final RateLimitedLog refused = new RateLimitedLog(Logins.class);

    Logins(Gateway gateway, Gateway.Parts parts) {
        this.gateway = gateway;
        this.parts = parts;
        this.entries = EntrySource.of(parts.messaging());
    }

    void hello(Session session, ClientFrame.Hello hello) {
        if (gateway.stopping()) {
            refuse(session, hello, ErrorCode.RETRYLATER, "the server stops", CloseCode.RESTART);
        } else if (hello.v() != VERSION) {
            refuse(session, hello, ErrorCode.BADREQ, "hello.v: the version spoken here is 1", CloseCode.VERSION);
        } else if (hello.token() == null || hello.token().isBlank()) {
            refuse(session, hello, ErrorCode.AUTHFAIL, "hello.token: missing", CloseCode.AUTHFAIL);
        } else if (hello.cursor() != null && (hello.cursor() < 0 || hello.cursor() > Limits.MAX_ID)) {
            refuse(session, hello, ErrorCode.BADREQ, "hello.cursor: not a seq", CloseCode.BAD_FRAME);
        } else if (Checks.range("hello.groupPage", hello.groupPage(), 0, Limits.GROUPS_PAGE)
                instanceof String problem) {
            refuse(session, hello, ErrorCode.BADREQ, problem, CloseCode.BAD_FRAME);
        } else {
            switch (check(hello, hello.token())) {
                case Login.Refused(String reason) ->
                    refuse(session, hello, ErrorCode.AUTHFAIL, reason, CloseCode.AUTHFAIL);
                case Login.Disabled() ->
                    refuse(session, hello, ErrorCode.AUTHFAIL, "the user is disabled", CloseCode.DISABLED);
                case Login.Accepted accepted -> admit(session, hello, hello.token(), accepted);
            }
        }
    }

    private Login check(ClientFrame.Hello hello, String token) {
        return parts.accounts().login(token, hello.app(), hello.platform());
    }

    private void refuse(Session session, ClientFrame.Hello hello, ErrorCode code, String reason, CloseCode close) {
        refused.log(
                Level.INFO,
                "A login was refused: " + reason + ", from "
                        + session.connection().remote().getAddress().getHostAddress());
        session.answer(hello.id(), ServerFrame.Error.of(hello.id(), code, reason));
        session.close(close, reason);
    }

    private void admit(Session session, ClientFrame.Hello hello, String token, Login.Accepted login) {
        var who = new Sender(login.user(), login.device().id());
        var feed = new DeviceFeed(
                session.connection(),
                entries,
                who,
                parts.threads(),
                cause -> session.failed(cause, "the inbox cannot be read"));
        boolean foreground = hello.foreground() == null || hello.foreground();
        Seat seat = parts.presence().take(login.user(), who.device(), ip(session), foreground);
        var identity = new Identity(who, feed, seat, login.device().expires());
        if (!session.identify(identity)) {
            parts.presence().leave(seat);
            return;
        }
        Session older = parts.hub().add(identity.uid(), who.device(), session);
        gateway.settled(session);
        if (older != null) {
            older.close(CloseCode.SIGNOUT, "the token is used by a newer connection");
        }
        if (older == session) {
            return;
        }
        if (gateway.stopping()) {
            session.close(CloseCode.RESTART, "the server stops");
        } else if (!(check(hello, token) instanceof Login.Accepted)) {
            refuse(session, hello, ErrorCode.AUTHFAIL, "the token has just ended", CloseCode.AUTHFAIL);
        } else {
            begin(session, hello, identity, login);
        }
        if (session.isClosed()) {
            // it may have ended before it stood in the hub
            parts.hub().remove(identity.uid(), session);
        }
    }

    private void begin(Session session, ClientFrame.Hello hello, Identity me, Login.Accepted login) {
        Messaging.Resume resume = parts.messaging().resume(me.who(), hello.cursor());
        var groups = hello.groupPage() == null
                ? OwnGroups.all(parts.groups(), me)
                : OwnGroups.page(parts.groups(), me, 0, hello.groupPage());
        session.welcome(new ServerFrame.Welcome(
                hello.id(),
                VERSION,
                ProfileFrames.own(login.user()),
                new ServerFrame.AppInfo(login.app().aid(), login.app().name()),
                me.who().device(),
                login.device().expires(),
                parts.clock().millis(),
                resume.cursor(),
                resume.head(),
                resume.order(),
                resume.cut(),
                Limits.HEARTBEAT_SECONDS,
                groups.items(),
                groups.more(),
                ServerFrame.LimitsInfo.CURRENT));
        me.feed().start(resume.cursor(), resume.head());
    }

    /// As [dev.carillon.accounts.LastSeen] wants it.
    private static long ip(Session session) {
        InetAddress address = session.connection().remote().getAddress();
        if (!(address instanceof Inet4Address)) {
            return 0;
        }
        byte[] bytes = address.getAddress();
        long ip = 0;
        for (byte part : bytes) {
            ip = (ip << 8) | (part & 0xFF);
        }
        return ip;
    }
}
