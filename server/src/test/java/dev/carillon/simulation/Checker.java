package dev.carillon.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// What must hold of everything that all devices see, whatever network and disk do:
///
/// - **nothing twice**: on one connection the seqs of entries grow, from above the cursor where delivery began. An
///   entry that comes again after a reconnect has the seq that it had, so a device that drops what is not above its
///   last seq keeps each message once under its id;
/// - **one order**: a message has one order, and an order one message, for all devices; a message sent after another
///   one was acknowledged has the higher order; a conversation reaches every device in that order;
/// - **status** never goes back, and of the recipients that are left never more are without a message, or have not read
///   it;
/// - **a receipt** never names a message that no device of the user named has got, or a reading that did not happen,
///   and says so once;
/// - **nothing lost**: at the end every device has what it is owed ([Fact.Owed]).
final class Checker {
    private static final int EXPIRED = 0x84;

    private final Predicate<String> spread;
    private final Map<Long, Fact.Id> byOrder = new HashMap<>();
    private final Map<Fact.Id, Long> orders = new HashMap<>();
    /// The highest order acknowledged when a message was sent first.
    private final Map<Fact.Id, Long> before = new HashMap<>();
    private final Map<Integer, Long> lines = new HashMap<>();
    private final Map<String, Device> devices = new HashMap<>();
    private final Map<String, Set<Long>> held = new HashMap<>();
    private final Map<String, List<Fact.Reads>> reads = new HashMap<>();
    private long acknowledged;

    /// What one device has kept.
    private static final class Device {
        final Map<Long, Fact.Entry> entries = new HashMap<>();
        final Map<Fact.Id, Long> messages = new HashMap<>();
        final Map<String, Long> newest = new HashMap<>();
        final Map<Long, Progress> progress = new HashMap<>();
        final Set<String> receipts = new HashSet<>();
        long last;
    }

    /// @param unread recipients that are left and have not read it
    private record Progress(int status, int undelivered, int unread) {}

    /// @param spread conversations in which a sender's own devices may see its message before those of others that
    /// were accepted earlier: large groups, whose members get their entries from a worker
    Checker(Predicate<String> spread) {
        this.spread = spread;
    }

    /// @throws Violation when the fact cannot be
    void see(Fact fact) {
        switch (fact) {
            case Fact.Issues issues -> before.putIfAbsent(issues.id(), acknowledged);
            case Fact.Accepted accepted -> {
                isOrderOf(fact, accepted.id(), accepted.order());
                acknowledged = Math.max(acknowledged, accepted.order());
            }
            case Fact.Reads asked ->
                reads.computeIfAbsent(user(asked.device()), _ -> new ArrayList<>())
                        .add(asked);
            case Fact.Begins begins -> {
                require(lines.put(begins.line(), begins.cursor()) == null, begins, "two welcomes on one connection");
                require(!begins.cut(), begins, "told that entries are gone, but none was trimmed");
            }
            case Fact.Gets gets -> gets(gets);
            case Fact.Owed(String name, Fact.Id id) ->
                require(device(name).messages.containsKey(id), fact, "acknowledged, and lost");
            case Fact.OwedStatus(String name, Fact.Id id, int status) -> {
                Progress known = device(name).progress.get(orders.get(id));
                require(known != null && known.status >= status, fact, "the device only knows of " + known);
            }
        }
    }

    private Device device(String name) {
        return devices.computeIfAbsent(name, _ -> new Device());
    }

    static String user(String device) {
        return device.substring(0, device.indexOf('/'));
    }

    private static void require(boolean holds, Fact fact, String otherwise) {
        if (!holds) {
            throw new Violation(otherwise + ": " + fact);
        }
    }

    private void isOrderOf(Fact fact, Fact.Id id, long order) {
        require(order > 0, fact, "a stored message without an order");
        Fact.Id other = byOrder.putIfAbsent(order, id);
        require(other == null || other.equals(id), fact, "the order belongs to " + other);
        Long known = orders.putIfAbsent(id, order);
        require(known == null || known == order, fact, "the message had the order " + known);
        require(order > before.getOrDefault(id, 0L), fact, "sent later than " + before.get(id) + ", ordered before it");
    }

    private void gets(Fact.Gets gets) {
        Long last = lines.get(gets.line());
        require(last != null, gets, "an entry before the welcome");
        require(gets.seq() > last, gets, "the seq before it on this connection was " + last);
        lines.put(gets.line(), gets.seq());

        Device device = device(gets.device());
        Fact.Entry known = device.entries.get(gets.seq());
        if (known != null) {
            require(same(known, gets.entry()), gets, "redelivered as something else, it was " + known);
            return;
        }
        if (gets.seq() <= device.last) {
            // Passed over before, when it had expired; then another device had it after all. It is dropped.
            return;
        }
        device.last = gets.seq();
        device.entries.put(gets.seq(), gets.entry());
        switch (gets.entry()) {
            case Fact.Entry.Message message -> message(gets, device, message);
            case Fact.Entry.Status status -> status(gets, device, status);
            case Fact.Entry.Other _ -> {}
        }
    }

    /// A message may have been edited or taken back meanwhile, so only its name counts.
    private static boolean same(Fact.Entry one, Fact.Entry other) {
        if (one instanceof Fact.Entry.Message a && other instanceof Fact.Entry.Message b) {
            return a.id().equals(b.id()) && a.order() == b.order();
        }
        return one.equals(other);
    }

    private void message(Fact.Gets gets, Device device, Fact.Entry.Message message) {
        isOrderOf(gets, message.id(), message.order());
        Long earlier = device.messages.putIfAbsent(message.id(), gets.seq());
        require(earlier == null, gets, "delivered twice, first as seq " + earlier);
        String user = user(gets.device());
        boolean own = message.id().from().equals(user);
        if (!own || !spread.test(message.id().conversation())) {
            Long newest = device.newest.put(message.id().conversation(), message.order());
            require(newest == null || newest < message.order(), gets, "the device had the order " + newest + " before");
        }
        held.computeIfAbsent(user, _ -> new HashSet<>()).add(message.order());
        if (own) {
            progress(
                    gets,
                    device,
                    message.order(),
                    new Progress(message.status(), Integer.MAX_VALUE, Integer.MAX_VALUE));
        }
    }

    private void status(Fact.Gets gets, Device device, Fact.Entry.Status status) {
        require(status.delivered() <= status.of() && status.read() <= status.delivered(), gets, "more than there are");
        int undelivered = status.of() - status.delivered();
        int unread = status.of() - status.read();
        progress(gets, device, status.order(), new Progress(status.status(), undelivered, unread));
        for (Fact.By by : status.by()) {
            require(
                    device.receipts.add(status.order() + " " + by.user() + " " + by.status()),
                    gets,
                    "the receipt of " + by.user() + " came before");
            if (by.status() == 3) {
                require(hasRead(by.user(), status), gets, by.user() + " has read no such message");
            } else {
                require(
                        held.getOrDefault(by.user(), Set.of()).contains(status.order()),
                        gets,
                        by.user() + " has got no such message");
            }
        }
    }

    private boolean hasRead(String user, Fact.Entry.Status status) {
        return reads.getOrDefault(user, List.of()).stream()
                .filter(asked -> asked.conversation().equals(status.conversation()))
                .anyMatch(asked -> asked.orders().contains(status.order()) || asked.upTo() >= status.order());
    }

    private static void progress(Fact.Gets gets, Device device, long order, Progress now) {
        Progress then = device.progress.put(order, now);
        if (then != null) {
            require(!goesBack(then, now), gets, "status goes back from " + then + " to " + now);
        }
    }

    /// An expired message was never delivered, and stays expired.
    private static boolean goesBack(Progress then, Progress now) {
        boolean expiry = now.status == EXPIRED;
        return now.status < then.status
                || (expiry && then.status != 1 && then.status != EXPIRED)
                || (!expiry && (now.undelivered > then.undelivered || now.unread > then.unread));
    }

    /// Something that cannot be.
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1;

        Violation(String what) {
            super(what);
        }
    }
}
