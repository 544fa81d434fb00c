package dev.carillon.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.groups.Actor;
import dev.carillon.groups.MemberChange;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.ServerFrame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What counts as read: single messages, or all up to one, in every place that tells of it.
class ReadingTest {
    @TempDir
    Path folder;

    private House house;
    private Sender ana;
    private Sender bob;
    private int gid;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        ana = house.user("ana");
        bob = house.user("bob");
        gid = house.group("ana", List.of("bob"));
        house.screens.connect(ana.user().uid());
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("C2")
    void whoReadsOneMessageHasNotReadThoseBeforeIt(boolean group) {
        List<Long> sent = send(ana, group, 3);

        read(group, List.of(sent.get(2)), 0);

        assertThat(unread(group)).isEqualTo(2);
        assertThat(readOnes(group)).containsExactly(sent.get(2));
        await().untilAsserted(() -> assertThat(told()).containsExactly(sent.get(2)));

        read(group, null, sent.get(2));

        assertThat(unread(group)).isZero();
        assertThat(readOnes(group)).containsExactlyElementsOf(sent);
        await().untilAsserted(() -> assertThat(told()).containsExactlyInAnyOrderElementsOf(sent));
        assertThat(notes(group)).isEmpty();
    }

    /// In which sequence five messages are read one by one, and how many are unread after each.
    @ParameterizedTest
    @CsvSource({"12345, 43210", "54321, 43210", "31524, 43210", "11235, 44321"})
    @Tag("C2")
    void whatIsReadOneByOneCountsOnceInWhateverSequence(String sequence, String unread) {
        List<Long> sent = send(ana, false, 5);
        for (int i = 0; i < sequence.length(); i++) {
            read(false, List.of(sent.get(sequence.charAt(i) - '1')), 0);
            assertThat(unread(false)).as("after %d", i).isEqualTo(unread.charAt(i) - '0');
        }
        if (unread(false) == 0) {
            assertThat(notes(false)).as("nothing is noted for single messages").isEmpty();
        }
    }

    @Test
    @Tag("C2")
    void theMarkMovesOverOwnMessagesAndThoseTakenBack() {
        long first = send(ana, false, 1).getFirst();
        house.send(bob, "ana", "mine");
        long recalled = send(ana, false, 1).getFirst();
        house.messaging.retract(
                ana, new ClientFrame.Retract(1, "bob", 0, List.of(recalled), ClientFrame.Retraction.RECALL));
        long last = send(ana, false, 1).getFirst();

        read(false, List.of(last), 0);
        assertThat(unread(false)).isEqualTo(1);
        read(false, List.of(first), 0);

        assertThat(unread(false)).isZero();
        assertThat(notes(false)).isEmpty();
    }

    @Test
    @Tag("C2")
    void whatANewMemberCannotSeeIsNotInTheWayOfTheMark() {
        send(ana, true, 3);
        Sender cy = house.user("cy");
        house.groups.add(new Actor.Backend(house.app.aid()), gid, List.of("cy"), MemberChange.DEFAULT);
        long seen = send(ana, true, 1).getFirst();

        house.messaging.read(cy, new ClientFrame.Read(1, null, gid, List.of(seen), 0));

        Talk talk = house.store.talk(cy.user().uid(), Conversation.ofGroup(gid));
        assertThat(talk.readUpTo()).isEqualTo(seen);
    }

    @Test
    @Tag("C2")
    void markingVeryManyReadTellsOfEachOnce() {
        List<Long> sent = send(ana, false, 2_000);
        read(false, List.of(sent.get(700), sent.get(1_999)), 0);

        read(false, null, sent.getLast());

        assertThat(unread(false)).isZero();
        await().untilAsserted(() -> assertThat(told()).hasSize(2_000).doesNotHaveDuplicates());
    }

    @Test
    @Tag("C5")
    void ownMessagesInBetweenHideNoUnreadOne() {
        send(bob, false, 1_200);
        send(ana, false, 5);
        assertThat(unread(false)).isEqualTo(5);

        send(bob, false, 1_200);
        assertThat(unread(false)).isEqualTo(5);
    }

    @Test
    @Tag("C5")
    void unreadMessagesAreCountedUpToABound() {
        send(ana, true, 1_300);
        send(bob, true, 600);
        send(ana, true, 1);
        assertThat(unread(true)).isEqualTo(1_000);
    }

    // ---

    private List<Long> send(Sender from, boolean group, int count) {
        List<Long> orders = new ArrayList<>();
        String to = from.equals(ana) ? "bob" : "ana";
        for (int i = 0; i < count; i++) {
            orders.add((group ? house.sendToGroup(from, gid, "m") : house.send(from, to, "m")).order());
        }
        return orders;
    }

    private void read(boolean group, @Nullable List<Long> orders, long upTo) {
        assertThat(house.messaging.read(
                        bob, new ClientFrame.Read(1, group ? null : "ana", group ? gid : 0, orders, upTo)))
                .isInstanceOf(ServerFrame.Ok.class);
    }

    private int unread(boolean group) {
        var all = (ServerFrame.Conversations)
                house.messaging.conversations(bob, new ClientFrame.Conversations(1, null, null));
        return all.conversations().stream()
                .filter(c -> group ? c.gid() == gid : "ana".equals(c.peer()))
                .findFirst()
                .orElseThrow()
                .unread();
    }

    private List<Long> readOnes(boolean group) {
        return house.history(bob, group ? null : "ana", group ? gid : 0).reversed().stream()
                .filter(ServerFrame.Message::read)
                .map(ServerFrame.Message::order)
                .toList();
    }

    /// Of which messages ana was told that they are read.
    private List<Long> told() {
        return house.screens.of(ana.user().uid(), "status").stream()
                .filter(s -> s.frame().get("status").asInt() == 3)
                .map(s -> s.frame().get("order").asLong())
                .toList();
    }

    private Set<Long> notes(boolean group) {
        Conversation conversation = group
                ? Conversation.ofGroup(gid)
                : Conversation.direct(ana.user().uid(), bob.user().uid());
        return house.store.readSingly(bob.user().uid(), conversation, 0, Long.MAX_VALUE);
    }
}
