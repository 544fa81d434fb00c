package dev.carillon.messaging;

import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.MessageStatus;
import dev.carillon.protocol.ServerFrame;
import java.nio.IntBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Changes to messages that were sent: edit, recall, wipe, delete for oneself, and disappearing.
///
/// A message is rewritten as a whole, so read-change-write of one conversation is done under that conversation's
/// lock.
final class Rewriting {
    private static final int LOCKS = 64;

    private final MessageStore store;
    private final Viewing viewing;
    private final EditRights rights;
    private final Spreading spreading;
    private final LiveDevices live;
    private final Frames frames;
    private final Peers peers;
    private final ContentRules rules;
    private final Attachments attachments;
    private final Clock clock;
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    Rewriting(
            MessageStore store,
            Viewing viewing,
            EditRights rights,
            Spreading spreading,
            LiveDevices live,
            Frames frames,
            Peers peers,
            ContentRules rules,
            Attachments attachments,
            Clock clock) {
        this.store = store;
        this.viewing = viewing;
        this.rights = rights;
        this.spreading = spreading;
        this.live = live;
        this.frames = frames;
        this.peers = peers;
        this.rules = rules;
        this.attachments = attachments;
        this.clock = clock;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    ServerFrame edit(Sender who, ClientFrame.Edit frame) {
        return switch (peers.find(who, frame.id(), frame.peer(), frame.gid())) {
            case Peers.Found.Refused refused -> refused.answer();
            case Peers.Found.In in ->
                switch (rules.check(frame.content())) {
                    case ContentRules.Checked.Bad bad ->
                        ServerFrame.Error.of(frame.id(), ErrorCode.BADREQ, bad.problem());
                    case ContentRules.Checked.Good good ->
                        locked(in.conversation(), () -> edit(who, frame, in.conversation(), good.json()));
                };
        };
    }

    private ServerFrame edit(Sender who, ClientFrame.Edit frame, Conversation conversation, byte[] content) {
        StoredMessage message = viewing.message(who.user().uid(), new Ref(conversation, frame.order()));
        ServerFrame problem = problem(who, frame.id(), message, true);
        if (problem != null || message == null) {
            return problem == null ? missing(frame.id()) : problem;
        }
        return switch (rights.of(who, message, frame.peer())) {
            case EditRights.Answer.Refused(ErrorCode code, MessageStatus status, String reason) ->
                ServerFrame.Error.ofMessage(frame.id(), code, message.mid(), status, reason);
            case EditRights.Answer.Allowed allowed -> {
                // each edit has a time of its own, so that clients can tell which one is the last
                long when = Math.max(clock.millis(), message.edited() + 1);
                Viewers viewers = message.viewers().edited(message, allowed.shown(), allowed.kept());
                yield viewers.earlier().size() > Viewers.VERSIONS
                        ? ServerFrame.Error.of(
                                frame.id(), ErrorCode.OVERCAPACITY, "order: this message was edited too often")
                        : edit(frame, message, message.edited(content, when, viewers), allowed.shown());
            }
        };
    }

    private ServerFrame edit(ClientFrame.Edit frame, StoredMessage before, StoredMessage edited, int[] shown) {
        var news = new Spreading.News(
                InboxEntry.Kind.EDITED,
                edited,
                shown,
                audience -> audience == null ? Payloads.exceptDevice(0) : audience.encode(),
                viewer -> frames.edited(edited, viewer));
        attachments.holding(
                Attachments.Name.of(before),
                frame.content(),
                () -> spreading.commit(List.of(new Change.Replace(edited)), List.of(news)));
        attachments.gone(before.content());
        return new ServerFrame.Ok(frame.id(), edited.edited());
    }

    ServerFrame retract(Sender who, ClientFrame.Retract frame) {
        List<Long> orders = frame.orders();
        ClientFrame.Retraction how = frame.how();
        if (orders == null
                || orders.isEmpty()
                || orders.size() > Limits.ORDERS
                || orders.stream().anyMatch(Objects::isNull)) {
            return ServerFrame.Error.of(
                    frame.id(), ErrorCode.BADREQ, "orders: between 1 and " + Limits.ORDERS + " numbers are needed");
        }
        if (how == null) {
            return ServerFrame.Error.of(
                    frame.id(), ErrorCode.BADREQ, "how: one of recall, wipe, both and delete is needed");
        }
        return switch (peers.find(who, frame.id(), frame.peer(), frame.gid())) {
            case Peers.Found.Refused refused -> refused.answer();
            case Peers.Found.In in ->
                locked(
                        in.conversation(),
                        () -> how == ClientFrame.Retraction.DELETE
                                ? deleteForOneself(who, frame.id(), in.conversation(), orders)
                                : takeBack(who, frame.id(), in.conversation(), orders, how));
        };
    }

    private ServerFrame deleteForOneself(Sender who, long id, Conversation conversation, List<Long> orders) {
        List<Change> changes = new ArrayList<>();
        List<byte[]> hidden = new ArrayList<>();
        for (long order : orders) {
            Ref ref = new Ref(conversation, order);
            StoredMessage message = viewing.message(who.user().uid(), ref);
            if (message == null) {
                return missing(id);
            }
            hidden.addAll(message.contents());
            changes.add(new Change.Hide(who.user().uid(), ref));
        }
        var what = new Payloads.Orders("delete", 0, who.device(), 0, orders);
        int uid = who.user().uid();
        var told = new Change.Deliver(
                uid,
                InboxEntry.Kind.RETRACTED,
                new Ref(conversation, orders.getFirst()),
                clock.millis(),
                what.encode());
        byte[] encoded = frames.encode(frames.retracted(conversation, uid, what));
        new InboxWrite(live)
                .addAll(changes)
                .entry(told, _ -> new LiveDevices.Entry(encoded, null, who.device()))
                .commit(store);
        hidden.forEach(attachments::gone);
        return ServerFrame.Ok.of(id);
    }

    private ServerFrame takeBack(
            Sender who, long id, Conversation conversation, List<Long> orders, ClientFrame.Retraction how) {
        List<StoredMessage> before = new ArrayList<>();
        List<byte[]> wiped = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        for (long order : orders) {
            StoredMessage message = viewing.message(who.user().uid(), new Ref(conversation, order));
            ServerFrame problem = problem(who, id, message, false);
            if (problem != null || message == null) {
                return problem == null ? missing(id) : problem;
            }
            StoredMessage after = message.inState(message.state() | bits(how));
            before.add(message);
            if (after.is(StoredMessage.WIPED)) {
                wiped.addAll(message.contents());
            }
            changes.add(new Change.Replace(after));
        }
        spreading.commit(changes, retractions(before, name(how), who.user().uid()));
        wiped.forEach(attachments::gone);
        return ServerFrame.Ok.of(id);
    }

    /// Of messages that different people see, each is told only of those that it sees.
    private List<Spreading.News> retractions(List<StoredMessage> messages, String how, int by) {
        Map<IntBuffer, List<StoredMessage>> parts = new LinkedHashMap<>();
        for (StoredMessage message : messages) {
            int[] viewers = viewing.viewers(message);
            parts.computeIfAbsent(IntBuffer.wrap(viewers), _ -> new ArrayList<>())
                    .add(message);
        }
        return parts.entrySet().stream()
                .map(part -> retraction(part.getValue(), part.getKey().array(), how, by))
                .toList();
    }

    private Spreading.News retraction(List<StoredMessage> messages, int[] viewers, String how, int by) {
        List<Long> orders =
                messages.stream().map(message -> message.ref().order()).toList();
        var what = new Payloads.Orders(how, by, 0, 0, orders);
        StoredMessage one = messages.getFirst();
        return new Spreading.News(
                InboxEntry.Kind.RETRACTED,
                one,
                viewers,
                audience -> audience == null ? what.encode() : what.encode(audience),
                viewer -> frames.retracted(one.ref().conversation(), viewer, what));
    }

    private static int bits(ClientFrame.Retraction how) {
        return switch (how) {
            case RECALL -> StoredMessage.RECALLED;
            case WIPE -> StoredMessage.WIPED;
            case BOTH -> StoredMessage.RECALLED | StoredMessage.WIPED;
            case DELETE -> 0;
        };
    }

    private static String name(ClientFrame.Retraction how) {
        return switch (how) {
            case RECALL -> "recall";
            case WIPE -> "wipe";
            case BOTH -> "both";
            case DELETE -> "delete";
        };
    }

    /// Why this user may not change the message, or null.
    private @Nullable ServerFrame problem(Sender who, long id, @Nullable StoredMessage message, boolean edit) {
        if (message == null) {
            return missing(id);
        }
        if (message.sender() != who.user().uid()) {
            return ServerFrame.Error.of(id, ErrorCode.DENIED, "order: only the sender may change a message");
        }
        if (!message.mayStillBeChanged(clock.millis())) {
            return ServerFrame.Error.of(
                    id,
                    ErrorCode.DENIED,
                    "order: a message can be changed for " + Limits.RETRACTION_SECONDS + " seconds after it was sent");
        }
        return edit && message.is(StoredMessage.WIPED | StoredMessage.RECALLED)
                ? ServerFrame.Error.of(id, ErrorCode.DENIED, "order: the message was taken back")
                : null;
    }

    private static ServerFrame missing(long id) {
        return ServerFrame.Error.of(id, ErrorCode.NOSUCHERROR, "order: no such message in this conversation");
    }

    /// A message has disappeared: its row goes, and all who saw it are told.
    void disappear(StoredMessage message) {
        locked(message.ref().conversation(), () -> {
            List<Change> gone = List.of(new Change.Remove(message.ref(), false));
            spreading.commit(gone, retractions(List.of(message), "age", 0));
            message.contents().forEach(attachments::gone);
            return true;
        });
    }

    /// A message was dropped undelivered: only its sender still sees it, and is told.
    ///
    /// @param done removes the task that asked for it
    void expire(Ref ref, Change.RemoveTask done) {
        locked(ref.conversation(), () -> {
            StoredMessage message = store.message(ref);
            if (message == null) {
                store.commit(List.of(done));
                return true;
            }
            StoredMessage expired = message.inState(message.state() | StoredMessage.EXPIRED);
            var progress = new Payloads.Progress(
                    MessageStatus.EXPIRED.code(), 0, 0, store.tally(ref).of(message), List.of());
            var told = new Change.Deliver(
                    message.sender(), InboxEntry.Kind.STATUS, ref, clock.millis(), progress.encode());
            byte[] encoded = frames.encode(frames.status(expired, progress));
            new InboxWrite(live)
                    .add(done)
                    .add(new Change.Replace(expired))
                    .entry(told, _ -> new LiveDevices.Entry(encoded, null, 0))
                    .commit(store);
            return true;
        });
    }

    private <T> T locked(Conversation conversation, Supplier<T> action) {
        ReentrantLock lock = locks[Math.floorMod(conversation.hashCode(), LOCKS)];
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
