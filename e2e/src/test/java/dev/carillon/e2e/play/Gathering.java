package dev.carillon.e2e.play;

import dev.carillon.e2e.harness.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Groups, their members and pins.
final class Gathering {
    private static final int MOST_ROOMS = 40;
    /// By which two clocks, or those who look at them, may differ.
    private static final long MOMENT = TimeUnit.SECONDS.toNanos(1);

    private final Player player;
    private final Model model;
    private final Random random;

    Gathering(Player player) {
        this.player = player;
        this.model = player.model;
        this.random = player.random;
    }

    void step() {
        switch (random.nextInt(12)) {
            case 0 -> create();
            case 1, 2, 3 -> add();
            case 4, 5 -> remove();
            case 6 -> leave();
            case 7 -> join();
            case 8 -> set();
            case 9 -> pin();
            case 10 -> delete();
            default -> look();
        }
    }

    private Role role() {
        int admin = player.oneOf(List.of(0, 0, 0, Role.ADD_USER | Role.REMOVE_USER, Role.LIST_PINS, 0xFFFF));
        return Role.member(
                player.oneOf(List.of(31, 31, 31, 31 & ~Role.RECEIVE, 31 & ~Role.LIST, 31 & ~Role.SEND)), admin);
    }

    private static Map<String, Object> permissions(Role role) {
        return Map.of("flags", role.flags(), "admin", role.admin());
    }

    private void create() {
        if (model.rooms() >= MOST_ROOMS) {
            return;
        }
        int flags =
                player.oneOf(List.of(0, Room.SELECTED_SEND, Room.FREE_TO_JOIN, Room.SELECTED_RECEIVE, Room.IN_TURN));
        Room room = model.room(player.app, flags);
        Room.Title title = model.title(room);
        Role role = role();
        Attempt attempt = player.world.attempt().write(room.title, title);
        var members = new ArrayList<Person>();
        synchronized (model) {
            attempt.write(room.role(player.me), Role.OWNER);
            for (int n = 0; n < 4; n++) {
                members.add(model.anybody(random, player.app));
            }
            members.remove(player.me);
        }
        List<Attempt> joining = members.stream()
                .map(member -> player.world.attempt().write(room.role(member), role))
                .toList();
        long since = System.nanoTime();
        Frame answer = player.ask(Frame.of("group.create")
                .with("name", title.text())
                .with("flags", flags)
                .with("members", members.stream().map(member -> member.address).toList())
                .with("permissions", permissions(role)));
        if (answer != null && answer.t().equals("group")) {
            model.made(room, answer.number("group.gid"));
        }
        attempt.end(answer);
        for (int n = 0; n < members.size(); n++) {
            left(joining.get(n), answer, members.get(n), since);
        }
    }

    /// Who blocks this player's messages surely stays out of a new group.
    private void left(Attempt attempt, @Nullable Frame answer, Person other, long since) {
        synchronized (model) {
            if (answer != null
                    && !other.mayNotBlock(player.me, Note.MESSAGES | Note.GROUP_MESSAGES, Span.since(since))) {
                attempt.settle(false);
            } else {
                attempt.end(answer);
            }
        }
    }

    /// One's own group, or any.
    private Room room() {
        return player.hostile() && random.nextBoolean() ? player.someRoom() : player.ownRoom();
    }

    private @Nullable Frame change(Attempt attempt, Room room, int right, Frame frame) {
        long since = System.nanoTime();
        Frame answer = player.attempt(attempt, frame.with("gid", room.gid));
        checked(room, right, frame, answer, since);
        return answer;
    }

    private void checked(Room room, int right, Frame frame, @Nullable Frame answer, long since) {
        boolean done = answer != null && !answer.t().equals("error");
        synchronized (model) {
            if (done && !room.mayDo(player.me, right, Span.since(since))) {
                player.world.judge().wrong(player.me, "changed " + room + " without the right to", frame);
            }
        }
    }

    private void add() {
        Room room = room();
        Person other = player.somebody();
        Role role = role();
        Attempt attempt = player.world.attempt();
        long since = System.nanoTime();
        synchronized (model) {
            if (other.app.equals(room.app)) {
                room.with(attempt, other, role);
            }
        }
        Frame add = Frame.of("group.add")
                .with("gid", room.gid)
                .with("members", List.of(other.address))
                .with("permissions", permissions(role));
        int seconds = random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 0;
        if (seconds > 0) {
            add = add.with("permissions", expiring(role, seconds));
        }
        Frame answer = player.ask(add);
        boolean surely = added(attempt, answer, other, since);
        if (seconds > 0 && answer != null && answer.t().equals("ok")) {
            ends(room, other, new Span(since, System.nanoTime()), seconds, surely);
        }
        checked(room, Role.ADD_USER, add, answer, since);
    }

    private static Map<String, Object> expiring(Role role, int seconds) {
        return Map.of("flags", role.flags(), "admin", role.admin(), "expiry", seconds);
    }

    /// That many seconds after it was given, the membership is over by itself.
    private void ends(Room room, Person member, Span given, int seconds, boolean surely) {
        long length = TimeUnit.SECONDS.toNanos(seconds);
        synchronized (model) {
            boolean alone = !room.role(member).isContested(given.from());
            room.ends(
                    member, new Span(given.from() + length - MOMENT, given.until() + length + MOMENT), surely && alone);
        }
    }

    /// Who blocks this player's messages is left out without a word, or keeps its place. Returns whether it has the
    /// role
    /// now, whatever the other has noted meanwhile.
    private boolean added(Attempt attempt, @Nullable Frame answer, Person other, long since) {
        boolean done = answer != null && !answer.t().equals("error");
        boolean mayBlock;
        synchronized (model) {
            mayBlock = other.note(player.me)
                    .may(note -> note.blocks(Note.MESSAGES | Note.GROUP_MESSAGES), Span.since(since));
        }
        attempt.end(mayBlock && done ? null : answer);
        return done && !mayBlock;
    }

    private void remove() {
        Room room = room();
        Person other = player.somebody();
        Attempt attempt = player.world.attempt();
        boolean nobody;
        synchronized (model) {
            nobody = room.role(other).may(role -> !role.member(), Span.since(System.nanoTime()));
            room.without(attempt, other);
        }
        Frame remove = Frame.of("group.remove").with("gid", room.gid).with("members", List.of(other.address));
        long since = System.nanoTime();
        Frame answer = player.attempt(attempt, remove);
        synchronized (model) {
            nobody |= room.role(other).isContested(since);
        }
        if (!nobody && other != player.me) {
            checked(room, Role.REMOVE_USER | 0x180, remove, answer, since);
        }
    }

    private void leave() {
        Room room = room();
        Attempt attempt = player.world.attempt();
        synchronized (model) {
            room.without(attempt, player.me);
        }
        player.attempt(attempt, Frame.of("group.leave").with("gid", room.gid));
    }

    private void join() {
        Room room = player.someRoom();
        Attempt attempt = player.world.attempt();
        Frame frame = Frame.of("group.join").with("gid", room.gid);
        synchronized (model) {
            if (room.mayHave(player.me, Span.since(System.nanoTime())) || !room.app.equals(player.app)) {
                return;
            }
            List<Long> pins = List.copyOf(room.pins().keySet());
            boolean free = pins.isEmpty() || random.nextBoolean();
            long pin = free ? 0 : player.oneOf(pins);
            frame = free ? frame : frame.with("pin", pin);
            attempt.write(
                    room.role(player.me), free ? room.joining() : room.pins().getOrDefault(pin, Role.NONE));
        }
        player.attempt(attempt, frame);
    }

    private void set() {
        Room room = room();
        Room.Title title = model.title(room);
        Attempt attempt = player.world.attempt().write(room.title, title);
        Frame frame = Frame.of("group.set").with("name", title.text());
        if (random.nextInt(3) == 0) {
            int flags = player.oneOf(List.of(0, Room.SELECTED_SEND, Room.FREE_TO_JOIN, Room.SELECTED_RECEIVE));
            attempt.write(room.flags, flags);
            frame = frame.with("flags", flags);
        }
        change(attempt, room, Role.MODIFY, frame);
    }

    private void pin() {
        Room room = room();
        Role role = Role.member(31, player.oneOf(List.of(0, Role.LIST_PINS)));
        Frame answer = change(
                player.world.attempt(),
                room,
                Role.ADD_PIN,
                Frame.of("group.pin.add").with("permissions", permissions(role)).with("count", 5));
        if (answer != null) {
            synchronized (model) {
                for (Frame pin : answer.objects("group.pins")) {
                    var given =
                            Role.member((int) pin.number("permissions.flags"), (int) pin.number("permissions.admin"));
                    room.pins().put(pin.number("pin"), given);
                }
            }
        }
    }

    private void delete() {
        Room room = room();
        if (random.nextInt(4) > 0 || model.rooms() < MOST_ROOMS / 2) {
            return;
        }
        Attempt attempt = player.world.attempt().write(room.alive, false);
        synchronized (model) {
            room.roles().values().forEach(role -> attempt.write(role, Role.NONE));
        }
        change(attempt, room, Role.REMOVE_GROUP, Frame.of("group.delete"));
    }

    void look() {
        Room room = player.someRoom();
        player.ask(
                Frame.of(random.nextBoolean() ? "group.get" : "group.members").with("gid", room.gid));
    }
}
