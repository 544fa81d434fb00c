package dev.carillon.presence;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.Contact;
import dev.carillon.accounts.LastSeen;
import dev.carillon.accounts.User;
import dev.carillon.accounts.UserChange;
import dev.carillon.groups.Groups;
import dev.carillon.messaging.LiveDevices;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameCodec;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.PresenceCode;
import dev.carillon.protocol.ServerFrame;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who is online and who wants to know. Nothing of it is stored but the time at which a user was last seen. Safe for
/// all threads.
///
/// A user is online when one of its devices is, by that device's mode. Watchers hear of each change in the order in
/// which the changes happened. What is kept is bounded by the connections: [Limits#WATCHED] watched users and
/// [#OPEN_CHATS] open chats for each.
public final class Presence {
    static final int OPEN_CHATS = 100;

    private final Accounts accounts;
    private final Groups groups;
    private final LiveDevices live;
    private final FrameCodec codec;
    private final Clock clock;
    private final Visibility visibility;
    private final ConcurrentHashMap<Integer, Person> people = new ConcurrentHashMap<>();
    private final Vacancies vacancies = new Vacancies();

    private Presence(Accounts accounts, Groups groups, LiveDevices live, FrameCodec codec, Clock clock) {
        this.accounts = accounts;
        this.groups = groups;
        this.live = live;
        this.codec = codec;
        this.clock = clock;
        this.visibility = new Visibility(accounts, groups);
    }

    public static Presence create(Accounts accounts, Groups groups, LiveDevices live, FrameCodec codec, Clock clock) {
        return new Presence(accounts, groups, live, codec, clock);
    }

    // --- coming and going

    /// A device has logged in.
    ///
    /// @param ip as in [LastSeen]
    public Seat take(User user, int device, long ip, boolean foreground) {
        var seat = new Seat(user, device, ip, foreground);
        with(user.uid(), person -> {
            person.sit(seat);
            tell(seat, person);
        });
        return seat;
    }

    /// The device has gone: its watches end, and chats that it had open are left.
    public void leave(Seat seat) {
        seat.leave();
        for (Seat.Chat chat : seat.joined()) {
            relayTo(seat, chat, PresenceCode.LEFT, null, null);
        }
        for (int other : seat.watched()) {
            with(other, person -> person.unwatch(seat));
        }
        for (String address : seat.awaited()) {
            vacancies.remove(seat, address);
        }
        with(seat.uid, person -> {
            if (person.stand(seat)) {
                tell(seat, person);
            }
        });
    }

    // --- requests of clients

    public ServerFrame watch(Seat seat, ClientFrame.Watch frame) {
        List<String> addresses = frame.addresses() == null ? List.of() : frame.addresses();
        if (seat.watchedCount() + addresses.size() > Limits.WATCHED) {
            return ServerFrame.Error.of(
                    frame.id(),
                    ErrorCode.OVERCAPACITY,
                    "watch.addresses: a connection may watch " + Limits.WATCHED + " users");
        }
        var states = new ArrayList<ServerFrame.UserPresence>(addresses.size());
        for (String address : addresses) {
            states.add(watched(seat, address));
        }
        return new ServerFrame.Presences(frame.id(), states);
    }

    /// Watches whoever has the address, now or later. Looks again afterwards: the user may have come or gone
    /// meanwhile.
    private ServerFrame.UserPresence watched(Seat seat, String address) {
        User user = accounts.user(seat.aid, address);
        if (user == null) {
            vacancies.add(seat, address);
            user = accounts.user(seat.aid, address);
            if (user == null) {
                return new ServerFrame.UserPresence(address, 0, false, null);
            }
            vacancies.remove(seat, address);
        }
        ServerFrame.UserPresence state = watched(seat, user);
        if (accounts.user(user.uid()) == null) {
            gone(user);
        }
        return state;
    }

    private ServerFrame.UserPresence watched(Seat seat, User user) {
        boolean[] online = {false};
        with(user.uid(), person -> {
            if (seat.watch(user.uid())) {
                person.watch(seat);
            }
            online[0] = person.online();
        });
        boolean sees = visibility.sees(seat.uid, user);
        return new ServerFrame.UserPresence(
                user.address(), user.uid(), sees && online[0], sees && !online[0] ? lastSeen(user.uid()) : null);
    }

    public ServerFrame unwatch(Seat seat, ClientFrame.Unwatch frame) {
        for (String address : frame.addresses() == null ? List.<String>of() : frame.addresses()) {
            vacancies.remove(seat, address);
            User user = accounts.user(seat.aid, address);
            if (user != null && seat.unwatch(user.uid())) {
                with(user.uid(), person -> person.unwatch(seat));
            }
        }
        return ServerFrame.Ok.of(frame.id());
    }

    public ServerFrame availability(Seat seat, ClientFrame.Availability frame) {
        Integer mode = frame.mode();
        if (mode != null && (mode < Seat.WHILE_CONNECTED || mode > Seat.MANUAL)) {
            return bad(frame.id(), "availability.mode: must be 1, 2 or 3");
        }
        Integer audience = frame.audience();
        if (audience != null && !Visibility.isAudience(audience)) {
            return bad(frame.id(), "availability.audience: must be 0 to 3, or a group from 1000 up");
        }
        if (audience != null && audience >= Visibility.FIRST_GROUP && groups.member(audience, seat.uid) == null) {
            return ServerFrame.Error.of(
                    frame.id(), ErrorCode.NOSUCHERROR, "availability.audience: no such group of yours");
        }
        if (audience != null) {
            changeAudience(seat.uid, audience);
        }
        with(seat.uid, person -> {
            seat.mode = mode == null ? seat.mode : mode;
            seat.foreground = frame.foreground() == null ? seat.foreground : frame.foreground();
            seat.manual = frame.online() == null ? seat.manual : frame.online();
            tell(seat, person);
        });
        return ServerFrame.Ok.of(frame.id());
    }

    /// Watchers for whom the change makes a difference hear of it.
    private void changeAudience(int uid, int audience) {
        User before = accounts.user(uid);
        if (before == null || before.audience() == audience) {
            return;
        }
        User after = accounts.change(uid, audienceOnly(audience), false);
        if (after == null) {
            return;
        }
        with(uid, person -> {
            if (person.shownOnline) {
                for (int watcher : person.watcherUids()) {
                    boolean now = visibility.sees(watcher, after);
                    if (now != visibility.sees(watcher, before)) {
                        int code = now ? PresenceCode.ONLINE : PresenceCode.OFFLINE;
                        live.frame(watcher, state(after, code, null), 0);
                    }
                }
            }
        });
    }

    /// The user has blocked another one, no longer does, or has changed something else in what it noted: for the other
    /// one it goes or comes, if that makes a difference.
    public void contactChanged(int uid, Contact before, Contact after) {
        if (!people.containsKey(uid)) {
            return;
        }
        int viewer = after.uid();
        with(uid, person -> {
            User user = person.shownOnline && person.isWatchedBy(viewer) ? accounts.user(uid) : null;
            if (user == null) {
                return;
            }
            boolean now = visibility.sees(viewer, user);
            if (now != visibility.sees(viewer, user, before)) {
                live.frame(viewer, state(user, now ? PresenceCode.ONLINE : PresenceCode.OFFLINE, null), 0);
            }
        });
    }

    private static UserChange audienceOnly(int audience) {
        return new UserChange(null, null, null, null, null, null, null, null, audience, null, null, null);
    }

    /// Hands typing, joined, left and an application's own values to the other side. Null: done.
    public ServerFrame.@Nullable Error relay(Seat seat, ClientFrame.Presence frame) {
        String problem = problem(frame);
        if (problem != null) {
            return bad(frame.id(), problem);
        }
        if (!seat.mayRelay(System.nanoTime())) {
            return ServerFrame.Error.of(frame.id(), ErrorCode.RATELIMIT, "presence: more than 20 a second");
        }
        Seat.Chat chat = chat(seat, frame);
        if (chat == null) {
            return ServerFrame.Error.of(
                    frame.id(),
                    ErrorCode.NOSUCHERROR,
                    frame.gid() != 0 ? "presence.gid: no such group of yours" : "presence.to: no such user");
        }
        if (frame.presence() == PresenceCode.JOINED && !seat.joined(chat, OPEN_CHATS)) {
            return ServerFrame.Error.of(
                    frame.id(), ErrorCode.OVERCAPACITY, "presence: " + OPEN_CHATS + " chats are open already");
        }
        if (frame.presence() == PresenceCode.LEFT) {
            seat.left(chat);
        }
        relayTo(seat, chat, frame.presence(), frame.value(), frame.interval());
        return null;
    }

    private static @Nullable String problem(ClientFrame.Presence frame) {
        if ((frame.to() == null) == (frame.gid() == 0)) {
            return "presence: give either to or gid";
        }
        return switch (frame.presence()) {
            case PresenceCode.TYPING, PresenceCode.TYPING_CLEARED, PresenceCode.JOINED, PresenceCode.LEFT -> null;
            default ->
                frame.presence() > PresenceCode.RESERVED ? null : "presence.presence: must be 3, 4, 10, 11 or over 255";
        };
    }

    private Seat.@Nullable Chat chat(Seat seat, ClientFrame.Presence frame) {
        if (frame.to() != null) {
            User other = accounts.user(seat.aid, frame.to());
            return other == null ? null : new Seat.Chat(false, other.uid());
        }
        boolean member = frame.gid() == (int) frame.gid() && groups.member((int) frame.gid(), seat.uid) != null;
        return member ? new Seat.Chat(true, (int) frame.gid()) : null;
    }

    private void relayTo(Seat seat, Seat.Chat chat, int code, @Nullable Long value, @Nullable Long interval) {
        User self = accounts.user(seat.uid);
        if (self == null) {
            return;
        }
        byte[] encoded = codec.encode(new ServerFrame.Presence(
                self.address(), self.uid(), chat.group() ? chat.id() : 0, code, value, interval, null));
        if (!chat.group()) {
            if (visibility.hears(self, chat.id())) {
                live.frame(chat.id(), encoded, seat.device);
            }
            return;
        }
        for (int uid : visibility.hearing(self, chat.id())) {
            if (uid != seat.uid && live.online(uid)) {
                live.frame(uid, encoded, 0);
            }
        }
    }

    // --- users who come and go

    /// A user is deleted: its watchers hear that it is offline, and from now on watch the address.
    ///
    /// @return uids of the watchers, each once
    public int[] gone(User user) {
        int[][] told = {{}};
        with(user.uid(), person -> {
            told[0] = person.watcherUids();
            // also when its last session has ended just now, which could no longer tell whose it was
            person.shownOnline = false;
            byte[] encoded = state(user, PresenceCode.OFFLINE, null);
            for (int watcher : told[0]) {
                live.frame(watcher, encoded, 0);
            }
            for (Seat seat : person.dismissWatchers()) {
                seat.unwatch(user.uid());
                vacancies.add(seat, user.address());
            }
        });
        return told[0];
    }

    /// Does anybody watch the address, which nobody had?
    public boolean isAwaited(int aid, String address) {
        return vacancies.isWatched(aid, address);
    }

    /// Somebody has an address that nobody had: those who watched it watch this user.
    ///
    /// @return their uids, each once
    public int[] appeared(User user) {
        List<Seat> seats = vacancies.filled(user.aid(), user.address());
        for (Seat seat : seats) {
            watched(seat, user);
        }
        return seats.stream().mapToInt(seat -> seat.uid).distinct().toArray();
    }

    // --- for those who show profiles

    /// Calls for each user who watches `uid`, once.
    public void forEachWatcher(int uid, Consumer<Integer> action) {
        Person person = people.get(uid);
        if (person == null) {
            return;
        }
        int[] watchers;
        synchronized (person) {
            watchers = person.watcherUids();
        }
        for (int watcher : watchers) {
            action.accept(watcher);
        }
    }

    // --- state

    /// Does something with the person of that uid, under its lock: it is there while anybody needs it.
    private void with(int uid, Consumer<Person> action) {
        while (true) {
            Person person = people.computeIfAbsent(uid, _ -> new Person());
            synchronized (person) {
                if (person.dead) {
                    continue;
                }
                action.accept(person);
                if (person.empty()) {
                    person.dead = true;
                    people.remove(uid, person);
                }
                return;
            }
        }
    }

    /// Tells the watchers if there is news. Under the person's lock, so that they hear it in order. Only here a user
    /// is seen: when it comes online, in case the server does not live to see it go, and when it goes.
    private void tell(Seat seat, Person person) {
        int uid = seat.uid;
        boolean online = person.online();
        if (online == person.shownOnline) {
            return;
        }
        person.shownOnline = online;
        accounts.seen(uid, clock.millis(), seat.ip);
        int[] watchers = person.watcherUids();
        User user = watchers.length == 0 ? null : accounts.user(uid);
        if (user == null) {
            return;
        }
        byte[] encoded =
                online ? state(user, PresenceCode.ONLINE, null) : state(user, PresenceCode.OFFLINE, lastSeen(uid));
        for (int watcher : watchers) {
            if (visibility.sees(watcher, user)) {
                live.frame(watcher, encoded, 0);
            }
        }
    }

    private byte[] state(User user, int code, @Nullable Long lastSeen) {
        return codec.encode(new ServerFrame.Presence(user.address(), user.uid(), 0, code, null, null, lastSeen));
    }

    private @Nullable Long lastSeen(int uid) {
        LastSeen seen = accounts.lastSeen(uid);
        return seen.at() == 0 ? null : seen.at();
    }

    private static ServerFrame.Error bad(long id, String message) {
        return ServerFrame.Error.of(id, ErrorCode.BADREQ, message);
    }
}
