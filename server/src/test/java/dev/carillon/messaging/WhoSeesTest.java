package dev.carillon.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.accounts.Block;
import dev.carillon.accounts.Contact;
import dev.carillon.accounts.Permissions;
import dev.carillon.accounts.UserChange;
import dev.carillon.groups.Actor;
import dev.carillon.groups.GroupChange;
import dev.carillon.groups.GroupFlags;
import dev.carillon.groups.GroupResult;
import dev.carillon.groups.MemberChange;
import dev.carillon.protocol.Age;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.ClientFrame.Retraction;
import dev.carillon.protocol.Content;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.MessageFlags;
import dev.carillon.protocol.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Who sees a message, by all the doors through which one could: what is shown at once, what waits for a device that
/// comes back, history, the list of conversations, edits, retractions and what one may say about it.
class WhoSeesTest {
    private static final String SECRET = "secret";

    @TempDir
    Path folder;

    private House house;
    private Sender ana;
    private Sender bob;
    private Sender cy;
    private Sender dee;
    private int gid;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        ana = house.user("ana");
        bob = house.user("bob");
        cy = house.user("cy");
        dee = house.user("dee");
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    /// Why cy does not see a message of ana's in a group of ana, bob and cy.
    private enum Reason {
        CAME_LATER,
        WAS_AWAY,
        MAY_NOT_RECEIVE,
        GOT_THE_RIGHT_LATER,
        NOT_IN_TURN,
        HAS_BLOCKED_THE_SENDER,
        HAS_UNBLOCKED_THE_SENDER_LATER
    }

    private long sentUnseen(Reason reason) {
        switch (reason) {
            case CAME_LATER -> {
                gid = house.group("ana", List.of("bob"));
                return thenAdded();
            }
            case WAS_AWAY -> {
                gid = house.group("ana", List.of("bob", "cy"));
                house.groups.remove(actor(ana), gid, List.of("cy"));
                return thenAdded();
            }
            case MAY_NOT_RECEIVE, GOT_THE_RIGHT_LATER -> {
                gid = house.group("ana", List.of("bob", "cy"));
                flags(GroupFlags.RECEIVE_BY_SELECTED);
                role("cy", GroupFlags.MEMBER_SEND);
                long order = send();
                if (reason == Reason.GOT_THE_RIGHT_LATER) {
                    role("cy", GroupFlags.MEMBER_ALL);
                }
                return order;
            }
            case NOT_IN_TURN -> {
                gid = house.group("ana", List.of("bob", "cy"));
                flags(GroupFlags.RECEIVE_ROUND_ROBIN);
                return send();
            }
            case HAS_BLOCKED_THE_SENDER, HAS_UNBLOCKED_THE_SENDER_LATER -> {
                gid = house.group("ana", List.of("bob", "cy"));
                block(cy, ana, Block.ALL);
                long order = send();
                if (reason == Reason.HAS_UNBLOCKED_THE_SENDER_LATER) {
                    block(cy, ana, 0);
                }
                return order;
            }
        }
        throw new AssertionError(reason);
    }

    private long thenAdded() {
        long order = send();
        house.groups.add(actor(ana), gid, List.of("cy"), MemberChange.DEFAULT);
        return order;
    }

    private long send() {
        return house.sendToGroup(ana, gid, SECRET).order();
    }

    @Tag("A1")
    @Tag("A2")
    @Tag("A3")
    @ParameterizedTest
    @EnumSource(Reason.class)
    void whoMayNotSeeAMessageGetsNothingOfItByNoDoor(Reason reason) {
        List.of(ana, bob, cy).forEach(who -> house.screens.connect(who.user().uid()));
        house.catchUp(cy, null);
        long order = sentUnseen(reason);

        edit(ana, order, SECRET + " edited");
        awaitFor(bob, "edited");
        assertNothing(order);
        assertThat(house.messaging.read(cy, new ClientFrame.Read(1, null, gid, List.of(order), 0)))
                .isInstanceOf(ServerFrame.Ok.class);
        assertThat(house.messaging.read(cy, new ClientFrame.Read(1, null, gid, null, order)))
                .isInstanceOf(ServerFrame.Ok.class);
        var receipts = (ServerFrame.Receipts)
                house.messaging.receipts(ana, new ClientFrame.Receipts(1, null, gid, order, null, null, null));
        assertThat(receipts.by()).extracting(ServerFrame.MemberReceipt::address).doesNotContain("cy");
        for (Retraction how : Retraction.values()) {
            assertThat(((ServerFrame.Error) retract(cy, order, how)).message()).contains("no such message");
        }
        assertThat(((ServerFrame.Error) editing(cy, order, "mine")).message()).contains("no such message");
        assertThat(retract(ana, order, Retraction.RECALL)).isInstanceOf(ServerFrame.Ok.class);
        awaitFor(bob, "retracted");
        assertNothing(order);
    }

    private void awaitFor(Sender who, String type) {
        await().until(() -> !house.screens.of(who.user().uid(), type).isEmpty());
    }

    @Tag("A1")
    @Test
    void whatIsLeftOutOfAnEntryIsLeftOutOfTheSharedOneToo() {
        gid = house.group("ana", List.of("bob"));
        long early = send();
        house.groups.add(actor(ana), gid, List.of("cy"), MemberChange.DEFAULT);
        long late = house.sendToGroup(ana, gid, "for all").order();
        var frame = new ClientFrame.Retract(1, null, gid, List.of(early, late), Retraction.BOTH);
        assertThat(house.messaging.retract(ana, frame)).isInstanceOf(ServerFrame.Ok.class);

        assertThat(ordersOf(texts(cy, 0L), early)).isFalse();
        assertThat(ordersOf(texts(cy, 0L), late)).isTrue();
        assertThat(ordersOf(texts(bob, 0L), early)).isTrue();
    }

    @Tag("A1")
    @Test
    void aMessageThatDisappearsIsNotToldOfToWhoNeverSawIt() {
        gid = house.group("ana", List.of("bob"));
        Draft draft = inGroup("gone soon", new Age(5, 0, 0));
        long order = house.send(ana, draft).order();
        house.groups.add(actor(ana), gid, List.of("cy"), MemberChange.DEFAULT);
        house.screens.connect(cy.user().uid());
        house.screens.connect(bob.user().uid());
        house.clock.forward(Duration.ofSeconds(6));

        awaitFor(bob, "retracted");
        assertThat(house.screens.of(cy.user().uid())).isEmpty();
        assertThat(ordersOf(texts(cy, 0L), order)).isFalse();
    }

    /// A right that an edit is asked for as a send is.
    private enum Forbidden {
        NO_OUTGOING,
        MUTED,
        PAUSED,
        LEFT
    }

    @Tag("G2")
    @ParameterizedTest
    @EnumSource(Forbidden.class)
    void whoMayNotSendMayNotEdit(Forbidden forbidden) {
        gid = house.group("bob", List.of("ana", "cy"));
        long order = send();
        house.screens.connect(cy.user().uid());
        Sender writer = ana;
        switch (forbidden) {
            case NO_OUTGOING -> writer = withoutOutgoing();
            case MUTED -> {
                flags(bob, GroupFlags.SEND_BY_SELECTED);
                role(bob, "ana", GroupFlags.MEMBER_RECEIVE);
            }
            case PAUSED -> flags(bob, GroupFlags.PAUSE);
            case LEFT -> house.groups.leave(actor(ana), gid);
        }

        ServerFrame refused = editing(writer, order, SECRET + " edited");

        assertThat(refused).isInstanceOf(ServerFrame.Error.class);
        assertThat(((ServerFrame.Error) refused).code()).isEqualTo(0xC1);
        assertThat(house.screens.of(cy.user().uid(), "edited")).isEmpty();
        assertThat(history(cy)).containsExactly(SECRET);
    }

    @Tag("G2")
    @Tag("A3")
    @Test
    void whoHasBlockedTheWriterKeepsWhatTheMessageSaidAndTheWriterIsNotTold() {
        List.of(ana, bob).forEach(who -> house.screens.connect(who.user().uid()));
        long order = house.send(ana, "bob", "before").order();
        block(bob, ana, Block.ALL);

        assertThat(editPerson(ana, "bob", order, "after")).isInstanceOf(ServerFrame.Ok.class);
        awaitFor(ana, "edited");
        assertThat(house.screens.of(bob.user().uid(), "edited")).isEmpty();
        assertThat(texts(bob, 0L)).noneMatch(text -> text.contains("after"));
        assertThat(text(house.history(bob, "ana", 0))).containsExactly("before");
        assertThat(text(house.history(ana, "bob", 0))).containsExactly("after");

        block(bob, ana, 0);
        assertThat(text(house.history(bob, "ana", 0))).containsExactly("before");
        editPerson(ana, "bob", order, "again");
        assertThat(text(house.history(bob, "ana", 0))).containsExactly("again");
        awaitFor(bob, "edited");
    }

    @Tag("G2")
    @Test
    void whoHasBlockedTheRecipientCannotEdit() {
        long order = house.send(ana, "bob", "before").order();
        block(ana, bob, Block.MESSAGES);
        var refused = (ServerFrame.Error) editPerson(ana, "bob", order, "after");
        assertThat(refused.status()).isEqualTo(0x88);
        assertThat(refused.message()).startsWith("peer: ");
    }

    @Tag("A3")
    @Test
    void eachMemberSeesTheTextThatWasForIt() {
        gid = house.group("ana", List.of("bob", "cy", "dee"));
        long order = house.sendToGroup(ana, gid, "one").order();
        block(cy, ana, Block.GROUP_MESSAGES);
        edit(ana, order, "two");
        block(dee, ana, Block.GROUP_MESSAGES);
        edit(ana, order, "three");

        assertThat(history(cy)).containsExactly("one");
        assertThat(history(dee)).containsExactly("two");
        assertThat(history(bob)).containsExactly("three");
        assertThat(texts(cy, 0L)).noneMatch(text -> text.contains("two") || text.contains("three"));
        assertThat(texts(dee, 0L)).noneMatch(text -> text.contains("three"));

        assertThat(retract(ana, order, Retraction.WIPE)).isInstanceOf(ServerFrame.Ok.class);
        StoredMessage wiped = house.store.message(new Ref(Conversation.ofGroup(gid), order));
        assertThat(wiped.contents()).allMatch(content -> content.length == 0);
        List.of(bob, cy, dee)
                .forEach(who -> assertThat(house.history(who, null, gid))
                        .extracting(ServerFrame.Message::content)
                        .containsOnlyNulls());
    }

    @Tag("A1")
    @Test
    void whoHasLeftGetsWhatWaitedButNoTextFromAfterwards() {
        gid = house.group("ana", List.of("bob", "cy"));
        house.catchUp(cy, null);
        long same = house.sendToGroup(ana, gid, "same").order();
        long changed = house.sendToGroup(ana, gid, "before").order();
        long rewritten = house.sendToGroup(ana, gid, "first").order();
        long wiped = house.sendToGroup(ana, gid, "wiped").order();
        long recalled = house.sendToGroup(ana, gid, "recalled").order();
        edit(ana, rewritten, "second");
        house.groups.remove(actor(ana), gid, List.of("cy"));
        edit(ana, changed, SECRET);
        edit(ana, rewritten, SECRET);
        retract(ana, wiped, Retraction.WIPE);
        retract(ana, recalled, Retraction.RECALL);

        List<String> got = texts(cy, null);
        assertThat(ordersOf(got, same)).isTrue();
        assertThat(ordersOf(got, changed)).isTrue();
        assertThat(ordersOf(got, recalled)).isFalse();
        assertThat(got).anyMatch(text -> text.contains("before"));
        assertThat(got).anyMatch(text -> text.contains("second"));
        assertThat(got).noneMatch(text -> text.contains(SECRET) || text.contains("wiped"));
    }

    @Tag("A3")
    @Test
    void aBlockedPersonMayTakeBack() {
        long order = house.send(ana, "bob", "before").order();
        block(bob, ana, Block.ALL);
        var frame = new ClientFrame.Retract(1, "bob", 0, List.of(order), Retraction.BOTH);
        assertThat(house.messaging.retract(ana, frame)).isInstanceOf(ServerFrame.Ok.class);
        assertThat(house.history(bob, "ana", 0)).isEmpty();
    }

    // --- what is done

    private static Actor.Person actor(Sender who) {
        return new Actor.Person(who.user().aid(), who.user().uid());
    }

    private void flags(int flags) {
        flags(ana, flags);
    }

    private void flags(Sender owner, int flags) {
        var change = new GroupChange(null, flags, null, null, null, null, null, null, null, null, null, null, null);
        assertThat(house.groups.set(actor(owner), gid, change)).isInstanceOf(GroupResult.Done.class);
    }

    private void role(String address, int flags) {
        role(ana, address, flags);
    }

    private void role(Sender owner, String address, int flags) {
        var role = MemberChange.of(flags, null, null);
        assertThat(house.groups.add(actor(owner), gid, List.of(address), role)).isInstanceOf(GroupResult.Done.class);
    }

    private void block(Sender who, Sender whom, int kinds) {
        int uid = whom.user().uid();
        house.accounts.setContacts(
                who.user().uid(), Map.of(uid, new Contact(uid, true, false, false, kinds, List.of())));
    }

    private Sender withoutOutgoing() {
        var permissions = new Permissions(true, true, false, true, true, true, true, true, 0);
        var change = new UserChange(null, null, null, null, null, permissions, null, null, null, null, null, null);
        var user = house.accounts.change(ana.user().uid(), change, false);
        assertThat(user).isNotNull();
        return new Sender(user, ana.device());
    }

    private Draft inGroup(String text, Age age) {
        return new Draft(
                0, null, gid, Content.text(text), 0, MessageFlags.DEFAULT, Limits.DEFAULT_EXPIRY, 0, 0, 0, false, age);
    }

    private void edit(Sender who, long order, String text) {
        assertThat(editing(who, order, text)).isInstanceOf(ServerFrame.Ok.class);
    }

    private ServerFrame editing(Sender who, long order, String text) {
        return house.messaging.edit(who, new ClientFrame.Edit(1, null, gid, order, Content.text(text)));
    }

    private ServerFrame editPerson(Sender who, String peer, long order, String text) {
        return house.messaging.edit(who, new ClientFrame.Edit(1, peer, 0, order, Content.text(text)));
    }

    private ServerFrame retract(Sender who, long order, Retraction how) {
        return house.messaging.retract(who, new ClientFrame.Retract(1, null, gid, List.of(order), how));
    }

    // --- what is seen

    private void assertNothing(long order) {
        assertThat(house.screens.of(cy.user().uid()))
                .noneMatch(shown -> names(shown.frame().toString(), order));
        assertThat(ordersOf(texts(cy, 0L), order)).isFalse();
        assertThat(history(cy)).isEmpty();
        var after = new ClientFrame.History(1, null, gid, null, 0L, 200);
        assertThat(((ServerFrame.History) house.messaging.history(cy, after)).messages())
                .isEmpty();
        var conversations = (ServerFrame.Conversations)
                house.messaging.conversations(cy, new ClientFrame.Conversations(1, null, null));
        assertThat(conversations.conversations()).isEmpty();
    }

    private static boolean names(String frame, long order) {
        return frame.contains(SECRET)
                || frame.contains("\"order\":" + order + ",")
                || frame.matches(".*\"orders\":\\[([0-9]+,)*" + order + "[,\\]].*");
    }

    private static boolean ordersOf(List<String> frames, long order) {
        return frames.stream().anyMatch(frame -> names(frame, order));
    }

    /// What a device finds that comes back with this cursor.
    private List<String> texts(Sender who, @Nullable Long cursor) {
        var resume = house.messaging.resume(who, cursor);
        List<String> frames = new ArrayList<>();
        for (var delivery :
                house.messaging.entries(who, resume.cursor(), 10_000).deliveries()) {
            frames.add(new String(delivery.encoded(), StandardCharsets.UTF_8));
        }
        return frames;
    }

    private List<String> history(Sender who) {
        return text(house.history(who, null, gid));
    }

    private static List<String> text(List<ServerFrame.Message> messages) {
        return new TreeSet<>(messages.stream()
                        .map(message -> message.content() == null
                                ? ""
                                : message.content().toString())
                        .map(json -> json.replaceAll(".*\"text\":\"([^\"]*)\".*", "$1"))
                        .toList())
                .stream().toList();
    }
}
