package dev.carillon.e2e.play;

import static org.awaitility.Awaitility.await;

import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Rounds of play on one server: in each all players act at the same time; then all come to rest, what was under way is
/// settled, and everybody looks around once more.
final class Play implements AutoCloseable {
    private static final int MOST_STARTS = 5;
    private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(250);

    /// @param honest how many of those there are in each app
    /// @param steps of each player in a round
    /// @param looks of each player after it
    /// @param restarts in how many rounds there is one by SIGKILL and one by SIGTERM
    record Setting(long seed, int honest, int hostile, int steps, int looks, int restarts) {}

    private final Setting setting;
    private final Random random;
    private final ServerProcess server = ServerProcess.fresh();
    private final Model model = new Model();
    private final Judge judge = new Judge(model);
    private final World world;
    private final List<Player> players = new ArrayList<>();
    private final AtomicInteger done = new AtomicInteger();

    Play(Setting setting, Tap tap) {
        this.setting = setting;
        this.random = new Random(setting.seed());
        this.world = new World(server, model, judge, tap);
        people(new App("default", server.backend(), false), 1);
        var other = new App("other", server.addApp("other"), true);
        other.backend().call("appset", Map.of("app", Map.of("signedFiles", "on")));
        people(other, 2);
    }

    /// The other app has half as many.
    private void people(App app, int part) {
        var people = new ArrayList<Player>();
        for (int n = 0; n < setting.honest() / part; n++) {
            people.add(new Honest(world, app, name(app, "h"), random.nextLong()));
        }
        for (int n = 0; n < setting.hostile() / part; n++) {
            people.add(new Hostile(world, app, name(app, "x"), random.nextLong()));
        }
        players.addAll(people);
        for (int flags : List.of(0, Room.SELECTED_RECEIVE, Room.IN_TURN, Room.FREE_TO_JOIN)) {
            room(app, flags, people.subList(0, people.size() / 2));
        }
    }

    private String name(App app, String kind) {
        String mark = model.marks.next();
        String address = kind + mark;
        model.marks.stands(mark, new Address(app));
        return address;
    }

    /// An address is for the people of its app.
    private record Address(App app) implements Secret {
        @Override
        public String kept(Person viewer, Span span) {
            return null;
        }

        @Override
        public boolean forBackEnd() {
            return true;
        }
    }

    private void room(App app, int flags, List<Player> members) {
        Room room = model.room(app, flags);
        Room.Title title = model.title(room);
        Attempt attempt = world.attempt().write(room.title, title);
        members.forEach(member -> attempt.write(room.role(member.me), Role.member(31, 0)));
        List<String> addresses =
                members.stream().map(member -> member.me.address).toList();
        Frame made = app.backend()
                .call(
                        "groupadd",
                        Map.of(
                                "group",
                                Map.of("name", title.text(), "flags", flags, "members", Map.of("m", addresses))));
        attempt.settle(true);
        model.made(room, made.number("group.gid"));
    }

    /// All at the same time, then one look around in silence.
    void round() {
        Thread restart = Thread.ofVirtual().start(this::restart);
        together(setting.steps(), Player::step);
        join(List.of(restart));
        rest();
        players.forEach(Player::comeBack);
        together(setting.looks(), Player::look);
        rest();
    }

    /// Sometimes, in the middle of it all.
    private void restart() {
        int dice = random.nextInt(setting.restarts());
        if (dice > 1) {
            return;
        }
        int when = random.nextInt(setting.steps() * players.size());
        await().atMost(Duration.ofMinutes(5)).pollInterval(Duration.ofMillis(5)).until(() -> done.get() >= when);
        if (dice == 0) {
            server.kill();
        } else {
            server.stop();
        }
        model.restarted();
        start();
    }

    /// Patient: the machine may have much else to do.
    private void start() {
        for (int n = 1; !server.isAlive(); n++) {
            try {
                server.start();
            } catch (IllegalStateException e) {
                if (n == MOST_STARTS) {
                    throw e;
                }
            }
        }
    }

    private void together(int times, Consumer<Player> what) {
        done.set(0);
        List<Thread> threads = players.stream()
                .map(player -> Thread.ofVirtual().name("player " + player.me).start(() -> {
                    for (int n = 0; n < times; n++) {
                        act(player, what);
                        done.incrementAndGet();
                    }
                }))
                .toList();
        join(threads);
    }

    private void act(Player player, Consumer<Player> what) {
        try {
            what.accept(player);
        } catch (RuntimeException e) {
            judge.failed(player.me, e);
        }
    }

    private static void join(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Waits until nothing comes any more. What the server had written before it answered has been judged by then,
    /// however
    /// slow this machine is.
    private void rest() {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> lines().stream().allMatch(line -> System.nanoTime() - line.lastFrame() > QUIET));
        lines().forEach(line -> line.request(Frame.of("time")));
        model.fence();
    }

    private List<Line> lines() {
        return players.stream()
                .flatMap(player -> player.devices().stream())
                .map(Device::current)
                .filter(line -> line != null && line.isOpen())
                .toList();
    }

    Judge judge() {
        return judge;
    }

    @Override
    public void close() {
        players.forEach(player -> player.devices().forEach(Device::close));
        server.close();
    }
}
