package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.Talk;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes talks for [GroupEncoder], and sees to it that every conversation of two has one for both, without looking
/// it up for every message.
final class TalkRows {
    private static final int KNOWN = 1 << 16;

    private final Database database;
    private final Batch batch;
    /// Conversations that surely have their talks, each at the place of its hash: who comes later takes the
    /// place.
    private final @Nullable Conversation[] known = new @Nullable Conversation[KNOWN];
    /// Rows of the present group.
    private final Set<Key> written = new HashSet<>();

    private record Key(int uid, Conversation conversation) {}

    TalkRows(Database database, Batch batch) {
        this.database = database;
        this.batch = batch;
    }

    /// Begins a group.
    ///
    /// @param forget what is known may be wrong
    void begin(boolean forget) {
        written.clear();
        if (forget) {
            Arrays.fill(known, null);
        }
    }

    void ensure(Conversation conversation) {
        int place = conversation.hashCode() & (KNOWN - 1);
        if (conversation.equals(known[place])) {
            return;
        }
        ensure(conversation.a(), conversation);
        ensure(conversation.b(), conversation);
        known[place] = conversation;
    }

    private void ensure(int uid, Conversation conversation) {
        byte[] key = Keys.talk(uid, conversation);
        if (written.add(new Key(uid, conversation)) && database.get(Column.USERS, key) == null) {
            batch.put(Column.USERS, key, Records.talk(batch.value(), new Talk(conversation, 0, 0)));
        }
    }

    void set(int uid, Talk talk) {
        written.add(new Key(uid, talk.conversation()));
        batch.put(Column.USERS, Keys.talk(uid, talk.conversation()), Records.talk(batch.value(), talk));
    }
}
