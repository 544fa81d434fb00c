package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.Change;
import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.MessageStore;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.Talk;
import dev.carillon.messaging.Task;
import java.util.ArrayList;
import java.util.List;

/// Removes everything of a user or a group, in pieces. Messages are removed by ordinary writes, in line with those of
/// everybody else, so that nothing can bring one back; a crash in between leaves the rest for the next call.
final class Purge {
    private final Database database;
    private final Users users;
    private final Tasks tasks;
    private final Trimming trimming;
    private final CommitThread commits;

    Purge(Database database, Users users, Tasks tasks, Trimming trimming, CommitThread commits) {
        this.database = database;
        this.users = users;
        this.tasks = tasks;
        this.trimming = trimming;
        this.commits = commits;
    }

    boolean user(int uid, int limit) {
        int left = limit;
        for (Talk talk : users.talks(uid)) {
            if (!talk.conversation().group()) {
                left -= conversation(talk.conversation(), left);
                if (left <= 0) {
                    return false;
                }
                forgetTalks(talk.conversation());
            }
        }
        left -= remove(sent(uid, left));
        left -= tasks(uid, left);
        if (left <= 0) {
            return false;
        }
        trimming.locked(batch -> {
            batch.deleteRange(Column.INBOXES, Keys.inbox(uid, 0), Keys.inbox(uid, -1L));
            batch.deleteRange(Column.USERS, Keys.user(uid), Keys.userEnd(uid));
            batch.deleteRange(Column.MIDS, Keys.sender(uid), Keys.sender(uid + 1));
        });
        commits.forget();
        return true;
    }

    /// What members have read of it stays with them until they are gone themselves: a few bytes for each.
    boolean group(int gid, int limit) {
        if (conversation(Conversation.ofGroup(gid), limit) >= limit) {
            return false;
        }
        int inbox = MessageStore.inboxOfGroup(gid);
        trimming.locked(batch -> {
            batch.deleteRange(Column.INBOXES, Keys.inbox(inbox, 0), Keys.inbox(inbox, -1L));
            batch.delete(Column.USERS, Keys.userTable(inbox, Keys.INBOX_CUT));
        });
        return true;
    }

    /// Returns how many messages it removed: `limit` when there may be more.
    private int conversation(Conversation conversation, int limit) {
        List<Ref> refs = new ArrayList<>();
        try (Scan scan = database.scan(Column.MESSAGES, Keys.conversation(conversation))) {
            while (refs.size() < limit && scan.next()) {
                refs.add(new Input(scan.key()).ref());
            }
        }
        remove(refs);
        if (refs.size() < limit) {
            byte[] low = Keys.message(conversation, 0);
            byte[] high = Keys.message(conversation, -1L);
            trimming.locked(batch -> {
                batch.deleteRange(Column.RECEIPTS, low, high);
                batch.delete(Column.META, Keys.conversationCut(conversation));
            });
        }
        return refs.size();
    }

    private void forgetTalks(Conversation conversation) {
        trimming.locked(batch -> {
            for (int uid : List.of(conversation.a(), conversation.b())) {
                batch.delete(Column.USERS, Keys.talk(uid, conversation));
                for (byte table : new byte[] {Keys.HIDDEN, Keys.READ}) {
                    byte[] end = Keys.ofUser(uid, table, conversation, -1L);
                    batch.deleteRange(Column.USERS, Keys.ofUser(uid, table, conversation, 0), end);
                }
            }
        });
        commits.forget();
    }

    private List<Ref> sent(int uid, int limit) {
        List<Ref> refs = new ArrayList<>();
        byte[] low = Keys.sender(uid);
        try (Scan scan = database.walk(Column.MIDS, low, Keys.after(low))) {
            while (refs.size() < limit && scan.next()) {
                if (Records.removedAt(scan.value()) == 0) {
                    refs.add(new Ref(new Input(scan.key(), 12).conversation(), Records.number(scan.value())));
                }
            }
        }
        return refs;
    }

    private int remove(List<Ref> refs) {
        if (!refs.isEmpty()) {
            commits.commit(
                    refs.stream()
                            .map(ref -> (Change) new Change.Remove(ref, false))
                            .toList(),
                    commit -> {});
        }
        return refs.size();
    }

    private int tasks(int uid, int limit) {
        List<Task> owned = limit <= 0 ? List.of() : tasks.owned(uid, limit);
        if (!owned.isEmpty()) {
            commits.commit(
                    owned.stream()
                            .map(task -> (Change) new Change.RemoveTask(task))
                            .toList(),
                    commit -> {});
        }
        return owned.size();
    }
}
