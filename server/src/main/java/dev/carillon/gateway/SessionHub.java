package dev.carillon.gateway;

import dev.carillon.accounts.User;
import dev.carillon.messaging.LiveDevices;
import dev.carillon.protocol.CloseCode;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Who is connected: the sessions that have logged in, by user. A device has one session, the newest. Safe for all
/// threads; no method blocks.
public final class SessionHub implements LiveDevices {
    private static final Session[] NONE = {};

    /// The arrays are never changed: one with a session more or less takes their place.
    private final ConcurrentHashMap<Integer, Session[]> sessions = new ConcurrentHashMap<>();

    /// Users that are connected.
    public int users() {
        return sessions.size();
    }

    @Override
    public boolean online(int uid) {
        return sessions.containsKey(uid);
    }

    @Override
    public void entry(int uid, long seq, Entry entry) {
        for (Session session : of(uid)) {
            Identity identity = session.identity();
            if (identity != null) {
                identity.feed().entry(seq, entry);
            }
        }
    }

    @Override
    public void entries(int[] uids, long seq, Entry entry) {
        forEachOnline(uids, uid -> entry(uid, seq, entry));
    }

    @Override
    public boolean frame(int uid, byte[] encoded, int exceptDevice) {
        boolean any = false;
        for (Session session : of(uid)) {
            if (deviceOf(session) != exceptDevice) {
                session.push(encoded);
                any = true;
            }
        }
        return any;
    }

    private Session[] of(int uid) {
        return sessions.getOrDefault(uid, NONE);
    }

    private static int deviceOf(Session session) {
        Identity identity = session.identity();
        return identity == null ? 0 : identity.who().device();
    }

    // --- for the gateway

    /// Puts a session in. A device has one, that of its newest connection: a hello that was late does not end a
    /// connection opened after its own.
    ///
    /// @return the session that must give way: the one replaced, or the given one when it is the older; or null
    @Nullable
    Session add(int uid, int device, Session session) {
        var outdated = new Session[1];
        sessions.merge(uid, new Session[] {session}, (before, added) -> {
            Session[] others = without(before, other -> deviceOf(other) == device, outdated);
            if (outdated[0] != null && outdated[0].openedAfter(session)) {
                outdated[0] = session;
                return before;
            }
            Session[] after = Arrays.copyOf(others, others.length + 1);
            after[others.length] = session;
            return after;
        });
        return outdated[0];
    }

    void remove(int uid, Session session) {
        sessions.computeIfPresent(uid, (_, before) -> {
            Session[] after = without(before, session::equals, new Session[1]);
            return after.length == 0 ? null : after;
        });
    }

    private static Session[] without(Session[] before, Predicate<Session> which, @Nullable Session[] found) {
        for (int i = 0; i < before.length; i++) {
            if (which.test(before[i])) {
                found[0] = before[i];
                Session[] after = new Session[before.length - 1];
                System.arraycopy(before, 0, after, 0, i);
                System.arraycopy(before, i + 1, after, i, after.length - i);
                return after;
            }
        }
        return before;
    }

    /// Ends the session of one device.
    void close(int uid, int device, CloseCode code, String reason) {
        for (Session session : of(uid)) {
            if (deviceOf(session) == device) {
                session.close(code, reason);
            }
        }
    }

    void closeAll(int uid, CloseCode code, String reason) {
        for (Session session : of(uid)) {
            session.close(code, reason);
        }
    }

    void refresh(User user) {
        for (Session session : of(user.uid())) {
            session.refresh(user);
        }
    }

    void forEach(Consumer<Session> action) {
        sessions.values().forEach(all -> {
            for (Session session : all) {
                action.accept(session);
            }
        });
    }

    /// A sum over all sessions.
    long sum(ToIntFunction<Session> value) {
        long sum = 0;
        for (Session[] all : sessions.values()) {
            for (Session session : all) {
                sum += value.applyAsInt(session);
            }
        }
        return sum;
    }

    /// The largest over all sessions; 0 without any.
    int max(ToIntFunction<Session> value) {
        int max = 0;
        for (Session[] all : sessions.values()) {
            for (Session session : all) {
                max = Math.max(max, value.applyAsInt(session));
            }
        }
        return max;
    }

    /// Calls for those of the users who are connected, going through the shorter list.
    ///
    /// @param uids ascending
    void forEachOnline(int[] uids, IntConsumer action) {
        if (uids.length <= sessions.size()) {
            for (int uid : uids) {
                if (online(uid)) {
                    action.accept(uid);
                }
            }
        } else {
            for (int uid : sessions.keySet()) {
                if (Arrays.binarySearch(uids, uid) >= 0) {
                    action.accept(uid);
                }
            }
        }
    }
}
