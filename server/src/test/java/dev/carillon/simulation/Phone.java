package dev.carillon.simulation;

import dev.carillon.accounts.Device;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameCodec;
import dev.carillon.protocol.MessageStatus;
import dev.carillon.protocol.ServerFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A client as the guide to the protocol asks for it: keeps each entry, acknowledges later, logs in with the last seq
/// it kept, and sends again, under the same mid, what was not answered.
final class Phone {
    final String user;
    final String name;
    final Device device;
    private final FrameCodec codec;
    private final Journal journal;

    /// What it keeps through everything.
    private @Nullable Long cursor;
    private @Nullable Long firstCursor;
    private final Map<Long, ClientFrame.Send> outbox = new LinkedHashMap<>();
    private final Set<Long> kept = new HashSet<>();
    private final List<Held> messages = new ArrayList<>();
    private boolean revoked;
    private boolean used;
    private boolean ended;

    // of this connection
    private @Nullable Line line;
    private boolean welcome;
    private long lastRequest;
    private long received;
    private long acked;
    private final Map<Long, ClientFrame> asked = new HashMap<>();

    /// A message that it knows.
    record Held(Fact.Id id, long order) {}

    Phone(String user, int number, Device device, FrameCodec codec, Journal journal) {
        this.user = user;
        this.name = user + "/" + number;
        this.device = device;
        this.codec = codec;
        this.journal = journal;
    }

    // --- the connection

    /// @param remembered false: it lets the server say where it was
    void connect(Line to, String token, boolean remembered) {
        line = to;
        welcome = false;
        lastRequest = 0;
        acked = 0;
        asked.clear();
        journal.note(() -> name + " connects by line " + to.number + (remembered ? " from " + cursor : ""));
        ask(id -> new ClientFrame.Hello(
                id, 1, token, null, null, remembered ? cursor : null, null, name.hashCode() % 2 == 0, null));
    }

    @Nullable
    Line line() {
        return line;
    }

    boolean isLoggedIn() {
        return line != null && welcome;
    }

    /// Its token has ended, and it knows.
    boolean isEnded() {
        return ended;
    }

    /// The back-end takes the token away.
    void revoked() {
        revoked = true;
    }

    boolean isRevoked() {
        return revoked;
    }

    void lost(Line which) {
        if (which.equals(line)) {
            journal.note(() -> name + " loses line " + which.number);
            line = null;
            welcome = false;
        }
    }

    void closed(Line which, int code) {
        if (which.equals(line)) {
            journal.note(() -> name + " sees line " + which.number + " closed with " + code);
            require(code != 4005 && code != 4400 && code != 4425, "closed with " + code);
            // 4409 may be its own earlier connection, whose hello came late: people open the app again
            ended |= code == 4401;
            // one that never logged in may have made room for another device
            require(code != 4401 || revoked || !used, "its token is refused");
            line = null;
            welcome = false;
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Checker.Violation(name + ": " + otherwise);
        }
    }

    // --- what it sends

    private interface Request {
        ClientFrame numbered(long id);
    }

    private void ask(Request request) {
        ClientFrame frame = request.numbered(++lastRequest);
        asked.put(frame.id(), frame);
        send(frame);
    }

    private void send(ClientFrame frame) {
        if (line != null) {
            journal.note(() -> name + " → " + (frame instanceof ClientFrame.Hello ? "hello" : frame));
            line.send(codec.encodeClient(frame));
        }
    }

    /// Sends a message; again after each reconnect, until it is answered.
    void send(ClientFrame.Send message) {
        outbox.put(message.mid(), message);
        journal.see(new Fact.Issues(name, new Fact.Id(user, conversation(message.to(), message.gid()), message.mid())));
        transmit(message);
    }

    private void transmit(ClientFrame.Send m) {
        ask(id -> new ClientFrame.Send(
                id,
                m.mid(),
                m.to(),
                m.toUid(),
                m.gid(),
                m.content(),
                m.type(),
                m.flags(),
                m.expiry(),
                m.when(),
                m.replyTo(),
                m.thread(),
                m.forwarded(),
                m.age(),
                m.label()));
    }

    void read(String peer, long gid, List<Long> orders, long upTo) {
        journal.see(new Fact.Reads(name, conversation(peer, gid), orders, upTo));
        ask(id -> new ClientFrame.Read(id, gid == 0 ? peer : null, gid, orders.isEmpty() ? null : orders, upTo));
    }

    /// Any other request.
    void request(java.util.function.LongFunction<ClientFrame> request) {
        ask(request::apply);
    }

    /// Acknowledges up to one of the entries that came by this connection.
    void acknowledge(long wanted) {
        long upTo = Math.min(wanted, received);
        if (upTo > acked) {
            acked = upTo;
            send(new ClientFrame.Ack(0, upTo));
        }
    }

    // --- what it receives

    void receive(Line from, long seq, byte[] utf8) {
        if (!from.equals(line)) {
            return;
        }
        ServerFrame frame = codec.decodeServer(utf8);
        journal.note(() -> name + " ← " + (seq == 0 ? "" : "#" + seq + " ") + shown(frame));
        switch (frame) {
            case ServerFrame.Welcome begins -> welcome(from, begins);
            case ServerFrame.Entry entry when seq > 0 -> entry(from, seq, entry);
            case ServerFrame.Message passing -> require(passing.order() == 0, "a stored message without a seq");
            case ServerFrame.Sent sent -> sent(sent);
            case ServerFrame.Error error -> error(error);
            case ServerFrame.Ok ok -> done(answered(ok.id()));
            case ServerFrame.History history -> history(history);
            case ServerFrame.Entry _ -> throw new Checker.Violation(name + ": an entry without a seq");
            case ServerFrame.Scheduled scheduled -> answered(scheduled.id());
            case ServerFrame.Receipts receipts -> answered(receipts.id());
            case ServerFrame.Conversations conversations -> answered(conversations.id());
            case ServerFrame.Bye _,
                    ServerFrame.Pong _,
                    ServerFrame.Presence _,
                    ServerFrame.Presences _,
                    ServerFrame.ProfileChanged _,
                    ServerFrame.Profiles _,
                    ServerFrame.Contacts _,
                    ServerFrame.GroupAnswer _,
                    ServerFrame.Groups _,
                    ServerFrame.Members _,
                    ServerFrame.GroupEvent _ -> {}
        }
    }

    private static Object shown(ServerFrame frame) {
        return frame instanceof ServerFrame.Welcome w ? "welcome " + w.cursor() + " of " + w.head() : frame;
    }

    private ClientFrame answered(long id) {
        ClientFrame request = asked.remove(id);
        require(request != null, "an answer to request " + id + ", which is not open");
        return request;
    }

    private void welcome(Line from, ServerFrame.Welcome begins) {
        ClientFrame.Hello hello = (ClientFrame.Hello) answered(begins.id());
        require(
                hello.cursor() == null || begins.cursor() == hello.cursor(),
                "asked for " + hello.cursor() + ", delivery begins at " + begins.cursor());
        require(
                cursor == null || begins.cursor() <= cursor,
                "has everything up to " + cursor + ", delivery begins at " + begins.cursor());
        welcome = true;
        used = true;
        acked = begins.cursor();
        received = begins.cursor();
        if (cursor == null) {
            cursor = begins.cursor();
            firstCursor = begins.cursor();
        }
        journal.see(new Fact.Begins(name, from.number, begins.cursor(), begins.cut()));
        List.copyOf(outbox.values()).forEach(this::transmit);
    }

    private void entry(Line from, long seq, ServerFrame.Entry entry) {
        Fact.Entry seen = seen(entry);
        journal.see(new Fact.Gets(name, from.number, seq, seen));
        received = seq;
        if (cursor != null && seq > cursor) {
            cursor = seq;
            kept.add(seq);
            if (seen instanceof Fact.Entry.Message message) {
                messages.add(new Held(message.id(), message.order()));
            }
        }
    }

    private Fact.Entry seen(ServerFrame.Entry entry) {
        return switch (entry) {
            case ServerFrame.Message m ->
                new Fact.Entry.Message(
                        new Fact.Id(m.from(), conversation(m.from(), m.to(), m.gid()), m.mid()), m.order(), m.status());
            case ServerFrame.Status s ->
                new Fact.Entry.Status(
                        conversation(s.peer(), s.gid()),
                        s.order(),
                        s.status(),
                        s.delivered(),
                        s.read(),
                        s.of(),
                        s.by() == null
                                ? List.of()
                                : s.by().stream()
                                        .map(by -> new Fact.By(by.address(), by.status()))
                                        .toList());
            case ServerFrame.Edited e -> new Fact.Entry.Other("edited", conversation(e.peer(), e.gid()), e.order());
            case ServerFrame.Retracted r ->
                new Fact.Entry.Other(
                        r.how(),
                        conversation(r.peer(), r.gid()),
                        r.orders() == null || r.orders().isEmpty()
                                ? r.upTo()
                                : r.orders().getFirst());
            case ServerFrame.Seen s -> new Fact.Entry.Other("seen", conversation(s.peer(), s.gid()), 0);
        };
    }

    private void done(ClientFrame request) {
        if (request instanceof ClientFrame.Read read && read.orders() != null) {
            journal.hasRead(user, read.orders());
        }
    }

    private void sent(ServerFrame.Sent sent) {
        ClientFrame request = answered(sent.id());
        if (!(request instanceof ClientFrame.Send message)) {
            throw new Checker.Violation(name + ": sent answers " + request);
        }
        require(sent.mid() == message.mid(), "the answer is for another message");
        outbox.remove(sent.mid());
        var id = new Fact.Id(user, conversation(message.to(), message.gid()), message.mid());
        if (sent.scheduled() > 0) {
            journal.promised(id);
        }
        if (sent.order() > 0) {
            journal.see(new Fact.Accepted(name, id, sent.order()));
            messages.add(new Held(id, sent.order()));
        }
    }

    private void error(ServerFrame.Error error) {
        if (error.code() == ErrorCode.AUTHFAIL.code()) {
            return;
        }
        ClientFrame request = answered(error.id());
        require(
                error.code() != ErrorCode.GENERROR.code() && error.code() != ErrorCode.BADREQ.code(),
                request + " fails with " + error.message());
        if (request instanceof ClientFrame.Send message) {
            require(error.status() != MessageStatus.OUTBOX.code(), "a refused message without a status");
            outbox.remove(message.mid());
        }
    }

    private void history(ServerFrame.History history) {
        answered(history.id());
        long last = Long.MAX_VALUE;
        for (ServerFrame.Message message : history.messages()) {
            require(message.order() < last, "history is not in order");
            last = message.order();
        }
    }

    // --- what it knows

    private String conversation(@Nullable String peer, long gid) {
        return conversation(user, peer, gid);
    }

    static String conversation(String one, @Nullable String other, long gid) {
        if (gid != 0 || other == null) {
            return "#" + gid;
        }
        return one.compareTo(other) < 0 ? one + "+" + other : other + "+" + one;
    }

    /// Seqs above where its first login began.
    boolean has(long seq) {
        return firstCursor == null || seq <= firstCursor || kept.contains(seq);
    }

    /// Has been logged in once, so everything from then on is for it.
    boolean isKnown() {
        return firstCursor != null;
    }

    long cursor() {
        return cursor == null ? 0 : cursor;
    }

    List<Held> messages() {
        return messages;
    }

    boolean unacknowledged() {
        return received > acked;
    }

    /// For an answer.
    boolean waits() {
        return !ended && (!outbox.isEmpty() || !asked.isEmpty());
    }

    @Override
    public String toString() {
        return name + " outbox " + outbox.keySet() + " asked " + asked.values() + " cursor " + cursor;
    }
}
