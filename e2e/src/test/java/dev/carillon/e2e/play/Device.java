package dev.carillon.e2e.play;

import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.Login;
import java.io.IOException;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// One token of a person, and the connection that goes by it, where there is one.
final class Device {
    private final World world;
    final Person person;
    private final Login login;
    private final boolean acknowledges;
    final Register<Boolean> good = new Register<>(true);
    private @Nullable Line line;
    private long cursor;

    Device(World world, Person person, Login login, boolean acknowledges) {
        this.world = world;
        this.person = person;
        this.login = login;
        this.acknowledges = acknowledges;
    }

    /// Connected, after a new login where that is needed; null when that does not succeed now.
    @Nullable
    Line line(Random random) {
        Line now = line;
        if (now != null && now.isOpen()) {
            return now;
        }
        Frame hello = login.hello();
        if (now != null && random.nextBoolean()) {
            cursor = Math.max(cursor, now.cursor());
            hello = hello.with("cursor", cursor);
        }
        return login(hello);
    }

    /// Logs in by this frame.
    @Nullable
    Line login(Frame hello) {
        try {
            long since = System.nanoTime();
            var listener = new Line.Listener(person, good, world, acknowledges);
            Line next = Line.open(world.server().address(), listener);
            Frame welcome = next.request(hello);
            if (welcome == null || !welcome.t().equals("welcome")) {
                next.close();
                return null;
            }
            checkToken(welcome, since);
            person.uid = welcome.number("user.uid");
            line = next;
            return next;
        } catch (IOException _) {
            return null;
        }
    }

    private void checkToken(Frame welcome, long since) {
        synchronized (world.model()) {
            if (!good.mayBe(true, Span.since(since))) {
                world.judge().add(new Problem(person.toString(), "a dead token opens", welcome.toString(), ""));
            }
        }
    }

    Login login() {
        return login;
    }

    @Nullable
    Line current() {
        return line;
    }

    void close() {
        if (line != null) {
            line.close();
        }
    }
}
