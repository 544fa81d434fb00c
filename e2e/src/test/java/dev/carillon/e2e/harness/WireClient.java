package dev.carillon.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A well-behaved client of the wire protocol, blocking and for tests: it keeps every entry once, moves its cursor,
/// acknowledges (unless told not to), and hands frames over to whoever expects them. Everything waits a bounded time
/// and then fails with what did come.
public final class WireClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// How a connection ended.
    ///
    /// @param code of the close frame; 1006 when the connection ended without one
    /// @param bye the frame said before, null when none
    public record Ending(int code, @Nullable Frame bye) {}

    private final Login login;
    private final WireSocket socket;
    private final boolean acknowledges;
    private @Nullable Frame welcome;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();

    // guarded by the lock
    private final List<Frame> waiting = new ArrayList<>();
    private final List<Frame> entries = new ArrayList<>();
    private long cursor;
    private long lastId;
    private @Nullable Frame bye;
    private @Nullable Ending ending;

    private WireClient(Login login, WireSocket socket, long cursor, boolean acknowledges) {
        this.login = login;
        this.socket = socket;
        this.cursor = cursor;
        this.acknowledges = acknowledges;
    }

    /// Connects without saying hello, and acknowledges nothing by itself.
    public static WireClient connect(InetSocketAddress server, Login login) {
        return open(server, login, 0, false);
    }

    /// Logs in as a device that has kept nothing so far on this connection: the server's record counts.
    public static WireClient login(InetSocketAddress server, Login login) {
        WireClient client = open(server, login, 0, true);
        client.welcomed(login.hello());
        return client;
    }

    /// Logs in where an earlier connection of the device stood.
    public static WireClient resume(InetSocketAddress server, WireClient earlier) {
        WireClient client = open(server, earlier.login, earlier.cursor(), true);
        client.welcomed(earlier.login.hello().with("cursor", earlier.cursor()));
        return client;
    }

    /// Logs in as [#login], but acknowledges only when told to by [#acknowledge].
    public static WireClient silent(InetSocketAddress server, Login login) {
        WireClient client = open(server, login, 0, false);
        client.welcomed(login.hello());
        return client;
    }

    private static WireClient open(InetSocketAddress server, Login login, long cursor, boolean acknowledges) {
        try {
            var client = new WireClient(login, WireSocket.open(server, Cut.NEVER), cursor, acknowledges);
            Thread.ofVirtual().name("client " + login.address()).start(client::read);
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void welcomed(Frame hello) {
        Frame answer = request(hello);
        assertThat(answer.t()).as(answer.toString()).isEqualTo("welcome");
        welcome = answer;
    }

    /// What the server answered to the login.
    public Frame welcome() {
        return Objects.requireNonNull(welcome, "not logged in");
    }

    public String address() {
        return login.address();
    }

    public Login login() {
        return login;
    }

    public WireSocket socket() {
        return socket;
    }

    // --- sending

    public void send(Frame frame) {
        try {
            socket.sendText(frame.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends a request and returns its answer, which may be an error.
    public Frame request(Frame frame) {
        long id = nextId();
        send(frame.with("id", id));
        return take(answer -> answer.number("id") == id && !answer.has("seq"), "the answer to " + clip(frame));
    }

    private static String clip(Frame frame) {
        String text = frame.toString();
        return text.length() <= 500 ? text : text.substring(0, 500) + "…";
    }

    /// Sends a request that must succeed.
    public Frame ask(Frame frame) {
        Frame answer = request(frame);
        assertThat(answer.t()).as("answer to " + frame + ": " + answer).isNotEqualTo("error");
        return answer;
    }

    /// Sends a request that must be refused with that code of the table.
    public Frame refused(Frame frame, int code) {
        Frame answer = request(frame);
        assertThat(answer.t()).as("answer to " + frame + ": " + answer).isEqualTo("error");
        assertThat(answer.number("code")).as(answer.toString()).isEqualTo(code);
        return answer;
    }

    private long nextId() {
        lock.lock();
        try {
            return ++lastId;
        } finally {
            lock.unlock();
        }
    }

    public void acknowledge(long seq) {
        send(Frame.of("ack").with("seq", seq));
    }

    // --- receiving

    /// The next frame with that `t` that nobody has taken yet; waits for it.
    public Frame expect(String t) {
        return take(frame -> frame.t().equals(t), "a frame " + t);
    }

    /// The next such frame that fulfils a condition.
    public Frame expect(String t, Predicate<Frame> condition) {
        return take(frame -> frame.t().equals(t) && condition.test(frame), "a certain frame " + t);
    }

    /// The next message with that text.
    public Frame expectMessage(String text) {
        return take(
                frame -> frame.t().equals("message")
                        && frame.text("content.text").equals(text),
                "the message \"" + text + "\"");
    }

    /// The next status of a message.
    public Frame expectStatus(long mid, int status) {
        return take(
                frame -> frame.t().equals("status") && frame.number("mid") == mid && frame.number("status") == status,
                "status " + status + " of message " + mid);
    }

    private Frame take(Predicate<Frame> condition, String what) {
        return await(what, () -> {
            for (Frame frame : waiting) {
                if (condition.test(frame)) {
                    waiting.remove(frame);
                    return frame;
                }
            }
            if (ending != null) {
                throw new AssertionError(address() + " expected " + what + ", but the connection ended, " + ending
                        + "; not expected were " + waiting);
            }
            return null;
        });
    }

    /// Waits until the connection ends.
    public Ending awaitEnd() {
        return await("the end of the connection", () -> ending);
    }

    private <T> T await(String what, Supplier<@Nullable T> look) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        lock.lock();
        try {
            T found = look.get();
            while (found == null) {
                if (news.awaitNanos(deadline - System.nanoTime()) <= 0) {
                    throw new AssertionError(
                            address() + " expected " + what + " in vain; not expected were " + waiting);
                }
                found = look.get();
            }
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            lock.unlock();
        }
    }

    /// Frames with that `t` that came and that nobody has taken.
    public List<Frame> untaken(String t) {
        lock.lock();
        try {
            return waiting.stream().filter(frame -> frame.t().equals(t)).toList();
        } finally {
            lock.unlock();
        }
    }

    /// Everything that came and that nobody has taken, in order; it is forgotten here, and so are all entries: for
    /// clients that live long.
    public List<Frame> drain() {
        lock.lock();
        try {
            List<Frame> all = List.copyOf(waiting);
            waiting.clear();
            entries.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /// All entries of the inbox that came on this connection, in order.
    public List<Frame> entries() {
        lock.lock();
        try {
            return List.copyOf(entries);
        } finally {
            lock.unlock();
        }
    }

    /// The statuses that a message of one's own went through, from SENT on, as the entries told.
    public List<Long> statuses(long mid) {
        return entries().stream()
                .filter(frame -> frame.t().equals("status") && frame.number("mid") == mid)
                .map(frame -> frame.number("status"))
                .toList();
    }

    public long cursor() {
        lock.lock();
        try {
            return cursor;
        } finally {
            lock.unlock();
        }
    }

    // --- the reading thread

    private void read() {
        try {
            for (var received = socket.receive(); ; received = socket.receive()) {
                switch (received.opcode()) {
                    case WireSocket.TEXT -> arrived(Frame.parse(received.payload()));
                    case WireSocket.CLOSE -> {
                        ended(received.closeCode());
                        return;
                    }
                    case WireSocket.PING -> socket.send(WireSocket.PONG, received.payload());
                    default -> {}
                }
            }
        } catch (IOException | UncheckedIOException e) {
            ended(1006);
        }
    }

    private void arrived(Frame frame) {
        long acknowledged = 0;
        lock.lock();
        try {
            if (frame.t().equals("bye")) {
                bye = frame;
            } else if (frame.t().equals("welcome")) {
                cursor = frame.number("cursor");
                waiting.add(frame);
            } else if (frame.has("seq")) {
                long seq = frame.number("seq");
                if (seq > cursor) {
                    cursor = seq;
                    acknowledged = seq;
                    entries.add(frame);
                    waiting.add(frame);
                }
            } else {
                waiting.add(frame);
            }
            news.signalAll();
        } finally {
            lock.unlock();
        }
        if (acknowledges && acknowledged > 0) {
            acknowledge(acknowledged);
        }
    }

    private void ended(int code) {
        lock.lock();
        try {
            ending = new Ending(code, bye);
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
