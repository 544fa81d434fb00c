package dev.carillon.messaging;

import dev.carillon.groups.Groups;
import dev.carillon.groups.Sending;
import dev.carillon.protocol.ServerFrame;
import java.time.Clock;
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
        var write = new InboxWrite(live).addAll(first);
        all.forEach(news -> addEntries(write, news, coming));
        write.commit(store);
    }

    private void addEntries(InboxWrite write, News news, int[] coming) {
        int sender = news.message.sender();
        Conversation conversation = news.message.ref().conversation();
        int[] alone = with(sender, news.viewers);
        if (conversation.group()) {
            int[] members = groups.memberUids(conversation.a());
            boolean there = isMemberSince(news.message);
            int[] told = there ? alone : news.viewers;
            alone = there ? NOBODY : new int[] {sender};
            if (told.length > 0) {
                byte[] payload = news.payload.in(Audience.of(members, told, coming));
                write.entry(
                        deliver(news, MessageStore.inboxOfGroup(conversation.a()), payload), told, _ -> shown(news, 0));
            }
        }
        for (int uid : alone) {
            write.entry(deliver(news, uid, news.payload.in(null)), _ -> shown(news, uid));
        }
    }

    private Change.Deliver deliver(News news, int inbox, byte[] payload) {
        return new Change.Deliver(inbox, news.kind, news.message.ref(), clock.millis(), payload);
    }

    private LiveDevices.Entry shown(News news, int viewer) {
        return new LiveDevices.Entry(frames.encode(news.view.frame(viewer)), null, 0);
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
}
