package dev.carillon.simulation;

import dev.carillon.accounts.Device;
import dev.carillon.accounts.IssuedToken;
import dev.carillon.accounts.TokenKey;
import dev.carillon.accounts.TokenRequest;
import dev.carillon.groups.Actor;
import dev.carillon.groups.GroupResult;
import dev.carillon.groups.MemberChange;
import dev.carillon.protocol.FrameCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One run: a seed decides who is there, what they do, when frames arrive, which thread goes on, when connections
/// break and when the server is killed. After some time no more harm is done, everything that is under way arrives,
/// and then everybody must have what is theirs.
final class Simulation {
    private static final int PATIENCE = 2_000_000;
    private static final int HEAVY = 300;
    private static final long LONGEST_WAIT = 200_000;

    final Journal journal;
    private final SplittableRandom random;
    private final SimulatedClock clock = new SimulatedClock();
    private final FrameCodec codec;
    private final World world;
    private final Ledger ledger;
    private final Habits habits;
    private final Mischief mischief;
    private final List<Phone> phones = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private int lineNumber;
    private @Nullable ServerProcess server;

    /// How much harm is done in this run, each as one of so many steps; 0 never.
    private record Mischief(int crash, int cut, int lineWeight, int directory) {
        static Mischief of(SplittableRandom random) {
            boolean none = random.nextInt(8) == 0;
            return new Mischief(
                    none || random.nextInt(3) == 0 ? 0 : 100 + random.nextInt(1_000),
                    none || random.nextInt(4) == 0 ? 0 : 30 + random.nextInt(300),
                    none || random.nextInt(3) > 0 ? 1 : HEAVY,
                    random.nextInt(3) == 0 ? 0 : 100 + random.nextInt(400));
        }

        /// Every request is answered on the connection by which it came.
        boolean none() {
            return crash == 0 && cut == 0 && lineWeight == 1;
        }
    }

    Simulation(long seed, boolean keeping, FrameCodec codec, TokenKey key) {
        random = new SplittableRandom(seed);
        this.codec = codec;
        mischief = Mischief.of(random);
        world = new World(random, clock, key, mischief.none());
        journal = new Journal(new Checker(world::isLarge), keeping);
        ledger = new Ledger(world, journal, phones);
        journal.tell(ledger);
        habits = new Habits(random, world, ledger);
        world.devices.forEach((user, devices) -> devices.forEach(device -> addPhone(user, device)));
    }

    private void addPhone(String user, Device device) {
        int number = numbers.merge(user, 1, Integer::sum);
        phones.add(new Phone(user, number, device, codec, journal));
    }

    /// @throws Checker.Violation when something happens that must not
    void run() {
        for (int steps = 500 + random.nextInt(2_500); steps > 0; steps--) {
            step();
        }
        settle();
        ledger.settled();
    }

    // --- while harm is done

    private void step() {
        if (oneOf(mischief.crash)) {
            crash();
        } else if (oneOf(mischief.cut)) {
            cut();
        } else if (oneOf(mischief.directory)) {
            changeDirectory();
        } else {
            work(random.nextInt(100));
        }
    }

    private boolean oneOf(int steps) {
        return steps > 0 && random.nextInt(steps) == 0;
    }

    private void work(int what) {
        if (what < 55) {
            goOn();
        } else if (what < 85) {
            carry();
        } else if (what < 97) {
            somebodyActs();
        } else {
            clock.forward(random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(300));
            if (server != null) {
                server.threads.ring();
            }
        }
    }

    private void goOn() {
        if (server == null) {
            journal.note(() -> "the server starts");
            server = new ServerProcess(world.disks, codec, clock, random.split());
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
            server.threads.step();
        }
        if (server.hasStopped()) {
            journal.note(() -> "--- the server has stopped ---");
            gone();
        }
    }

    private void carry() {
        Line line = some(lines, l -> l.hasForServer() || l.hasForPhone());
        if (line == null) {
            return;
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
            if (line.hasForServer() && (random.nextBoolean() || !line.hasForPhone())) {
                line.carryToServer();
            } else if (line.hasForPhone()) {
                line.carryToPhone();
            }
        }
    }

    private <T> @Nullable T some(List<T> of, Predicate<T> which) {
        int from = of.isEmpty() ? 0 : random.nextInt(of.size());
        for (int i = 0; i < of.size(); i++) {
            T one = of.get((from + i) % of.size());
            if (which.test(one)) {
                return one;
            }
        }
        return null;
    }

    private void somebodyActs() {
        Phone phone = some(phones, p -> !p.isEnded());
        if (phone == null) {
            return;
        }
        if (phone.line() == null) {
            connect(phone);
        } else if (phone.isLoggedIn()) {
            habits.act(phone);
        }
    }

    private void connect(Phone phone) {
        ServerProcess.Parts parts = server == null ? null : server.parts();
        if (parts == null) {
            return;
        }
        var line = new Line(++lineNumber, phone, mischief.lineWeight);
        line.opened(parts.gateway().opened(line));
        lines.removeIf(Line::isOver);
        lines.add(line);
        phone.connect(line, parts.accounts().token(phone.device), random.nextInt(8) > 0);
    }

    private void cut() {
        Line halfOpen = some(lines, Line::isHalfOpen);
        if (halfOpen != null && random.nextBoolean()) {
            halfOpen.end();
            return;
        }
        Phone phone = some(phones, p -> p.line() != null);
        if (phone != null && phone.line() != null) {
            phone.line().breakUp(random);
        }
    }

    private void crash() {
        if (server != null) {
            if (random.nextInt(4) == 0) {
                journal.note(() -> "the server is to stop");
                server.stop();
            } else {
                journal.note(() -> "--- the server is killed ---");
                gone();
            }
        }
    }

    private void gone() {
        server = null;
        lines.forEach(line -> line.lostServer(random));
        ledger.crashed();
    }

    // --- what the back-end does meanwhile

    private void changeDirectory() {
        ServerProcess process = server;
        ServerProcess.Parts parts = process == null ? null : process.parts();
        if (process == null || parts == null || process.isStopping()) {
            return;
        }
        switch (random.nextInt(world.groups.isEmpty() ? 2 : 6)) {
            case 0 -> addDevice(process, parts);
            case 1 -> revoke(process, parts);
            default -> changeMember(process, parts);
        }
    }

    private void addDevice(ServerProcess process, ServerProcess.Parts parts) {
        String user = some(List.copyOf(world.uids.keySet()), _ -> true);
        if (user != null) {
            var request = new TokenRequest(null, true, 0, null, null, null, "new" + random.nextInt(), null, 0, 0);
            process.threads.execute(() -> {
                if (parts.accounts().issue(world.uids.get(user), request) instanceof IssuedToken.Issued issued) {
                    addPhone(user, issued.device());
                    journal.note(() -> phones.getLast().name + " is new");
                }
            });
        }
    }

    private void revoke(ServerProcess process, ServerProcess.Parts parts) {
        Phone phone = some(phones, p -> !p.isRevoked());
        if (phone != null && random.nextInt(3) == 0) {
            journal.note(() -> phone.name + " is to be signed out for good");
            phone.revoked();
            process.threads.execute(() -> parts.accounts().revokeDevice(phone.device.id()));
        }
    }

    private void changeMember(ServerProcess process, ServerProcess.Parts parts) {
        int gid = world.groups.get(random.nextInt(world.groups.size()));
        String user = some(List.copyOf(world.uids.keySet()), _ -> true);
        if (user == null || ledger.isChanging(gid, user)) {
            return;
        }
        while (process.threads.step()) {
            continue;
        }
        boolean add = random.nextBoolean();
        ledger.changing(gid, user);
        journal.note(() -> user + " is to be " + (add ? "added to " : "removed from ") + gid);
        process.threads.execute(() -> {
            var actor = new Actor.Backend(1);
            GroupResult result = add
                    ? parts.groups().add(actor, gid, List.of(user), MemberChange.DEFAULT)
                    : parts.groups().remove(actor, gid, List.of(user));
            if (!(result instanceof GroupResult.Done)) {
                throw new Checker.Violation("a member was not changed: " + result);
            }
            ledger.changed(gid, user, add);
            journal.note(() -> user + (add ? " is in " : " is out of ") + gid);
        });
        // Alone: whether a message that is sent in that very moment is for who comes or goes is not settled yet.
        while (ledger.isChanging(gid, user) && process.threads.step()) {
            continue;
        }
    }

    // --- when all is well again

    private void settle() {
        journal.note(() -> "--- from now on nothing breaks ---");
        lines.stream().filter(Line::isHalfOpen).toList().forEach(Line::end);
        long until = clock.millis() + LONGEST_WAIT;
        rest();
        while (clock.millis() < until) {
            clock.forward(20_000);
            if (server != null) {
                server.threads.ring();
            }
            rest();
        }
    }

    private void rest() {
        for (int i = 0; i < PATIENCE; i++) {
            boolean moved = server != null && !server.threads.idle();
            goOn();
            for (Line line : List.copyOf(lines)) {
                moved |= line.hasForServer() || line.hasForPhone();
                if (line.hasForServer()) {
                    line.carryToServer();
                }
                if (line.hasForPhone()) {
                    line.carryToPhone();
                }
            }
            if (!moved && !settled()) {
                moved = true;
            }
            if (!moved) {
                checkQuiet();
                return;
            }
        }
        throw new Checker.Violation(
                "does not come to rest: " + phones.stream().filter(Phone::waits).toList());
    }

    /// Everybody is connected and has acknowledged everything; else does something about it.
    private boolean settled() {
        boolean all = server != null && server.parts() != null;
        for (Phone phone : phones) {
            if (phone.line() == null && !phone.isEnded()) {
                connect(phone);
                all = false;
            } else if (phone.isLoggedIn() && phone.unacknowledged()) {
                phone.acknowledge(phone.cursor());
                all = false;
            }
        }
        return all;
    }

    private void checkQuiet() {
        for (Phone phone : phones) {
            if (phone.waits()) {
                throw new Checker.Violation("never answered: " + phone);
            }
        }
    }
}
