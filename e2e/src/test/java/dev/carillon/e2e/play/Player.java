package dev.carillon.e2e.play;

import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.Login;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Somebody with an address and some devices, who does one thing after the other at random.
abstract class Player {
    final World world;
    final Model model;
    final Random random;
    final App app;
    private final String address;
    private static final int MOST_DEVICES = 3;
    private static final int MOST_TRIES = 5_000;

    Person me;
    private final List<Device> devices = new ArrayList<>();
    private final Talking talking;
    private final Meeting meeting;
    private final Gathering gathering;
    private final Office office;
    private final Posting posting;
    private int tokens;
    private boolean gone;

    Player(World world, App app, String name, long seed) {
        this.world = world;
        this.model = world.model();
        this.app = app;
        this.random = new Random(seed);
        this.address = name;
        this.me = appear();
        this.talking = new Talking(this);
        this.meeting = new Meeting(this);
        this.gathering = new Gathering(this);
        this.office = new Office(this);
        this.posting = new Posting(this);
    }

    abstract boolean hostile();

    /// Somebody, and some group, to have to do with.
    abstract Person somebody();

    abstract Room someRoom();

    /// Something that nobody expects.
    abstract void odd();

    /// One thing.
    void step() {
        if (gone) {
            return;
        }
        int dice = random.nextInt(100);
        if (dice < 50) {
            talking.step();
        } else if (dice < 65) {
            meeting.step();
        } else if (dice < 78) {
            gathering.step();
        } else if (dice < 82) {
            office.step();
        } else if (dice < 86) {
            comeAndGo();
        } else if (dice < 89) {
            odd();
        } else if (dice < 92) {
            posting.step();
        } else {
            look();
        }
    }

    /// Something that changes nothing: judged exactly where nothing else goes on meanwhile.
    void look() {
        if (gone) {
            return;
        }
        switch (random.nextInt(6)) {
            case 5 -> posting.look();
            case 0 -> meeting.look();
            case 1 -> gathering.look();
            default -> talking.look();
        }
    }

    // --- coming and going

    /// A user of this address that was not there before.
    private Person appear() {
        Person person = model.person(app, address);
        Value name = model.value(person, "name");
        Attempt attempt =
                world.attempt().write(model.holder(app, address), person).write(person.value("name"), name);
        Frame answer = surely("useradd", Map.of("user", Map.of("address", address, "name", name.text())));
        attempt.settle(true);
        person.uid = answer.number("user.uid");
        return person;
    }

    private void comeAndGo() {
        int dice = random.nextInt(20);
        if (dice < 12 && !devices.isEmpty()) {
            oneOf(devices).close();
        } else if (dice < 15 && devices.size() < MOST_DEVICES) {
            newDevice();
        } else if (dice < 17) {
            revoke();
        } else if (dice < 18) {
            die();
        }
    }

    /// All tokens end.
    private void revoke() {
        Attempt attempt = world.attempt();
        devices.forEach(device -> attempt.write(device.good, false));
        devices.clear();
        World.end(
                attempt,
                world.backEnd(
                        app, "usertoken", Map.of("user", Map.of("address", address, "token", Map.of("remove", true)))));
    }

    /// Until [#comeBack] there is nobody of this address.
    private void die() {
        Attempt attempt = world.attempt().write(me.alive, false).write(model.holder(app, address), null);
        devices.forEach(device -> attempt.write(device.good, false));
        synchronized (model) {
            model.roomsOf(me).forEach(room -> room.without(attempt, me));
        }
        devices.clear();
        surely("userdel", Map.of("user", Map.of("address", address)));
        attempt.settle(true);
        gone = true;
    }

    /// When nothing else goes on, the address of one who has gone is given to somebody else, who knows nothing of what
    /// was before.
    void comeBack() {
        if (gone) {
            gone = false;
            me = appear();
        }
    }

    /// What the back-end is answered in the end, even when the server is away for a moment.
    private Frame surely(String op, Map<String, Object> members) {
        Frame answer = world.backEnd(app, op, members);
        for (int n = 0; answer == null; n++) {
            if (n == MOST_TRIES) {
                throw new IllegalStateException("the server does not come back");
            }
            world.pause();
            answer = world.backEnd(app, op, members);
        }
        return answer;
    }

    private void newDevice() {
        Frame answer = world.backEnd(
                app, "useradd", Map.of("user", Map.of("address", address, "token", Map.of("appid", "app" + ++tokens))));
        if (answer != null && answer.flag("result")) {
            var login = new Login(address, answer.text("user.token"), "app" + tokens);
            devices.add(new Device(world, me, login, acknowledges()));
        }
    }

    boolean acknowledges() {
        return true;
    }

    @Nullable
    Line line() {
        if (devices.isEmpty()) {
            newDevice();
        }
        return devices.isEmpty()
                ? null
                : devices.get(random.nextInt(devices.size())).line(random);
    }

    /// That of some device; null when there is none.
    @Nullable
    Login login() {
        return devices.isEmpty() ? null : oneOf(devices).login();
    }

    /// A file, to somebody.
    void send(Upload upload) {
        talking.send(upload);
    }

    List<Device> devices() {
        return devices;
    }

    /// Sends a request of which nothing is to be remembered. Null when there is no answer.
    @Nullable
    Frame ask(Frame frame) {
        Line line = line();
        return line == null ? null : line.request(frame);
    }

    /// Sends a request that changes something.
    @Nullable
    Frame attempt(Attempt attempt, Frame frame) {
        Frame answer = ask(frame);
        attempt.end(answer);
        return answer;
    }

    /// Names the conversation of a message as this player sees it.
    Frame conversation(Frame frame, Message message) {
        if (message.room != null) {
            return frame.with("gid", message.room.gid);
        }
        Person other = message.sender == me ? message.recipient() : message.sender;
        return frame.with("peer", other == null ? "nobody" : other.address);
    }

    String address() {
        return address;
    }

    /// A group of which this player may be a member; any of the app where there is none.
    Room ownRoom() {
        return model.roomOf(random, me);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
