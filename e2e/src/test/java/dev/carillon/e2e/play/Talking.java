package dev.carillon.e2e.play;

import dev.carillon.e2e.harness.Frame;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Messages: sent in all ways, changed, taken back, deleted, read.
final class Talking {
    /// By which something is gone that was to disappear: the server is busy, or away for a moment.
    private static final long LATE = TimeUnit.SECONDS.toNanos(30);

    private final Player player;
    private final Model model;
    private final Random random;

    Talking(Player player) {
        this.player = player;
        this.model = player.model;
        this.random = player.random;
    }

    void step() {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> send();
            case 4, 5 -> edit();
            case 6, 7 -> retract();
            case 8 -> clear();
            case 9 -> read();
            case 10 -> cancel();
            default -> player.ask(Frame.of("receipts").with("order", order()).with("peer", player.address()));
        }
    }

    // --- sending

    private void send() {
        Object to = random.nextInt(3) == 0 ? player.someRoom() : player.somebody().address;
        Frame frame = Frame.of("send");
        int dice = random.nextInt(10);
        if (dice == 0) {
            write(to, frame.with("expiry", 0));
        } else if (dice == 1) {
            write(to, frame.with("flags", 7));
        } else if (dice == 2) {
            write(to, frame.with("when", 1 + random.nextInt(3)));
        } else if (dice == 3) {
            write(to, frame.with("age", Map.of("sent", 1 + random.nextInt(3))));
        } else if (dice == 4) {
            Message other = model.anyMessage(random);
            write(to, other == null ? frame : frame.with("replyTo", other.mid));
        } else {
            write(to, frame);
        }
    }

    /// A file, to somebody.
    void send(Upload upload) {
        Object to = random.nextBoolean() ? player.someRoom() : player.somebody().address;
        write(to, Frame.of("send"), upload);
    }

    private void write(Object to, Frame frame) {
        write(to, frame, null);
    }

    /// A message to an address or a group, which may be refused.
    private void write(Object to, Frame frame, @Nullable Upload upload) {
        Attempt attempt = player.world.attempt();
        Message message = model.message(player.me, to, mid());
        if (frame.has("when")) {
            message.due = System.nanoTime() + TimeUnit.SECONDS.toNanos(frame.number("when"));
        }
        String text = model.text(message, attempt);
        Frame send = (to instanceof Room room ? frame.with("gid", room.gid) : frame.with("to", to))
                .with("mid", message.mid)
                .with("content", upload == null ? content(text) : Map.of("text", text, "url", upload.path));
        if (upload != null) {
            attempt.carries(upload);
        }
        Joining joining = joining(message.room);
        long since = System.nanoTime();
        Frame answer = player.ask(send);
        joining.end(answer);
        if (answer != null && answer.t().equals("sent")) {
            accepted(message, answer, send, since);
        }
        if (answer != null && answer.flag("dup")) {
            attempt.settle(false);
        } else {
            attempt.end(answer);
        }
    }

    /// Mostly new; hostile ones use those of others.
    private long mid() {
        Message other = player.hostile() && random.nextInt(6) == 0 ? model.anyMessage(random) : null;
        return other == null ? model.mid() : other.mid;
    }

    private Map<String, Object> content(String text) {
        return switch (random.nextInt(4)) {
            case 0 -> Map.of("title", text);
            case 1 -> Map.of("fields", Map.of("note", text));
            default -> Map.of("text", text);
        };
    }

    /// Who writes to a group that is free to join becomes a member by it, if that is needed.
    private Joining joining(@Nullable Room room) {
        Attempt attempt = player.world.attempt();
        boolean stranger = false;
        synchronized (model) {
            if (room != null && room.app.equals(player.app) && room.mayBeFree(Span.since(System.nanoTime()))) {
                stranger = !room.mayHave(player.me, Span.since(System.nanoTime()));
                attempt.write(room.role(player.me), room.joining());
            }
        }
        return new Joining(attempt, stranger);
    }

    private record Joining(Attempt attempt, boolean stranger) {
        /// Somebody who was a member already may have stayed what it was, and so may one who was refused.
        void end(@Nullable Frame answer) {
            boolean done = stranger && answer != null && !answer.t().equals("error") && !answer.flag("dup");
            attempt.end(done ? answer : null);
        }
    }

    private void accepted(Message message, Frame answer, Frame send, long since) {
        synchronized (model) {
            if (send.has("age")) {
                message.goneBy = System.nanoTime() + TimeUnit.SECONDS.toNanos(send.number("age.sent")) + LATE;
            }
            if (answer.has("order") && !answer.flag("dup")) {
                model.accepted(message, answer.number("order"));
            }
            allowed("write to", message, send, since);
        }
    }

    /// What was accepted was to be refused where one may surely not send.
    private void allowed(String what, Message message, Frame request, long since) {
        synchronized (model) {
            Span span = Span.since(since);
            Room room = message.room;
            if (room != null && !room.maySend(player.me, span)) {
                player.world.judge().wrong(player.me, "could " + what + " " + room, request);
            }
            if (!player.me.outgoing.mayBe(true, span)) {
                player.world.judge().wrong(player.me, "may not write, but could " + what, request);
            }
        }
    }

    // --- changing

    /// One's own; with hostile players any.
    private @Nullable Message message() {
        Message own = model.ownMessage(random, player.me);
        return player.hostile() && random.nextInt(3) > 0 ? model.anyMessage(random) : own;
    }

    private long order() {
        Message message = message();
        return message == null ? 1 : message.order;
    }

    private void edit() {
        Message message = message();
        if (message == null || message.order == 0) {
            return;
        }
        Attempt attempt = player.world.attempt();
        String text = model.text(message, attempt);
        Frame edit = player.conversation(Frame.of("edit"), message)
                .with("order", message.order)
                .with("content", content(text));
        Joining joining = joining(message.room);
        long since = System.nanoTime();
        Frame answer = player.attempt(attempt, edit);
        joining.end(answer);
        own("edit", message, edit, answer);
        if (answer != null && !answer.t().equals("error")) {
            allowed("edit in", message, edit, since);
        }
    }

    private void own(String what, Message message, Frame request, @Nullable Frame answer) {
        if (answer != null && !answer.t().equals("error") && message.sender != player.me) {
            player.world.judge().wrong(player.me, "could " + what + " " + message, request);
        }
    }

    private void retract() {
        Message message = message();
        if (message == null || message.order == 0) {
            return;
        }
        String how = player.oneOf(List.of("recall", "wipe", "both", "delete"));
        Frame retract = player.conversation(Frame.of("retract"), message)
                .with("orders", List.of(message.order))
                .with("how", how);
        boolean mine = message.sender == player.me;
        Attempt attempt = player.world.attempt();
        synchronized (model) {
            attempt.write(mine && (how.equals("wipe") || how.equals("both")), message.wiped, true)
                    .write(mine && (how.equals("recall") || how.equals("both")), message.recalled, true)
                    .write(how.equals("delete"), message.deletedBy(player.me), true);
        }
        player.attempt(attempt, retract);
    }

    private void clear() {
        Message message = model.anyMessage(random);
        if (message == null || message.order == 0 || random.nextInt(3) > 0) {
            return;
        }
        Attempt attempt = player.world.attempt();
        synchronized (model) {
            boolean within = message.room != null || message.sender == player.me || message.recipient() == player.me;
            if (within) {
                model.upTo(message).forEach(earlier -> attempt.write(earlier.deletedBy(player.me), true));
            }
        }
        player.attempt(attempt, player.conversation(Frame.of("clear"), message).with("upTo", message.order));
    }

    private void read() {
        Message message = model.anyMessage(random);
        if (message != null) {
            Frame read = player.conversation(Frame.of("read"), message);
            player.ask(
                    random.nextBoolean()
                            ? read.with("upTo", message.order)
                            : read.with("orders", List.of(message.order, order())));
        }
    }

    private void cancel() {
        Message message = message();
        if (message == null) {
            return;
        }
        Frame answer = player.ask(Frame.of("cancel").with("mid", message.mid));
        if (answer != null && answer.t().equals("ok") && message.sender == player.me && message.due != Long.MIN_VALUE) {
            synchronized (model) {
                message.cancelled = message.order == 0;
            }
        }
    }

    // --- looking

    void look() {
        switch (random.nextInt(6)) {
            case 0 -> player.ask(Frame.of("conversations").with("limit", 1 + random.nextInt(100)));
            case 1 -> player.ask(page(Frame.of("history").with("gid", player.someRoom().gid)));
            case 2 -> player.ask(page(Frame.of("history").with("peer", player.somebody().address)));
            case 3 -> player.ask(Frame.of("scheduled"));
            case 4 -> receipts();
            default -> player.ask(Frame.of("conversations"));
        }
    }

    private Frame page(Frame frame) {
        return switch (random.nextInt(3)) {
            case 0 -> frame.with("after", 0);
            case 1 -> frame.with("before", order() + 1);
            default -> frame;
        };
    }

    private void receipts() {
        Message message = message();
        if (message != null) {
            player.ask(player.conversation(Frame.of("receipts"), message).with("order", message.order));
        }
    }
}
