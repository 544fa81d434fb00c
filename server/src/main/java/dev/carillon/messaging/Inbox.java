package dev.carillon.messaging;

import dev.carillon.groups.Groups;
import dev.carillon.groups.Member;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What waits for a user: the entries of its own inbox and of those of its groups, merged by seq. Seqs are numbers of
/// one row in the whole store, so one cursor says of all of them how far a device is.
final class Inbox {
    private static final int KEPT_AT_ONCE = 1_000;

    private final MessageStore store;
    private final Groups groups;
    private final Clock clock;

    Inbox(MessageStore store, Groups groups, Clock clock) {
        this.store = store;
        this.groups = groups;
        this.clock = clock;
    }

    /// @param upTo highest seq that was looked at: there is nothing more up to it
    record Page(List<InboxEntry> entries, long upTo) {}

    /// The next entries with seq above `after`, ascending.
    Page entries(int uid, long after, int limit) {
        // What is committed while this reads is left for the next page: one source would have it, another not.
        long upTo = store.lastOrder();
        List<InboxEntry> found = new ArrayList<>();
        upTo = Math.min(upTo, take(store.inbox(uid, after, limit), limit, found, null));
        long cut = Math.max(after, store.inboxCut(uid));
        for (Member member : groups.memberships(uid)) {
            int inbox = MessageStore.inboxOfGroup(member.gid());
            long from = Math.max(cut, member.since());
            if (store.inboxHead(inbox) > from) {
                upTo = Math.min(upTo, take(store.inbox(inbox, from, limit), limit, found, member));
            }
        }
        return page(found, upTo, after, limit);
    }

    /// Takes what is for the user. Returns up to where the source was looked through.
    private static long take(List<InboxEntry> source, int limit, List<InboxEntry> found, @Nullable Member member) {
        for (InboxEntry entry : source) {
            if (member == null || isFor(member, entry)) {
                found.add(entry);
            }
        }
        return source.size() < limit ? Long.MAX_VALUE : source.getLast().seq();
    }

    /// Whether an entry of a group is for this member. What happens to a message is for those who see the message,
    /// and nobody sees one from before it became a member.
    private static boolean isFor(Member member, InboxEntry entry) {
        return entry.ref().order() > member.since()
                && (member.expires() == 0 || entry.ts() < member.expires())
                && audience(entry).includes(member.uid());
    }

    private static Audience audience(InboxEntry entry) {
        return entry.kind() == InboxEntry.Kind.RETRACTED
                ? Payloads.Orders.audience(entry.payload())
                : Audience.decode(entry.payload());
    }

    private static Page page(List<InboxEntry> found, long upTo, long after, int limit) {
        found.sort(Comparator.comparingLong(InboxEntry::seq));
        List<InboxEntry> page = new ArrayList<>(Math.min(limit, found.size()));
        long last = after;
        for (InboxEntry entry : found) {
            if (entry.seq() > upTo || page.size() == limit) {
                break;
            }
            // one that was kept when its member left may still be in the group's inbox too
            if (entry.seq() != last) {
                page.add(entry);
                last = entry.seq();
            }
        }
        return new Page(page, page.size() == limit ? last : Math.max(after, upTo));
    }

    /// The newest seq, of those that [#entries] shows: of a write that is just being completed the one source may
    /// already tell, while another does not.
    long head(int uid) {
        return Math.min(newest(uid), store.lastOrder());
    }

    private long newest(int uid) {
        long head = store.inboxHead(uid);
        for (Member member : groups.memberships(uid)) {
            long newest = store.inboxHead(MessageStore.inboxOfGroup(member.gid()));
            head = newest > member.since() ? Math.max(head, newest) : head;
        }
        return head;
    }

    /// Whether entries above `cursor` are no longer there.
    boolean isCut(int uid, long cursor) {
        if (cursor < store.inboxCut(uid)) {
            return true;
        }
        for (Member member : groups.memberships(uid)) {
            int inbox = MessageStore.inboxOfGroup(member.gid());
            long from = Math.max(cursor, member.since());
            if (store.inboxHead(inbox) > from && store.inboxCut(inbox) > from) {
                return true;
            }
        }
        return false;
    }

    /// A member is about to leave: what still waits for it in the group's inbox is put into its own.
    ///
    /// @param from what all its devices have
    void keep(int uid, int gid, long from) {
        for (Member member : groups.memberships(uid)) {
            if (member.gid() == gid) {
                keep(member, from);
            }
        }
    }

    private void keep(Member member, long from) {
        int uid = member.uid();
        int inbox = MessageStore.inboxOfGroup(member.gid());
        long after = Math.max(from, Math.max(member.since(), store.inboxCut(uid)));
        while (store.inboxHead(inbox) > after) {
            List<InboxEntry> some = store.inbox(inbox, after, KEPT_AT_ONCE);
            if (some.isEmpty()) {
                return;
            }
            after = some.getLast().seq();
            store.commit(some.stream()
                    .filter(entry -> isFor(member, entry))
                    .<Change>map(entry -> new Change.Keep(uid, asItIs(uid, entry)))
                    .toList());
        }
    }

    /// An entry shows the message as it is when it is read. As long as somebody may edit it, the entry brings the text
    /// of today itself: the member who leaves gets that, and none from afterwards.
    private InboxEntry asItIs(int uid, InboxEntry entry) {
        StoredMessage message = switch (entry.kind()) {
            case MESSAGE, EDITED -> store.message(entry.ref());
            case RETRACTED, STATUS, SEEN -> null;
        };
        StoredMessage seen = message == null || !message.mayStillBeChanged(clock.millis()) ? null : message.as(uid);
        return seen == null
                ? entry
                : new InboxEntry(
                        entry.seq(),
                        entry.kind(),
                        entry.ref(),
                        entry.ts(),
                        new Payloads.Kept(seen.edited(), seen.content()).encode());
    }
}
