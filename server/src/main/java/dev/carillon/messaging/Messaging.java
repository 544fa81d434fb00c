package dev.carillon.messaging;

import dev.carillon.accounts.AccountListener;
import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.Background;
import dev.carillon.accounts.Device;
import dev.carillon.accounts.User;
import dev.carillon.accounts.access.Access;
import dev.carillon.groups.Group;
import dev.carillon.groups.GroupListener;
import dev.carillon.groups.Groups;
import dev.carillon.groups.MessageOrder;
import dev.carillon.metrics.Metrics;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.FrameCodec;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ServerFrame;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The way of every message: accepting, storing, delivering, receipts, history, taking back. Safe for all threads;
/// methods block until what they did is durable.
public final class Messaging implements AutoCloseable {
    private final MessageStore store;
    private final Clock clock;
    private final MessageRouter router;
    private final Receipts receipts;
    private final Departures departures;
    private final Reading reading;
    private final History history;
    private final Rewriting rewriting;
    private final DeviceInbox inbox;
    private final Cursors cursors;
    private final Scheduler scheduler;
    private final Upkeep upkeep;
    private final Traffic traffic = new Traffic();

    private Messaging(
            MessageStore store,
            Accounts accounts,
            Groups groups,
            LiveDevices live,
            FrameCodec codec,
            Clock clock,
            IntPredicate published,
            Attachments attachments,
            Background background) {
        this.store = store;
        this.clock = clock;
        var frames = new Frames(accounts, codec);
        var rules = new ContentRules(codec);
        var peers = new Peers(accounts, groups);
        var merged = new Inbox(store, groups, clock);
        cursors = new Cursors(store, accounts);
        var room = new InboxRoom(
                store,
                cursors,
                new InboxRoom.Bounds(Limits.INBOX_ENTRIES, Limits.INBOX_FROM_ONE, Limits.INBOX_RESERVED));
        var access = Access.create(accounts);
        var viewing = new Viewing(store, groups);
        receipts = new Receipts(store, accounts, merged, cursors, live, frames, clock, background);
        departures = new Departures(
                store,
                accounts,
                groups,
                receipts,
                new DeleteAfterDelivery(store, merged, cursors),
                live,
                frames,
                clock,
                background);
        var deliveries = new Deliveries(store, accounts, access, groups, live, frames, published, traffic, departures);
        var destinations = new Destinations(accounts, access, groups);
        router = new MessageRouter(
                store,
                destinations,
                access,
                rules,
                groups,
                deliveries,
                room,
                attachments,
                clock,
                new SecureRandom()::nextLong);
        reading = new Reading(store, viewing, peers, receipts);
        history = new History(store, groups, viewing, peers, frames, clock);
        rewriting = new Rewriting(
                store,
                viewing,
                new EditRights(destinations, deliveries, access, room, viewing),
                new Spreading(store, groups, live, frames, clock),
                live,
                frames,
                peers,
                rules,
                attachments,
                clock);
        inbox = new DeviceInbox(store, merged, cursors, frames, clock);
        scheduler = new Scheduler(
                store, accounts, router, rewriting, receipts, departures, live, frames, clock, background);
        upkeep = new Upkeep(store, accounts, attachments, clock, background);
        accounts.listen(new DeletedAccounts());
        groups.listen(new GroupChanges(merged));
    }

    /// Takes up the work that an earlier run left in the store, and begins. The store stays the caller's to close,
    /// after this.
    ///
    /// @param published apps whose messages somebody reads from the outbox ([MessageStore#outbox])
    public static Messaging create(
            MessageStore store,
            Accounts accounts,
            Groups groups,
            LiveDevices live,
            FrameCodec codec,
            Clock clock,
            IntPredicate published) {
        return create(store, accounts, groups, live, codec, clock, published, Attachments.NONE);
    }

    /// The order of the messages in that store, as groups need it.
    public static MessageOrder order(MessageStore store) {
        return new MessageOrder() {
            @Override
            public long last() {
                return store.lastOrder();
            }

            @Override
            public void awaitAccepted() {
                store.commit(List.of());
            }
        };
    }

    /// @param attachments hears of what messages point at
    public static Messaging create(
            MessageStore store,
            Accounts accounts,
            Groups groups,
            LiveDevices live,
            FrameCodec codec,
            Clock clock,
            IntPredicate published,
            Attachments attachments) {
        return create(store, accounts, groups, live, codec, clock, published, attachments, Background.real());
    }

    public static Messaging create(
            MessageStore store,
            Accounts accounts,
            Groups groups,
            LiveDevices live,
            FrameCodec codec,
            Clock clock,
            IntPredicate published,
            Background background) {
        return create(store, accounts, groups, live, codec, clock, published, Attachments.NONE, background);
    }

    public static Messaging create(
            MessageStore store,
            Accounts accounts,
            Groups groups,
            LiveDevices live,
            FrameCodec codec,
            Clock clock,
            IntPredicate published,
            Attachments attachments,
            Background background) {
        var messaging = new Messaging(store, accounts, groups, live, codec, clock, published, attachments, background);
        messaging.receipts.start();
        messaging.scheduler.start();
        messaging.upkeep.start();
        return messaging;
    }

    /// Accepts a message of a client or of the back-end: checks, stores with one atomic write, delivers.
    public SendResult send(Sender sender, Draft draft) {
        var answer = new AwaitedAnswer();
        send(sender, draft, answer);
        return answer.await();
    }

    /// As [#send], but does not wait for the disk: messages of one thread are accepted in their sequence. Waits only
    /// while too many are on their way.
    public void send(Sender sender, Draft draft, SendAnswer answer) {
        router.send(sender, draft, traffic.timed(draft, sender, answer));
    }

    // --- requests of clients; each returns the answer frame ([ServerFrame.Ok], the named answer, or
    // [ServerFrame.Error])

    public ServerFrame cancel(Sender who, ClientFrame.Cancel frame) {
        return scheduler.cancel(who, frame);
    }

    public ServerFrame scheduled(Sender who, ClientFrame.Scheduled frame) {
        return scheduler.scheduled(who, frame);
    }

    public ServerFrame read(Sender who, ClientFrame.Read frame) {
        return reading.read(who, frame);
    }

    public ServerFrame receipts(Sender who, ClientFrame.Receipts frame) {
        return history.receipts(who, frame);
    }

    public ServerFrame edit(Sender who, ClientFrame.Edit frame) {
        return rewriting.edit(who, frame);
    }

    public ServerFrame retract(Sender who, ClientFrame.Retract frame) {
        return rewriting.retract(who, frame);
    }

    public ServerFrame clear(Sender who, ClientFrame.Clear frame) {
        return reading.clear(who, frame);
    }

    public ServerFrame conversations(Sender who, ClientFrame.Conversations frame) {
        return history.conversations(who, frame);
    }

    public ServerFrame history(Sender who, ClientFrame.History frame) {
        return history.history(who, frame);
    }

    // --- delivery to one device

    /// Where delivery to a device begins. From its first login on a device counts among those that an entry must reach
    /// before it is trimmed.
    ///
    /// @param claimed the client's own cursor, or null to go by the server's record
    public Resume resume(Sender who, @Nullable Long claimed) {
        Resume resume = inbox.resume(who, claimed);
        Long known = inbox.known(who);
        if (claimed != null && claimed <= resume.head()) {
            acknowledgeKept(who, known == null ? 0 : known, claimed);
        } else if (known == null) {
            return begin(who, resume, claimed);
        }
        return resume;
    }

    /// What the user's other devices sent when this one was not known yet was in line before the write that makes it
    /// known. What they had acknowledged may have been trimmed meanwhile: to this one that is history.
    private Resume begin(Sender who, Resume first, @Nullable Long claimed) {
        cursors.begin(who.user().uid(), who.device(), first.cursor());
        Resume begun = inbox.resume(who, claimed);
        if (claimed != null || !begun.cut()) {
            return begun;
        }
        cursors.begin(who.user().uid(), who.device(), begun.cursor());
        return new Resume(begun.cursor(), begun.head(), begun.order(), false);
    }

    /// What a device says it has kept and the server does not know of: those acknowledgements were lost with a
    /// connection, or with the server, and the device will not repeat them.
    private void acknowledgeKept(Sender who, long known, long kept) {
        for (long at = known; at < kept; ) {
            DeviceInbox.Kept piece = inbox.kept(who, at, kept);
            receipts.acknowledge(who, piece.upTo(), piece.entries(), piece.received());
            at = piece.upTo();
        }
    }

    /// @param cursor delivery begins above this seq
    /// @param head newest seq
    /// @param order highest order in the store. Of all with a higher one the device gets the entries that concern
    ///     it. Of those up to it some may be by the user's other devices, from before this one was known: of these
    ///     it has no entries
    /// @param cut entries after the client's cursor are no longer there
    public record Resume(long cursor, long head, long order, boolean cut) {}

    /// The next entries for a device with seq above `after`, ready to be written.
    public Batch entries(Sender who, long after, int limit) {
        return inbox.entries(who, after, limit);
    }

    /// @param upTo highest seq that was looked at: entries that are not for this device are left out of the list
    public record Batch(List<Delivery> deliveries, long upTo) {}

    /// @param receiptFor as in [LiveDevices.Entry]
    public record Delivery(
            long seq, byte[] encoded, @Nullable Ref receiptFor) {}

    /// A device has acknowledged everything up to `seq`. Returns at once; bounded: waits when too much is queued.
    ///
    /// @param entries how many it has acknowledged with this
    /// @param received the messages among them whose delivery is to be noted
    public void acknowledge(Sender who, long seq, int entries, List<Ref> received) {
        traffic.acknowledged(entries);
        receipts.acknowledge(who, seq, entries, received);
    }

    /// Has all of this show up in the metrics.
    public void measure(Metrics metrics) {
        traffic.measure(metrics);
        metrics.gauge("carillon_receipts_waiting", "Acknowledgements and reads not yet written", receipts::waiting);
    }

    /// Settles what is under way and ends; what is left is in the store.
    @Override
    public void close() {
        upkeep.close();
        scheduler.close();
        departures.close();
        receipts.close();
    }

    private void purge(boolean group, int id) {
        var payload = new Payloads.Purge(group, id).encode();
        store.commit(List.of(new Change.AddTask(new Task(clock.millis(), 0, Task.Kind.PURGE, 0, 0, payload))));
    }

    private final class DeletedAccounts implements AccountListener {
        @Override
        public void userDeleted(User user) {
            purge(false, user.uid());
        }

        @Override
        public void tokenEnded(Device device, boolean remains) {
            if (!remains) {
                cursors.forget(device.uid(), device.id());
            }
        }
    }

    private final class GroupChanges implements GroupListener {
        private final Inbox inbox;

        GroupChanges(Inbox inbox) {
            this.inbox = inbox;
        }

        @Override
        public void membersLeaving(int gid, List<Integer> uids) {
            uids.forEach(uid -> inbox.keep(uid, gid, cursors.slowest(uid)));
            departures.leaving(gid, uids);
        }

        @Override
        public void membersRemoved(Group group, List<Integer> uids, int by) {
            departures.left(group.gid(), uids);
        }

        @Override
        public void memberLeft(Group group, int uid) {
            departures.left(group.gid(), List.of(uid));
        }

        @Override
        public void groupDeleted(Group group, int[] members, int by) {
            purge(true, group.gid());
        }
    }
}
