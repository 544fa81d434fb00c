package dev.carillon.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.carillon.accounts.AppSettings;
import dev.carillon.accounts.Background;
import dev.carillon.accounts.Block;
import dev.carillon.accounts.Contact;
import dev.carillon.accounts.Permissions;
import dev.carillon.accounts.SignedFiles;
import dev.carillon.accounts.UserChange;
import dev.carillon.groups.Actor;
import dev.carillon.groups.GroupChange;
import dev.carillon.groups.GroupFlags;
import dev.carillon.protocol.Age;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.Content;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.MessageFlags;
import dev.carillon.protocol.MessageStatus;
import dev.carillon.protocol.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What happens to messages as time goes by: expiry, disappearing, sending later, retention.
class TimeTest {
    @TempDir
    Path folder;

    private House house;
    private Sender ana;
    private Sender bob;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        ana = house.user("ana");
        bob = house.user("bob");
        house.screens.connect(ana.user().uid());
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    @Test
    void anUndeliveredMessageExpiresAndItsSenderIsTold() {
        var sent = house.sendWith(ana, "bob", "quick", 60, 0, null);
        house.clock.forward(Duration.ofSeconds(61));

        await().until(() -> statuses(ana).contains(MessageStatus.EXPIRED.code()));
        assertThat(house.catchUp(bob, 0L)).isEmpty();
        assertThat(house.history(bob, "ana", 0)).isEmpty();
        assertThat(house.history(ana, "bob", 0))
                .singleElement()
                .satisfies(m -> assertThat(m.status()).isEqualTo(MessageStatus.EXPIRED.code()));
        assertThat(sent.status()).isEqualTo(MessageStatus.SENT);
    }

    /// Its statuses come in order, however late the device comes.
    @Test
    void aDeviceThatComesAfterAMessageExpiredIsToldHowItBeganAndHowItEnded() {
        Sender tablet = house.device("ana", "tablet");
        house.catchUp(tablet, null);
        house.sendWith(ana, "bob", "quick", 60, 0, null);
        house.clock.forward(Duration.ofSeconds(61));
        await().until(() -> statuses(ana).contains(MessageStatus.EXPIRED.code()));

        assertThat(house.catchUp(tablet, null))
                .extracting(delivery -> house.screens.parse(delivery.encoded()))
                .extracting(
                        frame -> frame.get("t").asString(),
                        frame -> frame.get("status").asInt())
                .containsExactly(
                        tuple("message", MessageStatus.SENT.code()), tuple("status", MessageStatus.EXPIRED.code()));
    }

    @Test
    void aDeliveredMessageDoesNotExpire() {
        house.sendWith(ana, "bob", "quick", 60, 0, null);
        assertThat(house.catchUp(bob, null)).hasSize(1);
        await().until(() -> statuses(ana).contains(MessageStatus.DELIVERED.code()));

        house.clock.forward(Duration.ofSeconds(61));

        await().until(() -> house.store.due(house.clock.millis(), 10).isEmpty());
        assertThat(statuses(ana)).doesNotContain(MessageStatus.EXPIRED.code());
        assertThat(house.history(bob, "ana", 0)).hasSize(1);
    }

    @Test
    void aMessageDisappearsEverywhereAfterItWasRead() {
        house.screens.connect(bob.user().uid());
        var sent = house.sendWith(ana, "bob", "secret", Limits.DEFAULT_EXPIRY, 0, new Age(0, 0, 30));
        house.catchUp(bob, null);
        house.clock.forward(Duration.ofSeconds(100));
        assertThat(house.history(bob, "ana", 0)).hasSize(1);

        house.messaging.read(bob, new ClientFrame.Read(1, "ana", 0, List.of(sent.order()), 0));
        house.clock.forward(Duration.ofSeconds(31));

        await().until(() -> !house.screens.of(bob.user().uid(), "retracted").isEmpty());
        assertThat(house.screens.of(ana.user().uid(), "retracted"))
                .singleElement()
                .satisfies(s -> {
                    assertThat(s.frame().get("how").asString()).isEqualTo("age");
                    assertThat(s.frame().get("peer").asString()).isEqualTo("bob");
                    assertThat(s.frame().get("orders").get(0).asLong()).isEqualTo(sent.order());
                });
        assertThat(house.history(ana, "bob", 0)).isEmpty();
        assertThat(house.history(bob, "ana", 0)).isEmpty();
    }

    @Test
    void aMessageSentLaterLeavesOnceAlsoAfterARestart() throws Exception {
        Draft draft = house.with("bob", "good morning", Limits.DEFAULT_EXPIRY, 3_600, null);
        var first = house.messaging.send(ana, draft);
        assertThat(house.messaging.send(ana, draft)).isEqualTo(first);
        assertThat(first).isInstanceOf(SendResult.Scheduled.class);
        assertThat(house.history(ana, "bob", 0)).isEmpty();

        house.close();
        house = new House(folder);
        house.clock.forward(Duration.ofSeconds(3_601));

        await().until(() -> !house.history(ana, "bob", 0).isEmpty());
        await().until(() -> house.store.due(house.clock.millis(), 10).isEmpty());
        assertThat(house.history(bob, "ana", 0)).hasSize(1);
        assertThat(house.catchUp(bob, null)).hasSize(1);
        assertThat(house.messaging.send(ana, draft))
                .isInstanceOfSatisfying(
                        SendResult.Accepted.class,
                        a -> assertThat(a.duplicate()).isTrue());
    }

    @Test
    void aScheduledMessageCanBeListedAndCancelled() {
        Draft draft = house.with("bob", "never", Limits.DEFAULT_EXPIRY, 3_600, null);
        house.messaging.send(ana, draft);
        var list = (ServerFrame.Scheduled) house.messaging.scheduled(ana, new ClientFrame.Scheduled(1, null, null));
        assertThat(list.messages()).singleElement().satisfies(m -> {
            assertThat(m.mid()).isEqualTo(draft.mid());
            assertThat(m.to()).isEqualTo("bob");
        });

        assertThat(house.messaging.cancel(ana, new ClientFrame.Cancel(2, draft.mid())))
                .isInstanceOf(ServerFrame.Ok.class);
        house.clock.forward(Duration.ofSeconds(3_601));

        assertThat(house.messaging.cancel(ana, new ClientFrame.Cancel(3, draft.mid())))
                .isInstanceOf(ServerFrame.Error.class);
        assertThat(house.store.due(house.clock.millis(), 10)).isEmpty();
        assertThat(house.history(ana, "bob", 0)).isEmpty();
    }

    /// Why a message that was accepted cannot be sent when its time has come, and what its sender is told.
    private enum Late {
        RECIPIENT_DELETED(0x83),
        GROUP_DELETED(0x83),
        GROUP_LEFT(0x91),
        GROUP_LEFT_THAT_ANYBODY_JOINS(0x91),
        GROUP_PAUSED(0x90),
        RIGHT_LOST(0x80),
        RECIPIENT_BLOCKED(0x88);

        private final int status;

        Late(int status) {
            this.status = status;
        }
    }

    @Tag("C10")
    @ParameterizedTest
    @EnumSource(Late.class)
    void theSenderHearsOfAScheduledMessageThatCannotLeave(Late late) {
        Sender tablet = house.device("ana", "tablet");
        var me = new Actor.Person(house.app.aid(), ana.user().uid());
        int gid = house.group("bob", List.of("ana"));
        boolean direct = late == Late.RECIPIENT_DELETED || late == Late.RECIPIENT_BLOCKED || late == Late.RIGHT_LOST;
        Draft draft = later(direct ? "bob" : null, direct ? 0 : gid);
        assertThat(house.messaging.send(ana, draft)).isInstanceOf(SendResult.Scheduled.class);
        long head = house.messaging.resume(tablet, null).head();
        switch (late) {
            case RECIPIENT_DELETED -> house.accounts.delete(bob.user().uid());
            case GROUP_DELETED -> house.groups.delete(new Actor.Backend(house.app.aid()), gid);
            case GROUP_LEFT -> house.groups.leave(me, gid);
            case GROUP_LEFT_THAT_ANYBODY_JOINS -> {
                flags(gid, GroupFlags.AUTO_ADD_MEMBER);
                house.groups.leave(me, gid);
            }
            case GROUP_PAUSED -> flags(gid, GroupFlags.PAUSE);
            case RIGHT_LOST -> withoutOutgoing();
            case RECIPIENT_BLOCKED ->
                house.accounts.setContacts(
                        me.uid(),
                        Map.of(
                                bob.user().uid(),
                                new Contact(bob.user().uid(), false, false, false, Block.MESSAGES, List.of())));
        }
        house.clock.forward(Duration.ofSeconds(61));

        await().until(() -> !house.screens.of(me.uid(), "status").isEmpty());
        var live = house.screens.of(me.uid(), "status").getFirst();
        assertThat(live.frame().get("status").asInt()).isEqualTo(late.status);
        assertThat(live.frame().get("mid").asLong()).isEqualTo(draft.mid());
        assertThat(live.frame().has("order")).isFalse();
        assertThat(live.frame().path(direct ? "peer" : "gid").asString()).isEqualTo(direct ? "bob" : "" + gid);
        for (Sender device : List.of(ana, tablet)) {
            var waiting = house.messaging.entries(device, head, 10).deliveries();
            assertThat(waiting).hasSize(1);
            assertThat(new String(waiting.getFirst().encoded(), StandardCharsets.UTF_8))
                    .contains("\"t\":\"status\"", "\"mid\":" + draft.mid(), "\"status\":" + late.status);
        }
        assertThat(house.store.owned(me.uid(), 10)).isEmpty();
        if (late == Late.GROUP_LEFT_THAT_ANYBODY_JOINS) {
            assertThat(house.groups.member(gid, me.uid())).isNull();
        }
    }

    private static Draft later(@Nullable String to, int gid) {
        return new Draft(
                4711,
                to,
                gid,
                Content.text("later"),
                0,
                MessageFlags.DEFAULT,
                Limits.DEFAULT_EXPIRY,
                60,
                0,
                0,
                false,
                null);
    }

    private void flags(int gid, int flags) {
        var change = new GroupChange(null, flags, null, null, null, null, null, null, null, null, null, null, null);
        house.groups.set(new Actor.Backend(house.app.aid()), gid, change);
    }

    private void withoutOutgoing() {
        var permissions = new Permissions(true, true, false, true, true, true, true, true, 0);
        house.accounts.change(
                ana.user().uid(),
                new UserChange(null, null, null, null, null, permissions, null, null, null, null, null, null),
                false);
    }

    @Test
    void retentionRemovesOldMessagesAndSaysSo() throws Exception {
        house.settings(new AppSettings(3_600, false, 0, "", SignedFiles.DEFAULT));
        house.send(ana, "bob", "old");
        house.clock.forward(Duration.ofSeconds(3_000));
        house.send(ana, "bob", "new");
        house.clock.forward(Duration.ofSeconds(1_000));

        new Upkeep(house.store, house.accounts, Attachments.NONE, house.clock, Background.real()).sweep();

        var frame = new ClientFrame.History(1, "bob", 0, null, null, 10);
        var history = (ServerFrame.History) house.messaging.history(ana, frame);
        assertThat(history.messages()).hasSize(1);
        assertThat(history.cut()).isTrue();
        assertThat(house.catchUp(bob, 0L)).hasSize(1);
    }

    @Test
    void theSweepClearsUpWhatACrashLeftOfADeletedUser() throws Exception {
        int gone = 4_711;
        var conversation = Conversation.direct(gone, bob.user().uid());
        var left = new StoredMessage(
                new Ref(conversation, 0),
                house.app.aid(),
                gone,
                bob.user().uid(),
                1,
                house.clock.millis(),
                0,
                3,
                house.clock.millis() + 1_000_000,
                0,
                0,
                false,
                null,
                0,
                0,
                1,
                new byte[] {'{', '}'});
        var entry = new Change.Deliver(gone, InboxEntry.Kind.MESSAGE, null, house.clock.millis(), new byte[4]);
        Ref ref =
                house.store.commit(List.of(new Change.NewMessage(left), entry)).ref();

        new Upkeep(house.store, house.accounts, Attachments.NONE, house.clock, Background.real()).sweep();

        await().until(() -> house.store.message(ref) == null && house.store.inboxHead(gone) == 0);
        assertThat(house.store.talks(bob.user().uid())).isEmpty();
    }

    @Test
    void anAppThatKeepsNothingDropsAMessageOnceAllDevicesHaveIt() {
        house.settings(new AppSettings(AppSettings.YEAR, true, 0, "", SignedFiles.DEFAULT));
        Sender bobsTablet = house.device("bob", "tablet");
        house.catchUp(bob, null);
        house.catchUp(bobsTablet, null);
        house.send(ana, "bob", "once");

        assertThat(house.catchUp(bob, null)).hasSize(1);
        await().until(() -> statuses(ana).contains(MessageStatus.DELIVERED.code()));
        assertThat(house.history(bob, "ana", 0)).hasSize(1);

        assertThat(house.catchUp(bobsTablet, null)).hasSize(1);
        await().until(() -> house.history(bob, "ana", 0).isEmpty());
    }

    private List<Integer> statuses(Sender who) {
        return house.screens.of(who.user().uid(), "status").stream()
                .map(s -> s.frame().get("status").asInt())
                .toList();
    }
}
