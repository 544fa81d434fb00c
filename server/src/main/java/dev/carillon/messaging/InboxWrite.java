package dev.carillon.messaging;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One atomic write with the inbox entries in it, and what connected devices are told of those entries once the write
/// is durable. Every entry is made here, so none is written of which nobody is told, and none is told that was not
/// written. For one thread.
final class InboxWrite {
    private final LiveDevices live;
    private final List<Change> changes = new ArrayList<>();
    private final List<Told> told = new ArrayList<>(2);
    private int entries;

    InboxWrite(LiveDevices live) {
        this.live = live;
    }

    /// What devices get of an entry. Asked after the commit, and not at all where nobody is online.
    interface Announcement {
        /// @param seq of the entry; the order of the message, where the write stores one and this is its entry
        LiveDevices.Entry of(long seq);
    }

    /// @param entry which one of the write
    /// @param uids ascending; null: `uid` alone
    private record Told(int entry, int uid, int @Nullable [] uids, Announcement what) {}

    InboxWrite add(Change change) {
        changes.add(change);
        return this;
    }

    InboxWrite addAll(List<? extends Change> more) {
        changes.addAll(more);
        return this;
    }

    /// An entry in a user's own inbox, of which its devices are told.
    InboxWrite entry(Change.Deliver entry, Announcement what) {
        return entry(entry, new Told(entries, entry.inbox(), null, what));
    }

    /// An entry in a group's inbox.
    ///
    /// @param uids of the members who are told, ascending
    InboxWrite entry(Change.Deliver entry, int[] uids, Announcement what) {
        return entry(entry, new Told(entries, 0, uids, what));
    }

    private InboxWrite entry(Change.Deliver entry, Told whom) {
        entries++;
        changes.add(entry);
        told.add(whom);
        return this;
    }

    /// Of the entry that was added last another user is told too, in other words.
    InboxWrite tellToo(int uid, Announcement what) {
        told.add(new Told(entries - 1, uid, null, what));
        return this;
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    List<Change> changes() {
        return changes;
    }

    /// Returns when the write is durable; devices are told in the sequence of commits.
    void commit(MessageStore store) {
        if (!changes.isEmpty()) {
            store.commit(changes, this::announce);
        }
    }

    /// In the sequence of commits.
    void announce(Commit commit) {
        for (Told one : told) {
            long seq = commit.seqs()[one.entry];
            if (one.uids != null) {
                live.entries(one.uids, seq, one.what.of(seq));
            } else if (live.online(one.uid)) {
                live.entry(one.uid, seq, one.what.of(seq));
            }
        }
    }
}
