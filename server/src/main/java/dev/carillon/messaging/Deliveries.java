package dev.carillon.messaging;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.access.Access;
import dev.carillon.groups.Group;
import dev.carillon.groups.Groups;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.MessageStatus;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Puts an accepted message into the store and the inboxes by one atomic write, and hands it to the live devices once
/// it is durable, in the sequence of commits. Transient messages go to the live devices only.
final class Deliveries {
    private final MessageStore store;
    private final Accounts accounts;
    private final Access access;
    private final Groups groups;
    private final LiveDevices live;
    private final Frames frames;
    private final IntPredicate published;
    private final Traffic traffic;
    private final Departures departures;

    /// @param published apps whose messages somebody reads from the outbox
    Deliveries(
            MessageStore store,
            Accounts accounts,
            Access access,
            Groups groups,
            LiveDevices live,
            Frames frames,
            IntPredicate published,
            Traffic traffic,
            Departures departures) {
        this.store = store;
        this.accounts = accounts;
        this.access = access;
        this.groups = groups;
        this.live = live;
        this.frames = frames;
        this.published = published;
        this.traffic = traffic;
        this.departures = departures;
    }

    /// The members who get a message of this sender: those who may receive and have not blocked the sender in groups.
    int[] recipients(Group group, int sender, int type) {
        return access.hearingInGroup(sender, groups.recipients(group, sender, type));
    }

    /// The same, whoever's turn it is.
    int[] receivers(Group group, int sender, int type) {
        return access.hearingInGroup(sender, groups.receivers(group, sender, type));
    }

    /// @param also further changes for the same atomic write
    void storeDirect(Sender sender, StoredMessage draft, List<Change> also, SendAnswer answer) {
        boolean copied = hasOtherDevices(sender);
        StoredMessage message = copied ? withOwnCopy(draft) : draft;
        InboxWrite write = write(sender, message, also, copied);
        if (!message.is(StoredMessage.UNSEEN) && message.recipient() != message.sender()) {
            write.entry(
                    deliver(message.recipient(), message, Payloads.exceptDevice(0)), order -> entry(message.at(order)));
        }
        submit(message, write, answer, _ -> {});
    }

    /// @param uids recipients
    /// @param coming those who are becoming members, and for whom it is not
    /// @param also further changes for the same atomic write
    void storeInGroup(
            Sender sender,
            StoredMessage draft,
            Group group,
            int[] uids,
            int[] coming,
            List<Change> also,
            SendAnswer answer) {
        boolean loopedBack = Arrays.binarySearch(uids, draft.sender()) >= 0;
        int[] members = groups.memberUids(group.gid());
        var audience = Audience.of(members, uids, coming);
        StoredMessage seen = draft.seenBy(audience);
        boolean copied = !loopedBack && hasOtherDevices(sender);
        StoredMessage message = copied || loopedBack ? withOwnCopy(seen) : seen;
        InboxWrite write = write(sender, message, also, copied);
        write.entry(
                deliver(MessageStore.inboxOfGroup(group.gid()), message, audience.encode()),
                loopedBack ? without(message.sender(), uids) : uids,
                order -> entry(message.at(order)));
        if (loopedBack) {
            write.tellToo(message.sender(), order -> copy(message.at(order), 0));
        }
        submit(
                message,
                write,
                answer,
                order -> departures.sentMeanwhile(new Ref(message.ref().conversation(), order), members, uids));
    }

    private static StoredMessage withOwnCopy(StoredMessage draft) {
        return draft.inState(draft.state() | StoredMessage.OWN_COPY);
    }

    /// @param copied the sender's other devices get it by the sender's own inbox
    private InboxWrite write(Sender sender, StoredMessage message, List<Change> also, boolean copied) {
        InboxWrite write = new InboxWrite(live).addAll(also).add(new Change.NewMessage(message));
        addTasks(write, message);
        if (copied) {
            write.entry(
                    deliver(message.sender(), message, Payloads.exceptDevice(sender.device())),
                    order -> copy(message.at(order), sender.device()));
        }
        return write;
    }

    /// What follows runs in the sequence of commits: the sender's answer, then the recipients' live devices.
    private void submit(StoredMessage message, InboxWrite write, SendAnswer answer, LongConsumer then) {
        long begun = System.nanoTime();
        store.submit(
                write.changes(),
                commit -> {
                    if (commit.duplicate() != null) {
                        answer.result(repeated(commit.duplicate(), message));
                        return;
                    }
                    long order = order(commit);
                    answer.result(accepted(message, order, false));
                    write.announce(commit);
                    then.accept(order);
                    traffic.announced(System.nanoTime() - begun);
                },
                answer::failed);
    }

    private LiveDevices.Entry entry(StoredMessage stored) {
        byte[] encoded = frames.encode(frames.message(stored));
        @Nullable Ref receipt = Statuses.recordsDelivery(stored) ? stored.ref() : null;
        return new LiveDevices.Entry(encoded, receipt, 0);
    }

    /// For the sender's own devices.
    ///
    /// @param exceptDevice which sent it, 0 none
    private LiveDevices.Entry copy(StoredMessage stored, int exceptDevice) {
        byte[] encoded =
                frames.encode(frames.own(stored, Statuses.atFirst(stored).code()));
        return new LiveDevices.Entry(encoded, null, exceptDevice);
    }

    private static int[] without(int uid, int[] uids) {
        return Arrays.stream(uids).filter(other -> other != uid).toArray();
    }

    private void addTasks(InboxWrite write, StoredMessage message) {
        if (message.expires() - message.ts() < Limits.DEFAULT_EXPIRY * 1000) {
            write.add(expiry(message));
        }
        write.addAll(Ages.tasks(message));
        if (published.test(message.aid())) {
            write.add(new Change.Publish(null));
        }
    }

    private static Change expiry(StoredMessage message) {
        var target = Payloads.Target.of(message);
        return new Change.AddTask(new Task(message.expires(), 0, Task.Kind.EXPIRE, 0, 0, target.encode()));
    }

    private static Change.Deliver deliver(int uid, StoredMessage message, byte[] payload) {
        return new Change.Deliver(uid, InboxEntry.Kind.MESSAGE, null, message.ts(), payload);
    }

    /// A conversation with oneself is for all devices; else the sender's inbox only matters when there is another
    /// device.
    private boolean hasOtherDevices(Sender sender) {
        int devices = accounts.devices(sender.user().uid()).size();
        return sender.backend() ? devices > 0 : devices > 1;
    }

    private static long order(Commit commit) {
        Ref ref = commit.ref();
        if (ref == null) {
            throw new IllegalStateException("a new message was committed without an order");
        }
        return ref.order();
    }

    private static SendResult accepted(StoredMessage message, long order, boolean duplicate) {
        return new SendResult.Accepted(message.mid(), order, message.ts(), Statuses.atFirst(message), duplicate);
    }

    /// The answer to a mid that was accepted before; null when it was not.
    @Nullable
    SendResult sentBefore(StoredMessage message) {
        Ref earlier = store.sent(message.sender(), message.mid(), message.ref().conversation());
        return earlier == null ? null : repeated(earlier, message);
    }

    private SendResult repeated(Ref earlier, StoredMessage message) {
        StoredMessage stored = store.message(earlier);
        return accepted(stored == null ? message : stored, earlier.order(), true);
    }

    // --- transient

    SendResult passOn(Sender sender, StoredMessage message, boolean unseen) {
        byte[] encoded = frames.encode(frames.message(message));
        boolean reached = unseen || live.frame(message.recipient(), encoded, 0);
        if (!reached) {
            return new SendResult.Refused(
                    message.mid(), ErrorCode.FAIL, MessageStatus.USER_OFFLINE, "to: the user is offline");
        }
        passCopy(message, encoded, sender.device());
        return accepted(message, 0, false);
    }

    SendResult passOn(Sender sender, StoredMessage message, int[] uids) {
        byte[] encoded = frames.encode(frames.message(message));
        boolean loopedBack = false;
        for (int uid : uids) {
            if (uid == message.sender()) {
                loopedBack = true;
            } else {
                live.frame(uid, encoded, 0);
            }
        }
        passCopy(message, encoded, loopedBack ? 0 : sender.device());
        return accepted(message, 0, false);
    }

    /// @param encoded as it is for the others, and for the sender too unless it has a label
    private void passCopy(StoredMessage message, byte[] encoded, int exceptDevice) {
        byte[] own = message.label() == null ? encoded : frames.encode(frames.own(message, 0));
        live.frame(message.sender(), own, exceptDevice);
    }
}
