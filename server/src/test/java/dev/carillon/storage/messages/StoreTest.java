package dev.carillon.storage.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.messaging.Change;
import dev.carillon.messaging.Commit;
import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.InboxEntry;
import dev.carillon.messaging.MessageStore;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.StoredMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A store for each test, and short words for what tests do with it.
public abstract class StoreTest {
    protected static final int ALICE = 1;
    protected static final int BOB = 2;
    protected static final int CAROL = 3;
    protected static final Conversation PAIR = Conversation.direct(ALICE, BOB);
    protected static final Conversation GROUP = Conversation.ofGroup(7);
    protected static final long NOW = 1_780_000_000_000L;

    protected MessageStore store;
    protected final MovedClock clock = new MovedClock();

    /// The system's clock, ahead by as much as the test says.
    protected static final class MovedClock extends Clock {
        private Duration ahead = Duration.ZERO;

        public void forward(Duration by) {
            ahead = ahead.plus(by);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /// Opens the store of this test, the same data each time.
    protected abstract MessageStore open();

    @BeforeEach
    void begin() {
        store = open();
    }

    @AfterEach
    void end() {
        store.close();
    }

    /// Starts the store anew on the same data, so that what is read afterwards comes from the disk.
    protected void reopen() {
        store.close();
        store = open();
    }

    protected static StoredMessage message(Conversation conversation, int sender, long mid) {
        int recipient = conversation.group() ? 0 : conversation.other(sender);
        byte[] content = ("{\"text\":\"" + mid + "\"}").getBytes(StandardCharsets.UTF_8);
        return new StoredMessage(
                new Ref(conversation, 0),
                9,
                sender,
                recipient,
                mid,
                NOW,
                0,
                3,
                NOW + 1000,
                0,
                0,
                false,
                null,
                0,
                0,
                1,
                content);
    }

    protected Ref send(Conversation conversation, int sender, long mid) {
        return ref(store.commit(List.of(new Change.NewMessage(message(conversation, sender, mid)))));
    }

    protected static Ref ref(Commit commit) {
        assertThat(commit.duplicate()).isNull();
        assertThat(commit.ref()).isNotNull();
        return commit.ref();
    }

    protected long deliver(int uid, Ref ref) {
        return deliver(uid, ref, NOW);
    }

    protected long deliver(int uid, Ref ref, long ts) {
        return store.commit(List.of(entry(uid, ref, ts))).seqs()[0];
    }

    protected static Change.Deliver entry(int uid, @Nullable Ref ref, long ts) {
        return new Change.Deliver(uid, InboxEntry.Kind.MESSAGE, ref, ts, new byte[] {1, 2, 3});
    }

    protected static List<Long> orders(List<StoredMessage> messages) {
        return messages.stream().map(m -> m.ref().order()).toList();
    }

    protected static List<Long> seqs(List<InboxEntry> entries) {
        return entries.stream().map(InboxEntry::seq).toList();
    }

    protected void assertSame(StoredMessage actual, StoredMessage expected) {
        assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
    }
}
