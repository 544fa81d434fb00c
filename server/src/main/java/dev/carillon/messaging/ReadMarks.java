package dev.carillon.messaging;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What users have read, within one write of [Receipts]. All up to the mark of a talk is read; what is read one by one
/// above it is noted for each message, until everything below is read too and the mark moves over it.
final class ReadMarks {
    private static final int FIRST_LOOK = 16;
    private static final int LOOK = 500;
    /// So many times one reading looks further for the place of the mark; the next reading goes on from there.
    private static final int LOOKS = 20;

    private final MessageStore store;
    private final Map<Key, Marks> all = new LinkedHashMap<>();

    private record Key(int uid, Conversation conversation) {}

    private static final class Marks {
        final Talk before;
        long readUpTo;
        long clearedUpTo;
        final Set<Long> single = new TreeSet<>();

        Marks(Talk before) {
            this.before = before;
            readUpTo = before.readUpTo();
            clearedUpTo = before.clearedUpTo();
        }
    }

    ReadMarks(MessageStore store) {
        this.store = store;
    }

    private Marks marks(int uid, Conversation conversation) {
        return all.computeIfAbsent(new Key(uid, conversation), _ -> new Marks(store.talk(uid, conversation)));
    }

    void upTo(int uid, Conversation conversation, long order) {
        Marks marks = marks(uid, conversation);
        marks.readUpTo = Math.max(marks.readUpTo, order);
    }

    /// @param floor orders up to this one are not for this user
    void each(int uid, Conversation conversation, List<Long> orders, long floor) {
        Marks marks = marks(uid, conversation);
        orders.stream().filter(order -> order > marks.readUpTo).forEach(marks.single::add);
        if (!marks.single.isEmpty()) {
            moveOver(uid, conversation, marks, Math.max(floor, marks.clearedUpTo));
        }
    }

    /// Moves the mark over what is read, and over what need not be.
    private void moveOver(int uid, Conversation conversation, Marks marks, long floor) {
        long at = Math.max(marks.readUpTo, floor);
        int limit = FIRST_LOOK;
        for (int look = 0; look < LOOKS; look++) {
            List<StoredMessage> next = store.after(conversation, at, limit);
            if (next.isEmpty()) {
                return;
            }
            long last = next.getLast().ref().order();
            Set<Long> read = new HashSet<>(marks.single);
            read.addAll(store.readSingly(uid, conversation, at + 1, last));
            for (StoredMessage message : next) {
                if (message.sender() != uid
                        && message.visibleTo(uid)
                        && !read.contains(message.ref().order())) {
                    return;
                }
                marks.readUpTo = message.ref().order();
            }
            at = last;
            limit = LOOK;
        }
    }

    void clearedUpTo(int uid, Conversation conversation, long order) {
        Marks marks = marks(uid, conversation);
        marks.clearedUpTo = Math.max(marks.clearedUpTo, order);
    }

    void addTo(InboxWrite write) {
        all.forEach((key, marks) -> {
            var talk = new Talk(key.conversation, marks.readUpTo, marks.clearedUpTo);
            if (!talk.equals(marks.before)) {
                write.add(new Change.SetTalk(key.uid, talk));
            }
            if (talk.readUpTo() > marks.before.readUpTo()) {
                store.readSingly(key.uid, key.conversation, marks.before.readUpTo() + 1, talk.readUpTo())
                        .forEach(order -> write.add(new Change.ForgetRead(key.uid, new Ref(key.conversation, order))));
            }
            marks.single.stream()
                    .filter(order -> order > talk.readUpTo())
                    .forEach(order -> write.add(new Change.MarkRead(key.uid, new Ref(key.conversation, order))));
        });
    }
}
