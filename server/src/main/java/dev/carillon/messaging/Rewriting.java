package dev.carillon.messaging;

import dev.carillon.groups.Groups;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.MessageStatus;
import dev.carillon.protocol.ServerFrame;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Changes to messages that were sent: edit, recall, wipe, delete for oneself, and disappearing.
///
/// A message is rewritten as a whole, so read-change-write of one conversation is done under that conversation's
/// lock.
final class Rewriting {
    private static final int LOCKS = 64;

    private final MessageStore store;
    private final Groups groups;
    private final LiveDevices live;
    private final Frames frames;
    private final Peers peers;
    private final ContentRules rules;
    private final Attachments attachments;
    private final Clock clock;
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    Rewriting(
            MessageStore store,
            Groups groups,
            LiveDevices live,
            Frames frames,
            Peers peers,
            ContentRules rules,
            Attachments attachments,
            Clock clock) {
        this.store = store;
        this.groups = groups;
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
        StoredMessage message = store.message(new Ref(conversation, frame.order()));
        ServerFrame problem = problem(who, frame.id(), message, true);
        if (problem != null || message == null) {
            return problem == null ? missing(frame.id()) : problem;
        }
        // each edit has a time of its own, so that clients can tell which one is the last
        StoredMessage edited = message.edited(content, Math.max(clock.millis(), message.edited() + 1));
        byte[] payload = Payloads.exceptDevice(0);
        attachments.holding(
                Attachments.Name.of(message),
                frame.content(),
                () -> spread(
                        message.sender(),
                        List.of(edited),
                        List.of(new Change.Replace(edited)),
                        InboxEntry.Kind.EDITED,
                        payload,
                        viewer -> frames.edited(edited, viewer)));
        attachments.gone(message.content());
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
            StoredMessage message = store.message(ref);
            if (message == null) {
                return missing(id);
            }
            hidden.add(message.content());
            changes.add(new Change.Hide(who.user().uid(), ref));
        }
        var what = new Payloads.Orders("delete", 0, who.device(), 0, orders);
        int uid = who.user().uid();
        changes.add(new Change.Deliver(
                uid,
                InboxEntry.Kind.RETRACTED,
                new Ref(conversation, orders.getFirst()),
                clock.millis(),
                what.encode()));
        byte[] encoded = frames.encode(frames.retracted(conversation, uid, what));
        store.commit(
                changes,
                commit -> live.entry(uid, commit.seqs()[0], new LiveDevices.Entry(encoded, null, who.device())));
        hidden.forEach(attachments::gone);
        return ServerFrame.Ok.of(id);
    }

    private ServerFrame takeBack(
            Sender who, long id, Conversation conversation, List<Long> orders, ClientFrame.Retraction how) {
        List<StoredMessage> changed = new ArrayList<>();
        List<byte[]> wiped = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        for (long order : orders) {
            StoredMessage message = store.message(new Ref(conversation, order));
            ServerFrame problem = problem(who, id, message, false);
            if (problem != null || message == null) {
                return problem == null ? missing(id) : problem;
            }
            StoredMessage after = message.inState(message.state() | bits(how));
            changed.add(after);
            if (after.is(StoredMessage.WIPED)) {
                wiped.add(message.content());
            }
            changes.add(new Change.Replace(after));
        }
        var what = new Payloads.Orders(name(how), who.user().uid(), 0, 0, orders);
        spread(
                who.user().uid(),
                changed,
                changes,
                InboxEntry.Kind.RETRACTED,
                what.encode(),
                viewer -> frames.retracted(conversation, viewer, what));
        wiped.forEach(attachments::gone);
        return ServerFrame.Ok.of(id);
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
        if (clock.millis() - message.ts() > Limits.RETRACTION_SECONDS * 1000) {
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

    /// A message has disappeared: its row goes, and everybody is told.
    void disappear(StoredMessage message) {
        locked(message.ref().conversation(), () -> {
            var what = new Payloads.Orders("age", 0, 0, 0, List.of(message.ref().order()));
            Conversation conversation = message.ref().conversation();
            spread(
                    message.sender(),
                    List.of(message),
                    List.of(new Change.Remove(message.ref(), false)),
                    InboxEntry.Kind.RETRACTED,
                    what.encode(),
                    viewer -> frames.retracted(conversation, viewer, what));
            attachments.gone(message.content());
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
            var progress = new Payloads.Progress(MessageStatus.EXPIRED.code(), 0, 0, List.of());
            List<Change> changes = List.of(
                    done,
                    new Change.Replace(expired),
                    new Change.Deliver(
                            message.sender(), InboxEntry.Kind.STATUS, ref, clock.millis(), progress.encode()));
            byte[] encoded = frames.encode(frames.status(expired, progress));
            store.commit(
                    changes,
                    commit -> live.entry(message.sender(), commit.seqs()[0], new LiveDevices.Entry(encoded, null, 0)));
            return true;
        });
    }

    /// What the viewer (a uid; 0 for a whole group) gets to see of a change.
    private interface ForViewer {
        ServerFrame frame(int viewer);
    }

    /// Makes the changes and tells everybody, the device that asked for them too: its answer may be lost with the
    /// connection, the entry is not.
    private void spread(
            int sender,
            List<StoredMessage> messages,
            List<Change> first,
            InboxEntry.Kind kind,
            byte[] payload,
            ForViewer view) {
        StoredMessage one = messages.getFirst();
        Conversation conversation = one.ref().conversation();
        int[] members = conversation.group() ? groups.memberUids(conversation.a()) : new int[0];
        List<Integer> inboxes = new ArrayList<>();
        if (conversation.group()) {
            inboxes.add(MessageStore.inboxOfGroup(conversation.a()));
        }
        if (!conversation.group() || groups.member(conversation.a(), sender) == null) {
            inboxes.add(sender);
        }
        if (!conversation.group() && isSeen(one, messages)) {
            inboxes.add(one.recipient());
        }
        List<Change> changes = new ArrayList<>(first);
        for (int inbox : inboxes) {
            changes.add(new Change.Deliver(inbox, kind, one.ref(), clock.millis(), payload));
        }
        store.commit(changes, commit -> {
            for (int i = 0; i < inboxes.size(); i++) {
                announce(inboxes.get(i), members, commit.seqs()[i], view);
            }
        });
    }

    private void announce(int inbox, int[] members, long seq, ForViewer view) {
        boolean group = inbox < 0;
        byte[] encoded = frames.encode(view.frame(group ? 0 : inbox));
        var entry = new LiveDevices.Entry(encoded, null, 0);
        if (group) {
            live.entries(concerned(-inbox, members), seq, entry);
        } else {
            live.entry(inbox, seq, entry);
        }
    }

    /// Members that have come or left while the change was on its way too: it lies in an inbox of theirs.
    private int[] concerned(int gid, int[] before) {
        int[] now = groups.memberUids(gid);
        return Arrays.equals(before, now)
                ? now
                : IntStream.concat(Arrays.stream(before), Arrays.stream(now))
                        .sorted()
                        .distinct()
                        .toArray();
    }

    /// Whether the other one of two has any of the messages.
    private static boolean isSeen(StoredMessage one, List<StoredMessage> messages) {
        return one.recipient() != one.sender()
                && !messages.stream().allMatch(m -> m.is(StoredMessage.UNSEEN | StoredMessage.EXPIRED));
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
