package dev.carillon.files;

import dev.carillon.groups.Groups;
import dev.carillon.messaging.Attachments;
import dev.carillon.messaging.MessageStore;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.StoredMessage;
import dev.carillon.protocol.Content;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What points at files: rows that are written before a message is, and believed only as far as the message itself
/// is there. See docs/decisions/0019-files.md.
final class References implements Attachments {
    private final FileStore store;
    private final MessageStore messages;
    private final Groups groups;
    private final Gone gone;
    /// Files with writes of messages on their way.
    private final Map<String, Integer> onTheWay = new ConcurrentHashMap<>();

    /// Hears of files whose messages have gone; must not block.
    @FunctionalInterface
    interface Gone {
        void files(Set<String> ids);
    }

    References(FileStore store, MessageStore messages, Groups groups, Gone gone) {
        this.store = store;
        this.messages = messages;
        this.groups = groups;
        this.gone = gone;
    }

    @Override
    public @Nullable Hold hold(Name message, @Nullable Content content) {
        if (content == null) {
            return null;
        }
        String url = content.url();
        String launchUrl = content.launchUrl();
        boolean none = (url == null || !FileId.mayBeIn(url)) && (launchUrl == null || !FileId.mayBeIn(launchUrl));
        return none ? null : hold(message, named(url, launchUrl));
    }

    private Set<String> named(@Nullable String... urls) {
        Set<String> ids = new LinkedHashSet<>();
        for (String url : urls) {
            String id = url == null ? null : FileId.of(url);
            if (id != null) {
                ids.add(id);
            }
        }
        ids.removeIf(id -> store.file(id) == null);
        return ids;
    }

    private @Nullable Hold hold(Name message, Set<String> ids) {
        if (ids.isEmpty()) {
            return null;
        }
        // first this, then the rows: whoever reads the rows and sees nothing on its way finds the message
        ids.forEach(id -> onTheWay.merge(id, 1, Integer::sum));
        try {
            store.refer(ids.stream().map(id -> reference(message, id)).toList());
        } catch (RuntimeException e) {
            letGo(ids);
            throw e;
        }
        return () -> letGo(ids);
    }

    private void letGo(Set<String> ids) {
        ids.forEach(id -> onTheWay.computeIfPresent(id, (_, count) -> count == 1 ? null : count - 1));
    }

    private static StoredFile.Reference reference(Name message, String id) {
        var conversation = message.conversation();
        return new StoredFile.Reference(
                id,
                conversation.group() ? StoredFile.Reference.Kind.GROUP_MESSAGE : StoredFile.Reference.Kind.MESSAGE,
                conversation.a(),
                conversation.b(),
                message.sender(),
                message.mid(),
                0);
    }

    @Override
    public void gone(byte[] content) {
        Set<String> ids = FileId.pointedAt(content);
        if (!ids.isEmpty()) {
            gone.files(ids);
        }
    }

    // --- checking

    /// Those of a file's references whose messages are not there for anybody, or point elsewhere; null when it cannot
    /// be told now, because a write is on its way. References of pictures are left to the store, which has
    /// the profiles too.
    @Nullable
    List<StoredFile.Reference> untrue(String file) {
        List<StoredFile.Reference> all = store.references(file);
        if (onTheWay.containsKey(file)) {
            return null;
        }
        return all.stream().filter(reference -> isUntrue(reference)).toList();
    }

    private boolean isUntrue(StoredFile.Reference reference) {
        return switch (reference.kind()) {
            case MESSAGE, GROUP_MESSAGE -> !isInMessage(reference);
            case USER_PICTURE, GROUP_PICTURE -> false;
        };
    }

    /// A scheduled message leaves its place and becomes a message in one write, so it is looked for there first.
    private boolean isInMessage(StoredFile.Reference reference) {
        if (messages.owned(reference.sender(), reference.mid()) != null) {
            return true;
        }
        boolean group = reference.kind() == StoredFile.Reference.Kind.GROUP_MESSAGE;
        for (Ref ref : messages.find(reference.sender(), reference.mid())) {
            var conversation = ref.conversation();
            if (conversation.group() == group
                    && conversation.a() == reference.a()
                    && conversation.b() == reference.b()) {
                StoredMessage message = messages.message(ref);
                return message != null && names(message, reference.file()) && isSeen(message);
            }
        }
        return false;
    }

    /// In any of its texts that somebody sees.
    private static boolean names(StoredMessage message, String file) {
        return message.contents().stream()
                .anyMatch(content -> FileId.pointedAt(content).contains(file));
    }

    /// Whether anybody still has it: those who have deleted it, or its conversation, for themselves do not. Such a
    /// message stays stored, but its file need not. Mostly the first one who is asked has it.
    private boolean isSeen(StoredMessage message) {
        var conversation = message.ref().conversation();
        if (has(message.sender(), message)) {
            return true;
        }
        int[] others = conversation.group()
                ? groups.memberUids(conversation.a())
                : new int[] {conversation.a(), conversation.b()};
        return !message.is(StoredMessage.RECALLED) && IntStream.of(others).anyMatch(uid -> has(uid, message));
    }

    private boolean has(int uid, StoredMessage message) {
        var conversation = message.ref().conversation();
        long order = message.ref().order();
        return messages.talk(uid, conversation).clearedUpTo() < order
                && messages.hidden(uid, conversation, order, order).isEmpty();
    }
}
