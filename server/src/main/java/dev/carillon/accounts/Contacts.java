package dev.carillon.accounts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What users have noted about one another, and, for delivery to large groups, who blocks a given sender.
final class Contacts {
    static final int LIMIT = 10_000;
    private static final long CACHED = 2_000_000;

    private final AccountStore store;
    private final AccountListeners listeners;
    private final ReadThrough<Integer, Map<Integer, Contact>> byUser;
    private final ReadThrough<Integer, Map<Integer, Integer>> blockers;

    private record Change(Contact before, Contact after) {}

    Contacts(AccountStore store, AccountListeners listeners) {
        this.store = store;
        this.listeners = listeners;
        byUser = ReadThrough.weighed(
                CACHED, (uid, contacts) -> 1 + contacts.size(), uid -> store.read(rows -> rows.contacts(uid)));
        blockers = ReadThrough.weighed(
                CACHED, (uid, bits) -> 1 + bits.size(), uid -> store.read(rows -> rows.blockers(uid)));
    }

    Contact find(int uid, int other) {
        Contact contact = of(uid).get(other);
        return contact == null ? Contact.none(other) : contact;
    }

    List<Contact> list(int uid) {
        return of(uid).values().stream()
                .sorted(Comparator.comparingInt(Contact::uid))
                .toList();
    }

    private Map<Integer, Contact> of(int uid) {
        return byUser.get(uid);
    }

    Map<Integer, Integer> blockers(int uid) {
        return blockers.get(uid);
    }

    /// False: that would be too many, nothing was stored.
    boolean set(int uid, Map<Integer, Contact> contacts) {
        List<Change> changes;
        try {
            changes = store.<@Nullable List<Change>>write(rows -> set(rows, uid, contacts));
        } finally {
            byUser.forget(uid);
            contacts.keySet().forEach(blockers::forget);
        }
        if (changes == null) {
            return false;
        }
        changes.forEach(
                change -> listeners.tell(listener -> listener.contactChanged(uid, change.before(), change.after())));
        return true;
    }

    private static @Nullable List<Change> set(AccountStore.Writer rows, int uid, Map<Integer, Contact> wanted) {
        Map<Integer, Contact> present = rows.contacts(uid);
        List<Change> changes = changes(present, wanted);
        long added = changes.stream()
                .filter(change -> !present.containsKey(change.after().uid()))
                .count();
        long removed = changes.stream().filter(change -> isNone(change.after())).count();
        if (added > 0 && present.size() + added - removed > LIMIT) {
            return null;
        }
        for (Change change : changes) {
            if (isNone(change.after())) {
                rows.deleteContact(uid, change.after().uid());
            } else {
                rows.put(uid, change.after());
            }
        }
        return changes;
    }

    private static List<Change> changes(Map<Integer, Contact> present, Map<Integer, Contact> wanted) {
        List<Change> changes = new ArrayList<>();
        wanted.forEach((other, after) -> {
            Contact before = present.getOrDefault(other, Contact.none(other));
            if (!before.equals(after)) {
                changes.add(new Change(before, after));
            }
        });
        return changes;
    }

    private static boolean isNone(Contact contact) {
        return contact.equals(Contact.none(contact.uid()));
    }

    /// With a user go all notes by it and about it.
    void forget(Users.Deleted gone) {
        byUser.forget(gone.user().uid());
        blockers.forget(gone.user().uid());
        gone.knows().forEach(blockers::forget);
        gone.knownBy().forEach(byUser::forget);
    }
}
