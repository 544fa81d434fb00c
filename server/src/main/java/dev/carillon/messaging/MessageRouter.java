package dev.carillon.messaging;

import dev.carillon.accounts.User;
import dev.carillon.groups.Group;
import dev.carillon.groups.GroupFlags;
import dev.carillon.groups.Groups;
import dev.carillon.protocol.Age;
import dev.carillon.protocol.Content;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.MessageFlags;
import dev.carillon.protocol.MessageStatus;
import java.time.Clock;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The way of a message from its sender to the store and the live devices, for clients and the back-end alike:
/// check the draft, find the destination, then one of three roads: transient, scheduled, or stored by one atomic
/// write.
final class MessageRouter {
    private static final long LONGEST_SECONDS = 10 * Limits.DEFAULT_EXPIRY;
    private static final int SCHEDULED_PER_USER = 1_000;

    private final MessageStore store;
    private final Destinations destinations;
    private final ContentRules rules;
    private final Groups groups;
    private final Deliveries deliveries;
    private final InboxRoom room;
    private final Attachments attachments;
    private final Clock clock;
    private final LongSupplier random;

    MessageRouter(
            MessageStore store,
            Destinations destinations,
            ContentRules rules,
            Groups groups,
            Deliveries deliveries,
            InboxRoom room,
            Attachments attachments,
            Clock clock,
            LongSupplier random) {
        this.store = store;
        this.destinations = destinations;
        this.rules = rules;
        this.groups = groups;
        this.deliveries = deliveries;
        this.room = room;
        this.attachments = attachments;
        this.clock = clock;
        this.random = random;
    }

    void send(Sender sender, Draft draft, SendAnswer answer) {
        long mid = draft.mid() == 0 && sender.backend() ? randomMid() : draft.mid();
        String problem = problem(mid, draft);
        if (problem != null) {
            answer.result(refused(mid, ErrorCode.BADREQ, MessageStatus.FAIL, problem));
            return;
        }
        switch (rules.check(draft.content())) {
            case ContentRules.Checked.Bad bad ->
                answer.result(refused(mid, ErrorCode.BADREQ, MessageStatus.FAIL, bad.problem()));
            case ContentRules.Checked.Good good ->
                route(
                        sender,
                        mid,
                        draft,
                        good.json(),
                        destinations.of(sender, draft.to(), draft.gid(), draft.type()),
                        answer);
        }
    }

    private void route(
            Sender sender,
            long mid,
            Draft draft,
            byte[] content,
            Destinations.Destination destination,
            SendAnswer answer) {
        switch (destination) {
            case Destinations.Destination.Refused r -> answer.result(refused(mid, r.code(), r.status(), r.reason()));
            case Destinations.Destination.Person(User user, boolean _)
            when draft.toUid() != 0 && draft.toUid() != user.uid() ->
                answer.result(refused(
                        mid,
                        ErrorCode.NOSUCHERROR,
                        MessageStatus.INVALID_DESTINATION,
                        "toUid: the address \"to\" belongs to another user now"));
            case Destinations.Destination.Person person -> toPerson(sender, mid, draft, content, person, answer);
            case Destinations.Destination.ToGroup group -> toGroup(sender, mid, draft, content, group.group(), answer);
        }
    }

    private static @Nullable String problem(long mid, Draft draft) {
        if (mid < 1 || mid > Limits.MAX_ID) {
            return "mid: must be between 1 and 2^53-1";
        }
        if (draft.to() != null && draft.gid() != 0) {
            return "only one of \"to\" and \"gid\" can be given";
        }
        if (draft.expiry() < 0 || draft.expiry() > LONGEST_SECONDS) {
            return "expiry: must be between 0 and " + LONGEST_SECONDS + " seconds";
        }
        if (draft.when() < 0 || draft.when() > Limits.DEFAULT_EXPIRY) {
            return "when: must be between 0 and " + Limits.DEFAULT_EXPIRY + " seconds";
        }
        if (draft.when() > 0 && isTransient(draft)) {
            return "when: a transient message cannot be sent later";
        }
        if (outsideIds(draft.replyTo()) || outsideIds(draft.thread())) {
            return "replyTo and thread: must be between 0 and 2^53-1";
        }
        Age age = draft.age();
        return age != null && (badAge(age.sent()) || badAge(age.delivered()) || badAge(age.read()))
                ? "age: must be between 0 and " + LONGEST_SECONDS + " seconds"
                : null;
    }

    private static boolean outsideIds(long id) {
        return id < 0 || id > Limits.MAX_ID;
    }

    private static boolean badAge(long seconds) {
        return seconds < 0 || seconds > LONGEST_SECONDS;
    }

    private static boolean isTransient(Draft draft) {
        return draft.expiry() == 0 || MessageFlags.has(draft.flags(), MessageFlags.TRANSIENT);
    }

    private void toPerson(
            Sender sender,
            long mid,
            Draft draft,
            byte[] content,
            Destinations.Destination.Person person,
            SendAnswer answer) {
        StoredMessage message = direct(sender, mid, draft, content, person);
        if (isTransient(draft) || !sender.user().permissions().storage()) {
            answer.result(deliveries.passOn(sender, message, person.unseen()));
        } else if (!person.unseen() && !room.has(person.user().uid())) {
            answer.result(
                    refused(mid, ErrorCode.INBOXFULL, MessageStatus.INBOX_FULL, "to: the recipient's inbox is full"));
        } else if (draft.when() > 0) {
            answer.result(later(sender, message, draft));
        } else {
            deliveries.storeDirect(sender, message, List.of(), held(message, draft, answer));
        }
    }

    private void toGroup(Sender sender, long mid, Draft draft, byte[] content, Group group, SendAnswer answer) {
        boolean passing = isTransient(draft)
                || !sender.user().permissions().storage()
                || (group.flags() & GroupFlags.NO_STORAGE) != 0;
        if (draft.when() > 0 && !passing) {
            answer.result(later(sender, inGroup(sender, mid, draft, content, group, 0), draft));
            return;
        }
        int[] uids = deliveries.recipients(group, sender.user().uid(), draft.type());
        StoredMessage message = inGroup(sender, mid, draft, content, group, uids.length);
        groups.active(group);
        if (passing) {
            answer.result(deliveries.passOn(sender, message, uids));
        } else {
            deliveries.storeInGroup(sender, message, group, uids, List.of(), held(message, draft, answer));
        }
    }

    /// The answer of a message that is stored: what the message points at stays until then at least.
    private SendAnswer held(StoredMessage message, Draft draft, SendAnswer answer) {
        Attachments.Hold hold = attachments.hold(Attachments.Name.of(message), draft.content());
        return hold == null ? answer : hold.until(answer);
    }

    private StoredMessage direct(
            Sender sender, long mid, Draft draft, byte[] content, Destinations.Destination.Person person) {
        return message(
                sender,
                mid,
                draft,
                content,
                Conversation.direct(sender.user().uid(), person.user().uid()),
                person.user().uid(),
                1,
                person.unseen() ? StoredMessage.UNSEEN : 0);
    }

    private StoredMessage inGroup(Sender sender, long mid, Draft draft, byte[] content, Group group, int recipients) {
        return message(sender, mid, draft, content, Conversation.ofGroup(group.gid()), 0, recipients, 0);
    }

    private StoredMessage message(
            Sender sender,
            long mid,
            Draft draft,
            byte[] content,
            Conversation conversation,
            int recipient,
            int recipients,
            int state) {
        long now = clock.millis();
        return new StoredMessage(
                new Ref(conversation, 0),
                sender.user().aid(),
                sender.user().uid(),
                recipient,
                mid,
                now,
                draft.type(),
                draft.flags(),
                now + draft.expiry() * 1000,
                draft.replyTo(),
                draft.thread(),
                draft.forwarded(),
                draft.age(),
                0,
                state,
                recipients,
                content);
    }

    private static boolean sameDestination(Task task, StoredMessage message) {
        var waiting = Payloads.Later.decode(task.payload());
        return waiting.recipient() == message.recipient()
                && waiting.gid() == Frames.gid(message.ref().conversation());
    }

    private SendResult later(Sender sender, StoredMessage message, Draft draft) {
        int uid = sender.user().uid();
        for (Task earlier : store.owned(uid, message.mid(), SCHEDULED_PER_USER)) {
            if (sameDestination(earlier, message)) {
                return new SendResult.Scheduled(message.mid(), earlier.at());
            }
        }
        if (deliveries.sentBefore(message) instanceof SendResult.Accepted sent) {
            return sent;
        }
        if (store.ownedCount(uid, SCHEDULED_PER_USER) >= SCHEDULED_PER_USER) {
            return refused(
                    message.mid(),
                    ErrorCode.OVERCAPACITY,
                    MessageStatus.FAIL,
                    "when: a user can have at most " + SCHEDULED_PER_USER + " messages waiting to be sent");
        }
        long at = clock.millis() + draft.when() * 1000;
        var payload = new Payloads.Later(
                sender.device(),
                message.recipient(),
                (int) Frames.gid(message.ref().conversation()),
                message.type(),
                message.flags(),
                draft.expiry(),
                message.replyTo(),
                message.thread(),
                message.forwarded(),
                message.age(),
                message.content());
        var task = new Change.AddTask(new Task(at, 0, Task.Kind.SCHEDULED, uid, message.mid(), payload.encode()));
        attachments.holding(Attachments.Name.of(message), draft.content(), () -> store.commit(List.of(task)));
        return new SendResult.Scheduled(message.mid(), at);
    }

    /// Sends a scheduled message whose time has come, and removes its task in the same write: it leaves exactly once.
    ///
    /// @param recipient null in a group
    SendResult leave(Task task, Payloads.Later later, User user, @Nullable User recipient) {
        // As the back-end: all devices of the sender get it, also the one that scheduled it.
        var sender = new Sender(user, 0);
        var draft = new Draft(
                task.label(),
                recipient == null ? null : recipient.address(),
                later.recipient(),
                later.gid(),
                Content.text(""),
                later.type(),
                later.flags(),
                later.expiry(),
                0,
                later.replyTo(),
                later.thread(),
                later.forwarded(),
                later.age());
        List<Change> done = List.of(new Change.RemoveTask(task));
        boolean byBackend = later.device() == 0;
        return switch (destinations.of(
                new Sender(user, byBackend ? 0 : later.device()), draft.to(), later.gid(), later.type())) {
            case Destinations.Destination.Refused r -> refused(task.label(), r.code(), r.status(), r.reason());
            case Destinations.Destination.Person person -> {
                var answer = new AwaitedAnswer();
                StoredMessage message = direct(sender, task.label(), draft, later.content(), person);
                deliveries.storeDirect(sender, message, done, answer);
                yield answer.await();
            }
            case Destinations.Destination.ToGroup(Group group) -> {
                int[] uids = deliveries.recipients(group, user.uid(), later.type());
                groups.active(group);
                var answer = new AwaitedAnswer();
                StoredMessage message = inGroup(sender, task.label(), draft, later.content(), group, uids.length);
                deliveries.storeInGroup(sender, message, group, uids, done, answer);
                yield answer.await();
            }
        };
    }

    private long randomMid() {
        long mid = random.getAsLong() & Limits.MAX_ID;
        return mid == 0 ? 1 : mid;
    }

    private static SendResult.Refused refused(long mid, ErrorCode code, MessageStatus status, String reason) {
        return new SendResult.Refused(mid, code, status, reason);
    }
}
