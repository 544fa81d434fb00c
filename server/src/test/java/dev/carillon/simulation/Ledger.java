package dev.carillon.simulation;

import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.InboxEntry;
import dev.carillon.messaging.StoredMessage;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.MessageFlags;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who must have what in the end: keeps what was sent, who was there at that time, and what was taken back, and says
/// so to the checker when everything has come to rest.
final class Ledger {
    private static final long FOR_EVER = Long.MAX_VALUE;
    private static final long EXPIRES_SOON = 1_000_000;

    private final World world;
    private final Journal journal;
    private final Memberships memberships = new Memberships();
    private final Map<Fact.Id, Letter> letters = new HashMap<>();
    private final Map<Fact.Id, Long> answered = new HashMap<>();
    private final Set<Fact.Id> takenBack = new HashSet<>();
    private final List<Phone> phones;
    private long now;

    /// A message that somebody has sent.
    ///
    /// @param at when
    /// @param known phones that were known to the server at that time
    private record Letter(Fact.Id id, Phone from, ClientFrame.Send message, long at, Set<Phone> known) {
        boolean lasts() {
            return message.expiry() == null
                    && message.age() == null
                    && (message.flags() == null || (message.flags() & MessageFlags.TRANSIENT) == 0);
        }
    }

    Ledger(World world, Journal journal, List<Phone> phones) {
        this.world = world;
        this.journal = journal;
        this.phones = phones;
        world.groups.forEach(gid -> world.uids.forEach((user, uid) -> memberships.is(
                gid,
                user,
                0,
                world.disks.directory().rows().member(gid, uid) == null ? Memberships.Is.OUT : Memberships.Is.IN)));
    }

    // --- as it happens

    void sends(Phone from, ClientFrame.Send message) {
        var id = new Fact.Id(from.user, Phone.conversation(from.user, message.to(), message.gid()), message.mid());
        Set<Phone> known = new HashSet<>(
                phones.stream().filter(p -> p.isKnown() && !p.isRevoked()).toList());
        letters.put(id, new Letter(id, from, message, ++now, known));
    }

    /// The sender knows that it is stored, or will be.
    void answered(Fact.Id id) {
        answered.putIfAbsent(id, ++now);
    }

    void takesBack(Fact.Id id) {
        takenBack.add(id);
    }

    /// Messages of the user that will be sent later.
    List<Long> promised(String user) {
        return answered.keySet().stream()
                .filter(id -> id.from().equals(user) && letters.get(id).message.when() > 0)
                .map(Fact.Id::mid)
                .sorted()
                .toList();
    }

    void cancels(String user, long mid) {
        letters.keySet().stream()
                .filter(id -> id.from().equals(user) && id.mid() == mid)
                .forEach(takenBack::add);
    }

    boolean isChanging(int gid, String user) {
        return memberships.isChanging(gid, user);
    }

    void changing(int gid, String user) {
        memberships.changing(gid, user, ++now);
    }

    void changed(int gid, String user, boolean in) {
        memberships.changed(gid, user, ++now, in ? Memberships.Is.IN : Memberships.Is.OUT);
    }

    void crashed() {
        memberships.crashed();
    }

    // --- in the end

    void settled() {
        letters.values().forEach(this::settle);
        phones.stream().filter(p -> p.isKnown() && !p.isRevoked()).forEach(this::hasAllOfItsInbox);
        phones.forEach(this::hasNothingOfOthers);
    }

    private void settle(Letter letter) {
        Long at = answered.get(letter.id);
        if (at == null || !letter.lasts() || takenBack.contains(letter.id)) {
            return;
        }
        boolean later = letter.message.when() > 0;
        long until = later || world.isLarge(letter.id.conversation()) ? FOR_EVER : at;
        if (later && letter.message.gid() != 0 && !is(letter, letter.from.user, until, Memberships.Is.IN)) {
            return;
        }
        List<String> recipients = new ArrayList<>();
        boolean sure = true;
        for (String user : world.uids.keySet()) {
            if (is(letter, user, until, Memberships.Is.IN)) {
                recipients.add(user);
            } else {
                sure &= is(letter, user, until, Memberships.Is.OUT);
            }
        }
        require(!isSurelyStored() || isStored(letter), "acknowledged, and no longer there: " + letter.id);
        recipients.add(letter.from.user);
        for (Phone phone : letter.known) {
            if (recipients.contains(phone.user) && !phone.isRevoked() && (later || !phone.equals(letter.from))) {
                journal.see(new Fact.Owed(phone.name, letter.id));
            }
        }
        recipients.removeLast();
        if (sure && !world.isLarge(letter.id.conversation())) {
            settleStatus(letter, left(letter, recipients));
        }
    }

    /// Those of them who are still there, without a break. None when that is not sure: for nobody is waited
    /// then.
    private List<String> left(Letter letter, List<String> recipients) {
        boolean sure = recipients.stream()
                .allMatch(user -> is(letter, user, FOR_EVER, Memberships.Is.IN) || isOut(letter, user));
        return sure ? recipients.stream().filter(user -> !isOut(letter, user)).toList() : List.of();
    }

    private boolean isOut(Letter letter, String user) {
        return letter.message.gid() != 0 && memberships.hasLeft((int) letter.message.gid(), user, letter.at);
    }

    private boolean is(Letter letter, String user, long until, Memberships.Is is) {
        if (letter.message.gid() == 0) {
            boolean recipient = user.equals(letter.message.to());
            return recipient == (is == Memberships.Is.IN);
        }
        return memberships.throughout((int) letter.message.gid(), user, letter.at, until, is);
    }

    private boolean isSurelyStored() {
        return !world.keepsNothing;
    }

    private boolean isStored(Letter letter) {
        long gid = letter.message.gid();
        int from = world.uids.get(letter.from.user);
        Conversation conversation = gid != 0
                ? Conversation.ofGroup((int) gid)
                : Conversation.direct(from, world.uids.get(letter.message.to()));
        return world.disks.messages().mids.containsKey(new MessageDisk.Mid(from, conversation, letter.id.mid()));
    }

    /// Everybody has it on some phone, and has acknowledged it, or read it: the sender must know.
    private void settleStatus(Letter letter, List<String> recipients) {
        Integer flags = letter.message.flags();
        List<String> others = recipients.stream()
                .filter(user -> !user.equals(letter.from.user))
                .toList();
        boolean all = !others.isEmpty()
                && others.stream()
                        .allMatch(user -> letter.known.stream().anyMatch(p -> p.user.equals(user) && !p.isRevoked()));
        if (!all || world.keepsNothing) {
            return;
        }
        boolean read = others.stream().allMatch(user -> journal.isRead(user, letter.id));
        if (read && (flags == null || (flags & MessageFlags.READ_RECEIPT) != 0)) {
            owesStatus(letter, 3);
        } else if (flags == null || (flags & MessageFlags.DELIVERY_RECEIPT) != 0) {
            owesStatus(letter, 2);
        }
    }

    private void owesStatus(Letter letter, int status) {
        letter.known.stream()
                .filter(p -> p.user.equals(letter.from.user) && !p.isRevoked())
                .forEach(p -> journal.see(new Fact.OwedStatus(p.name, letter.id, status)));
    }

    /// Whatever lies in the inbox for this device, it has.
    private void hasAllOfItsInbox(Phone phone) {
        int uid = world.uids.get(phone.user);
        MessageDisk.Inbox inbox = world.disks.messages().inboxes.get(uid);
        if (inbox == null) {
            return;
        }
        for (InboxEntry entry : inbox.entries.values()) {
            require(!isFor(phone, uid, entry) || phone.has(entry.seq()), phone.name + " never got " + entry);
        }
    }

    private boolean isFor(Phone phone, int uid, InboxEntry entry) {
        StoredMessage message = world.disks.messages().message(entry.ref());
        boolean visible = message != null && message.visibleTo(uid);
        return exceptDevice(entry) != phone.device.id()
                && switch (entry.kind()) {
                    case MESSAGE -> visible && message.expires() - message.ts() > EXPIRES_SOON;
                    case EDITED -> visible;
                    case STATUS -> message != null;
                    case RETRACTED, SEEN -> true;
                };
    }

    /// The device that is left out, 0 none: a part of the payload of each kind but one.
    private static int exceptDevice(InboxEntry entry) {
        ByteBuffer in = ByteBuffer.wrap(entry.payload());
        return switch (entry.kind()) {
            case MESSAGE, EDITED -> in.getInt();
            case STATUS -> 0;
            case RETRACTED, SEEN -> in.getInt(2 + in.get(1) + 4);
        };
    }

    private void hasNothingOfOthers(Phone phone) {
        for (Phone.Held held : phone.messages()) {
            Letter letter = letters.get(held.id());
            require(letter != null, phone.name + " has a message that nobody sent: " + held);
            boolean own = held.id().from().equals(phone.user);
            Long at = answered.get(held.id());
            boolean stranger =
                    is(letter, phone.user, at == null || letter.message.when() > 0 ? FOR_EVER : at, Memberships.Is.OUT);
            require(own || !stranger, phone.name + " has a message for others: " + held);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Checker.Violation(otherwise);
        }
    }
}
