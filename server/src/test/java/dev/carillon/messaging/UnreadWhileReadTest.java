package dev.carillon.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.ServerFrame;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The list of conversations tells of each what was true at one moment, whatever happens while it is put together:
/// `unread` counts messages up to `last`, and none that was read before the list was asked for.
@Tag("H3")
class UnreadWhileReadTest {
    /// More than the store is read for one conversation.
    private static final int MOMENTS = 20;

    @TempDir
    Path folder;

    private House house;
    private Sender ana;
    private Sender bob;
    private final Thread asking = Thread.currentThread();
    /// Reads of the store until something happens.
    private int left;

    private Runnable event = () -> {};

    @BeforeEach
    void open() throws Exception {
        house = new House(folder, this::eventful);
        ana = house.user("ana");
        bob = house.user("bob");
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    /// The same store, in which something happens just before one of its reads.
    private MessageStore eventful(MessageStore store) {
        return (MessageStore) Proxy.newProxyInstance(
                MessageStore.class.getClassLoader(), new Class<?>[] {MessageStore.class}, (_, method, args) -> {
                    if (Thread.currentThread() == asking && left > 0 && --left == 0) {
                        event.run();
                    }
                    try {
                        return method.invoke(store, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void aMessageThatComesMeanwhileIsCountedOnlyWhereItIsTheLast() {
        house.send(bob, "ana", "first");
        for (int moment = 1; moment <= MOMENTS; moment++) {
            ServerFrame.Conversation told = listWhile(moment, () -> house.send(bob, "ana", "more"));
            assertThat(told.unread())
                    .as("moment %d", moment)
                    .isEqualTo(upTo(told.last().order()));
        }
    }

    @Test
    void soItIsWhereTheNewestAreCountedOnly() {
        for (int i = 0; i < 520; i++) {
            house.send(bob, "ana", "of many");
        }
        for (int moment = 1; moment <= MOMENTS; moment++) {
            ServerFrame.Conversation told = listWhile(moment, () -> house.send(bob, "ana", "more"));
            assertThat(told.unread())
                    .as("moment %d", moment)
                    .isEqualTo(upTo(told.last().order()));
        }
    }

    @Test
    void whatWasReadBeforeStaysReadWhenTheMarkMovesOverIt() {
        for (int moment = 1; moment <= MOMENTS; moment++) {
            long first = house.send(bob, "ana", "first").order();
            long second = house.send(bob, "ana", "second").order();
            read(second);
            ServerFrame.Conversation told = listWhile(moment, () -> read(first));
            assertThat(told.unread()).as("moment %d", moment).isLessThanOrEqualTo(1);
            assertThat(told.last().read()).as("moment %d", moment).isTrue();
        }
    }

    private void read(long order) {
        house.messaging.read(ana, new ClientFrame.Read(1, "bob", 0, List.of(order), 0));
        await().until(() -> isRead(order));
    }

    private boolean isRead(long order) {
        return house.history(ana, "bob", 0).stream()
                .filter(m -> m.order() == order)
                .allMatch(ServerFrame.Message::read);
    }

    /// How many messages there are, up to this one.
    private int upTo(long order) {
        Conversation both = Conversation.direct(ana.user().uid(), bob.user().uid());
        return house.store.before(both, order + 1, 10_000).size();
    }

    private ServerFrame.Conversation listWhile(int moment, Runnable event) {
        this.event = event;
        left = moment;
        var frame = new ClientFrame.Conversations(1, null, null);
        var answer = (ServerFrame.Conversations) house.messaging.conversations(ana, frame);
        if (left > 0) {
            left = 0;
            event.run();
        }
        return answer.conversations().getFirst();
    }
}
