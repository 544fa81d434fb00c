package dev.carillon.messaging;

import dev.carillon.groups.Groups;
import dev.carillon.groups.Sending;
import dev.carillon.protocol.ServerFrame;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Tells of what became of messages: to those who see them and to their sender, in one write with the change itself.
final class Spreading {
    private static final int[] NOBODY = {};

    private final MessageStore store;
    private final Groups groups;
    private final LiveDevices live;
    private final Frames frames;
    private final Clock clock;

    Spreading(MessageStore store, Groups groups, LiveDevices live, Frames frames, Clock clock) {
        this.store = store;
        this.groups = groups;
        this.live = live;
        this.frames = frames;
        this.clock = clock;
    }

    /// One thing to tell of.
    ///
    /// @param message it, or the first of several in one conversation that the same people see
    /// @param viewers who sees them besides the sender, ascending
    record News(InboxEntry.Kind kind, StoredMessage message, int[] viewers, Payload payload, View view) {
        /// What the entry carries.
        ///
        /// @param audience in the inbox of a group, null in that of a user
        interface Payload {
            byte[] in(@Nullable Audience audience);
        }

        /// What the viewer (a uid; 0 for a whole group) gets to see.
        interface View {
            ServerFrame frame(int viewer);
        }
    }

    /// An entry on its way into an inbox.
    ///
    /// @param members those of a group who are told, null in a user's own inbox
    private record Entry(News news, int inbox, int @Nullable [] members, byte[] payload) {}

    /// Makes the changes and tells everybody, the device that asked for them too: its answer may be lost with the
    /// connection, the entry is not.
    ///
    /// @param all in one conversation
    void commit(List<Change> first, List<News> all) {
        int gid = all.isEmpty()
                ? 0
                : (int) Frames.gid(all.getFirst().message.ref().conversation());
        if (gid == 0) {
            commit(first, all, NOBODY);
            return;
        }
        try (Sending sending = groups.sending(gid)) {
            commit(first, all, sending.coming());
        }
    }

    private void commit(List<Change> first, List<News> all, int[] coming) {
        List<Entry> entries = new ArrayList<>();
        all.forEach(news -> entries.addAll(entries(news, coming)));
        List<Change> changes = new ArrayList<>(first);
        for (Entry entry : entries) {
            Ref ref = entry.news.message.ref();
            changes.add(new Change.Deliver(entry.inbox, entry.news.kind, ref, clock.millis(), entry.payload));
        }
        store.commit(changes, commit -> {
            for (int i = 0; i < entries.size(); i++) {
                announce(entries.get(i), commit.seqs()[i]);
            }
        });
    }

    private List<Entry> entries(News news, int[] coming) {
        int sender = news.message.sender();
        Conversation conversation = news.message.ref().conversation();
        List<Entry> entries = new ArrayList<>();
        int[] told = news.viewers;
        if (conversation.group()) {
            int[] members = groups.memberUids(conversation.a());
            boolean there = isMemberSince(news.message);
            told = there ? with(sender, told) : told;
            if (told.length > 0) {
                byte[] payload = news.payload.in(Audience.of(members, told, coming));
                entries.add(new Entry(news, MessageStore.inboxOfGroup(conversation.a()), told, payload));
            }
            told = there ? NOBODY : new int[] {sender};
        } else {
            told = with(sender, told);
        }
        for (int uid : told) {
            entries.add(new Entry(news, uid, null, news.payload.in(null)));
        }
        return entries;
    }

    private boolean isMemberSince(StoredMessage message) {
        int[] members = groups.memberUids(
                message.ref().conversation().a(), message.ref().order());
        return Arrays.binarySearch(members, message.sender()) >= 0;
    }

    private static int[] with(int uid, int[] uids) {
        return IntStream.concat(IntStream.of(uid), Arrays.stream(uids))
                .sorted()
                .distinct()
                .toArray();
    }

    private void announce(Entry entry, long seq) {
        byte[] encoded = frames.encode(entry.news.view.frame(entry.members == null ? entry.inbox : 0));
        var live = new LiveDevices.Entry(encoded, null, 0);
        if (entry.members == null) {
            this.live.entry(entry.inbox, seq, live);
        } else {
            this.live.entries(entry.members, seq, live);
        }
    }
}
