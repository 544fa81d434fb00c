package dev.carillon.messaging;

import dev.carillon.accounts.User;
import dev.carillon.accounts.access.Access;
import dev.carillon.groups.Group;
import dev.carillon.groups.GroupFlags;
import dev.carillon.groups.Groups;
import dev.carillon.groups.Sending;
import dev.carillon.protocol.Age;
import dev.carillon.protocol.Content;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.MessageFlags;
import dev.carillon.protocol.MessageStatus;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The way of a message from its sender to the store and the live devices, for clients and the back-end alike:
/// check the draft, find the destination, then one of three roads: transient, scheduled, or stored by one atomic
/// write.
final class MessageRouter {
    private static final long LONGEST_SECONDS = 10 * Limits.DEFAULT_EXPIRY;
    private static final int SCHEDULED_PER_USER = 1_000;
    private static final long SCHEDULED_BYTES_PER_USER = 16L << 20;

    private final MessageStore store;
    private final Destinations destinations;
    private final Access access;
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
            Access access,
            ContentRules rules,
            Groups groups,
            Deliveries deliveries,
            InboxRoom room,
            Attachments attachments,
            Clock clock,
            LongSupplier random) {
        this.store = store;
        this.destinations = destinations;
        this.access = access;
        this.rules = rules;
        this.groups = groups;
        this.deliveries = deliveries;
        this.room = room;
        this.attachments = attachments;
        this.clock = clock;
        this.random = random;
    }

    /// A message on its way.
    ///
    /// @param sender who wants to send it, and may or may not
    /// @param copies what is its sender's own: all devices, or all but the one that has it
    /// @param content as it is stored
    /// @param leaves whether it was accepted before, to be sent at its time
    /// @param also further changes for the write that stores it
    private record Outgoing(
            Sender sender,
            Sender copies,
            long mid,
            Draft draft,
            byte[] content,
            boolean leaves,
            List<Change> also,
            SendAnswer answer) {

        void refuse(ErrorCode code, MessageStatus status, String reason) {
            answer.result(refused(mid, code, status, reason));
        }
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
                route(new Outgoing(sender, sender, mid, draft, good.json(), false, List.of(), answer));
        }
    }

    private void route(Outgoing m) {
        Draft draft = m.draft;
        switch (m.leaves
                ? destinations.of(m.sender, draft.to(), draft.gid(), draft.type())
                : destinations.ofSent(m.sender, draft.to(), draft.gid(), draft.type())) {
            case Destinations.Destination.Refused r -> m.refuse(r.code(), r.status(), r.reason());
            case Destinations.Destination.Person(User user, boolean _)
            when m.draft.toUid() != 0 && m.draft.toUid() != user.uid() ->
                m.refuse(
                        ErrorCode.NOSUCHERROR,
                        MessageStatus.INVALID_DESTINATION,
                        "toUid: the address \"to\" belongs to another user now");
            case Destinations.Destination.Person person -> toPerson(m, person);
            case Destinations.Destination.ToGroup group -> toGroup(m, group.group());
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
        if (draft.label() != null && !isLabel(draft.label())) {
            return "label: at most " + Limits.LABEL_BYTES + " bytes, without control characters";
        }
        Age age = draft.age();
        return age != null && (badAge(age.sent()) || badAge(age.delivered()) || badAge(age.read()))
                ? "age: must be between 0 and " + LONGEST_SECONDS + " seconds"
                : null;
    }

    private static boolean isLabel(String text) {
        return ContentRules.utf8Length(text) <= Limits.LABEL_BYTES
                && text.chars().noneMatch(Character::isISOControl);
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

    private void toPerson(Outgoing m, Destinations.Destination.Person person) {
        StoredMessage message = direct(m, person);
        if (isPassing(m)) {
            m.answer.result(deliveries.passOn(m.copies, message, person.unseen()));
        } else if (!person.unseen() && !room.has(person.user().uid(), m.sender)) {
            m.refuse(ErrorCode.INBOXFULL, MessageStatus.INBOX_FULL, "to: the recipient's inbox is full");
        } else if (m.draft.when() > 0) {
            m.answer.result(later(m, message));
        } else {
            deliveries.storeDirect(m.copies, message, m.also, held(message, m));
        }
    }

    private void toGroup(Outgoing m, Group group) {
        boolean passing = isPassing(m) || (group.flags() & GroupFlags.NO_STORAGE) != 0;
        if (m.draft.when() > 0 && !passing) {
            m.answer.result(later(m, inGroup(m, group, 0)));
            return;
        }
        groups.active(group);
        if (passing) {
            int[] uids = recipients(m, group);
            m.answer.result(deliveries.passOn(m.copies, inGroup(m, group, others(uids, m.sender)), uids));
            return;
        }
        try (Sending sending = groups.sending(group.gid())) {
            int[] uids = recipients(m, group);
            StoredMessage message = inGroup(m, group, others(uids, m.sender));
            deliveries.storeInGroup(m.copies, message, group, uids, sending.coming(), m.also, held(message, m));
        }
    }

    private int[] recipients(Outgoing m, Group group) {
        return deliveries.recipients(group, m.sender.user().uid(), m.draft.type());
    }

    /// Whose receipts count: a group may send a message back to its sender, who has it already.
    private static int others(int[] recipients, Sender sender) {
        return recipients.length
                - (Arrays.binarySearch(recipients, sender.user().uid()) >= 0 ? 1 : 0);
    }

    private boolean isPassing(Outgoing m) {
        return isTransient(m.draft) || !access.isKept(m.sender.user());
    }

    /// The answer of a message that is stored: what the message points at stays until then at least.
    private SendAnswer held(StoredMessage message, Outgoing m) {
        Attachments.Hold hold = attachments.hold(Attachments.Name.of(message), m.draft.content());
        return hold == null ? m.answer : hold.until(m.answer);
    }

    private StoredMessage direct(Outgoing m, Destinations.Destination.Person person) {
        int recipient = person.user().uid();
        Conversation conversation = Conversation.direct(m.sender.user().uid(), recipient);
        int recipients = recipient == m.sender.user().uid() ? 0 : 1;
        return message(m, conversation, recipient, recipients, person.unseen() ? StoredMessage.UNSEEN : 0);
    }

    private StoredMessage inGroup(Outgoing m, Group group, int recipients) {
        return message(m, Conversation.ofGroup(group.gid()), 0, recipients, 0);
    }

    private StoredMessage message(Outgoing m, Conversation conversation, int recipient, int recipients, int state) {
        long now = clock.millis();
        User sender = m.sender.user();
        Draft draft = m.draft;
        return new StoredMessage(
                new Ref(conversation, 0),
                sender.aid(),
                sender.uid(),
                recipient,
                m.mid,
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
                m.content,
                Viewers.ALL,
                draft.label());
    }

    private static boolean sameDestination(Task task, StoredMessage message) {
        var waiting = Payloads.Later.decode(task.payload());
        return waiting.recipient() == message.recipient()
                && waiting.gid() == Frames.gid(message.ref().conversation());
    }

    private SendResult later(Outgoing m, StoredMessage message) {
        int uid = message.sender();
        Draft draft = m.draft;
        for (Task earlier : store.owned(uid, message.mid(), SCHEDULED_PER_USER)) {
            if (sameDestination(earlier, message)) {
                return new SendResult.Scheduled(message.mid(), earlier.at());
            }
        }
        if (deliveries.sentBefore(message) instanceof SendResult.Accepted sent) {
            return sent;
        }
        MessageStore.Owned waiting = store.ownedSize(uid, SCHEDULED_PER_USER);
        if (waiting.count() >= SCHEDULED_PER_USER
                || waiting.bytes() + message.content().length > SCHEDULED_BYTES_PER_USER) {
            return refused(
                    message.mid(),
                    ErrorCode.OVERCAPACITY,
                    MessageStatus.FAIL,
                    "when: a user can have at most %d messages waiting to be sent, and %d MiB"
                            .formatted(SCHEDULED_PER_USER, SCHEDULED_BYTES_PER_USER >> 20));
        }
        long at = clock.millis() + draft.when() * 1000;
        var payload = new Payloads.Later(
                m.sender.device(),
                message.recipient(),
                (int) Frames.gid(message.ref().conversation()),
                message.type(),
                message.flags(),
                draft.expiry(),
                message.replyTo(),
                message.thread(),
                message.forwarded(),
                message.age(),
                message.content(),
                draft.to(),
                message.label());
        var task = new Change.AddTask(new Task(at, 0, Task.Kind.SCHEDULED, uid, message.mid(), payload.encode()));
        attachments.holding(Attachments.Name.of(message), draft.content(), () -> store.commit(List.of(task)));
        return new SendResult.Scheduled(message.mid(), at);
    }

    /// Sends a scheduled message whose time has come: it is asked once more what a message is asked that is sent now.
    /// Where it is stored its task goes in the same write, so it leaves exactly once.
    ///
    /// @param recipient null in a group
    SendResult leave(Task task, Payloads.Later later, User user, @Nullable User recipient) {
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
                later.age(),
                later.label());
        var answer = new AwaitedAnswer();
        // The copies are as of the back-end: all devices of the sender get it, also the one that scheduled it.
        route(new Outgoing(
                new Sender(user, later.device()),
                new Sender(user, 0),
                task.label(),
                draft,
                later.content(),
                true,
                List.of(new Change.RemoveTask(task)),
                answer));
        return answer.await();
    }

    private long randomMid() {
        long mid = random.getAsLong() & Limits.MAX_ID;
        return mid == 0 ? 1 : mid;
    }

    private static SendResult.Refused refused(long mid, ErrorCode code, MessageStatus status, String reason) {
        return new SendResult.Refused(mid, code, status, reason);
    }
}
