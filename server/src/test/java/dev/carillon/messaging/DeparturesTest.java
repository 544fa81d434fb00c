package dev.carillon.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.groups.Actor;
import dev.carillon.groups.GroupChange;
import dev.carillon.groups.GroupFlags;
import dev.carillon.groups.GroupResult;
import dev.carillon.groups.MemberChange;
import dev.carillon.protocol.Age;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.Content;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.MessageFlags;
import dev.carillon.protocol.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// A message to a group waits for those who are left of its recipients, in whatever way the others went.
class DeparturesTest {
    @TempDir
    Path folder;

    private House house;
    private Sender ana;
    private Sender bob;
    private Sender cy;
    private int gid;

    /// How somebody goes.
    private enum Way {
        LEAVES {
            @Override
            void go(DeparturesTest t, Sender who) {
                t.house.groups.leave(
                        new Actor.Person(t.house.app.aid(), who.user().uid()), t.gid);
            }
        },
        IS_REMOVED {
            @Override
            void go(DeparturesTest t, Sender who) {
                t.house.groups.remove(
                        new Actor.Backend(t.house.app.aid()),
                        t.gid,
                        List.of(who.user().address()));
            }
        },
        IS_DELETED {
            @Override
            void go(DeparturesTest t, Sender who) {
                t.house.accounts.delete(who.user().uid());
            }
        },
        ENDS {
            @Override
            void go(DeparturesTest t, Sender who) {
                t.add(who, 60);
                t.house.clock.forward(Duration.ofSeconds(61));
                int uid = who.user().uid();
                await().atMost(Duration.ofSeconds(60))
                        .until(() ->
                                t.house.groups.memberships(uid).stream().noneMatch(member -> member.gid() == t.gid));
            }
        };

        abstract void go(DeparturesTest t, Sender who);
    }

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        ana = house.user("ana");
        bob = house.user("bob");
        cy = house.user("cy");
        gid = house.group("ana", List.of("bob", "cy"));
        house.screens.connect(ana.user().uid());
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @Tag("C3")
    void statusAndNumbersAreThoseOfWhoIsLeft(Way way) {
        long order = house.sendToGroup(ana, gid, "hi").order();
        read(bob, order);
        await().until(() -> lastStatus(order).get("read").asInt() == 1);
        assertThat(lastStatus(order).get("of").asInt()).isEqualTo(2);

        go(way, cy);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(lastStatus(order).get("status").asInt()).isEqualTo(3));
        assertThat(lastStatus(order).get("of").asInt()).isEqualTo(1);
        assertThat(statusInHistory(order)).isEqualTo(3);
        ServerFrame.Receipts receipts = receipts(order);
        assertThat(receipts.of()).isEqualTo(1);
        assertThat(receipts.read()).isEqualTo(1);
        assertThat(receipts.by()).extracting(ServerFrame.MemberReceipt::address).containsExactly("bob");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @Tag("C3")
    void whoHasReadItAndGoesTakesTheReceiptAlong(Way way) {
        long order = house.sendToGroup(ana, gid, "hi").order();
        read(bob, order);
        await().until(() -> receipts(order).read() == 1);

        go(way, bob);

        await().atMost(Duration.ofSeconds(30)).until(() -> receipts(order).of() == 1);
        assertThat(receipts(order).read()).isZero();
        assertThat(receipts(order).by()).isEmpty();
        assertThat(statusInHistory(order)).isEqualTo(1);
        read(cy, order);
        await().untilAsserted(() -> assertThat(statusInHistory(order)).isEqualTo(3));
    }

    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"LEAVES", "IS_REMOVED", "ENDS"})
    @Tag("C3")
    void whoComesBackLowersNothing(Way way) {
        long order = house.sendToGroup(ana, gid, "hi").order();
        read(bob, order);
        go(way, cy);
        await().atMost(Duration.ofSeconds(30)).until(() -> statusInHistory(order) == 3);

        add(cy, 0);
        house.catchUp(cy, null);
        long later = house.sendToGroup(ana, gid, "welcome back").order();

        assertThat(statusInHistory(order)).isEqualTo(3);
        assertThat(receipts(order).of()).isEqualTo(1);
        assertThat(receipts(later).of()).isEqualTo(2);
        read(bob, later);
        read(cy, later);
        await().until(() -> statusInHistory(later) == 3);
    }

    @Test
    @Tag("C3")
    void aStatusNeverGoesBackWhenNobodyIsLeft() {
        long read = house.sendToGroup(ana, gid, "read by all").order();
        read(bob, read);
        read(cy, read);
        long sent = house.sendToGroup(ana, gid, "read by none").order();
        await().until(() -> statusInHistory(read) == 3);

        go(Way.LEAVES, bob);
        go(Way.IS_REMOVED, cy);

        await().until(() -> receipts(read).of() == 0 && receipts(sent).of() == 0);
        assertThat(statusInHistory(read)).isEqualTo(3);
        assertThat(statusInHistory(sent)).isEqualTo(1);
    }

    @Test
    @Tag("C3")
    void messagesSentBeforeSomebodyCameOrAfterHeWentDoNotCountHim() {
        long before = house.sendToGroup(ana, gid, "before").order();
        Sender dee = house.user("dee");
        add(dee, 0);
        long with = house.sendToGroup(ana, gid, "with").order();
        go(Way.LEAVES, dee);
        long after = house.sendToGroup(ana, gid, "after").order();

        await().until(() -> receipts(with).of() == 2);
        await().until(() -> house.store.due(house.clock.millis() + 1_000, 10).isEmpty());
        assertThat(receipts(before).of()).isEqualTo(2);
        assertThat(receipts(after).of()).isEqualTo(2);
    }

    @Test
    @Tag("C3")
    void aLeavingThatIsRefusedChangesNothing() {
        long order = house.sendToGroup(ana, gid, "hi").order();
        assertThat(house.groups.remove(
                        new Actor.Person(house.app.aid(), bob.user().uid()), gid, List.of("cy")))
                .isNotInstanceOf(GroupResult.Done.class);

        house.clock.forward(Duration.ofSeconds(1));
        await().until(() -> house.store.due(house.clock.millis(), 10).isEmpty());
        assertThat(receipts(order).of()).isEqualTo(2);
        house.clock.forward(Duration.ofSeconds(60));
        await().until(() -> house.store.due(Long.MAX_VALUE, 10).isEmpty());
        assertThat(receipts(order).of()).isEqualTo(2);
    }

    @Test
    @Tag("C3")
    void veryManyMessagesAreFollowed() {
        long first = 0;
        for (int i = 0; i < 2_500; i++) {
            long order = house.sendToGroup(ana, gid, "m" + i).order();
            first = i == 0 ? order : first;
        }
        house.messaging.read(bob, new ClientFrame.Read(1, null, gid, null, Limits.MAX_ID));
        go(Way.IS_REMOVED, cy);

        long oldest = first;
        await().atMost(Duration.ofSeconds(60)).until(() -> receipts(oldest).of() == 1);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> house.store.due(Long.MAX_VALUE, 10).isEmpty());
        assertThat(house.history(ana, null, gid)).allMatch(m -> m.status() == 3);
    }

    // --- what disappears

    @ParameterizedTest
    @EnumSource(Way.class)
    @Tag("C1")
    void aMessageIsGoneThatLongAfterTheLastOfThoseWhoAreLeftHasReadIt(Way way) {
        long order = send(new Age(0, 0, 600));
        read(bob, order);
        go(way, cy);
        await().atMost(Duration.ofSeconds(30)).until(() -> receipts(order).of() == 1);

        house.clock.forward(Duration.ofSeconds(500));
        assertThat(house.history(bob, null, gid)).hasSize(1);
        house.clock.forward(Duration.ofSeconds(101));

        await().until(() -> house.history(ana, null, gid).isEmpty());
        assertThat(house.history(bob, null, gid)).isEmpty();
        await().until(() -> house.screens.of(ana.user().uid(), "retracted").size() == 1);
    }

    @Test
    @Tag("C1")
    void itIsGoneAtOnceWhenTheTimeIsOverByThen() {
        long order = send(new Age(0, 0, 600));
        read(bob, order);
        house.clock.forward(Duration.ofSeconds(700));
        assertThat(house.history(bob, null, gid)).hasSize(1);

        go(Way.LEAVES, cy);
        house.clock.forward(Duration.ofSeconds(1));

        await().until(() -> house.history(bob, null, gid).isEmpty());
    }

    @Test
    @Tag("C1")
    void afterDeliveryItIsTheSame() {
        send(new Age(0, 600, 0));
        house.catchUp(bob, null);
        go(Way.LEAVES, cy);
        await().until(() -> house.store.due(house.clock.millis() + 1_000, 10).isEmpty());
        house.clock.forward(Duration.ofSeconds(601));

        await().until(() -> house.history(bob, null, gid).isEmpty());
    }

    @Test
    @Tag("C1")
    void itIsGoneWhenNobodyIsLeftToReadIt() {
        send(new Age(0, 0, 600));
        go(Way.LEAVES, bob);
        go(Way.LEAVES, cy);
        house.clock.forward(Duration.ofSeconds(1));
        await().until(() -> house.store.due(house.clock.millis(), 10).isEmpty());
        house.clock.forward(Duration.ofSeconds(602));

        await().until(() -> house.history(ana, null, gid).isEmpty());
    }

    @Test
    @Tag("C1")
    void forThoseWhoNeverComeThereIsAnEnd() {
        send(new Age(0, 0, 600));
        house.sendWith(ana, "bob", "for you", Limits.DEFAULT_EXPIRY, 0, new Age(0, 600, 0));
        house.sendWith(ana, "cy", "for today", 86_400, 0, new Age(0, 0, 600));

        house.clock.forward(Duration.ofSeconds(86_400 + 599));
        await().until(() -> house.store.due(house.clock.millis(), 10).isEmpty());
        assertThat(house.history(ana, "cy", 0)).hasSize(1);
        house.clock.forward(Duration.ofSeconds(2));
        await().until(() -> house.history(ana, "cy", 0).isEmpty());

        house.clock.forward(Duration.ofSeconds(Limits.AGE_WAIT_SECONDS - 86_400 - 10));
        await().until(() -> house.store.due(house.clock.millis(), 10).isEmpty());
        assertThat(house.history(ana, null, gid)).hasSize(1);
        assertThat(house.history(ana, "bob", 0)).hasSize(1);
        house.clock.forward(Duration.ofSeconds(10));
        await().until(() -> house.history(ana, null, gid).isEmpty());
        await().until(() -> house.history(ana, "bob", 0).isEmpty());
    }

    // --- the sender among the recipients

    @ParameterizedTest
    @CsvSource({"3, 3", "2, 3", "1, 2", "0, 1"})
    @Tag("C11")
    void aMessageToOneselfIsAtItsEndAtOnce(int flags, int status) {
        Sender tablet = house.device("ana", "tablet");
        house.messaging.resume(tablet, null);
        var draft = new Draft(7, "ana", 0, Content.text("note"), 0, flags, Limits.DEFAULT_EXPIRY, 0, 0, 0, false, null);

        assertThat(house.send(ana, draft).status().code()).isEqualTo(status);
        assertThat(house.send(ana, draft).status().code()).isEqualTo(status);

        assertThat(house.history(ana, "ana", 0))
                .singleElement()
                .satisfies(m -> assertThat(m.status()).isEqualTo(status));
        assertThat(house.screens.of(ana.user().uid(), "message"))
                .singleElement()
                .satisfies(s -> assertThat(s.frame().get("status").asInt()).isEqualTo(status));
        assertThat(house.catchUp(tablet, 0L))
                .singleElement()
                .satisfies(d -> assertThat(new String(d.encoded(), StandardCharsets.UTF_8))
                        .contains("\"status\":" + status));
        house.clock.forward(Duration.ofDays(400));
        assertThat(house.history(ana, "ana", 0).getFirst().status()).isEqualTo(status);
    }

    @Test
    @Tag("C11")
    void aGroupThatSendsBackToTheSenderDoesNotWaitForItsReceipt() {
        house.groups.set(
                new Actor.Backend(house.app.aid()),
                gid,
                new GroupChange(
                        null,
                        GroupFlags.RECEIVE_LOOPBACK,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
        long order = house.sendToGroup(ana, gid, "echo").order();
        read(bob, order);
        read(cy, order);

        await().until(() -> statusInHistory(order) == 3);
        assertThat(receipts(order).of()).isEqualTo(2);
    }

    // ---

    private long send(Age age) {
        return house.send(
                        ana,
                        new Draft(
                                0,
                                null,
                                gid,
                                Content.text("secret"),
                                0,
                                MessageFlags.DEFAULT,
                                Limits.DEFAULT_EXPIRY,
                                0,
                                0,
                                0,
                                false,
                                age))
                .order();
    }

    private void go(Way way, Sender who) {
        way.go(this, who);
        house.clock.forward(Duration.ofSeconds(1));
    }

    private void add(Sender who, long seconds) {
        house.groups.add(
                new Actor.Backend(house.app.aid()),
                gid,
                List.of(who.user().address()),
                MemberChange.of(null, null, seconds));
    }

    private void read(Sender who, long order) {
        assertThat(house.messaging.read(who, new ClientFrame.Read(1, null, gid, List.of(order), 0)))
                .isInstanceOf(ServerFrame.Ok.class);
    }

    private JsonNode lastStatus(long order) {
        return house.screens.of(ana.user().uid(), "status").stream()
                .map(Screens.Shown::frame)
                .filter(frame -> frame.get("order").asLong() == order)
                .reduce((_, last) -> last)
                .orElseThrow(() -> new AssertionError("no status yet"));
    }

    private int statusInHistory(long order) {
        return house.history(ana, null, gid).stream()
                .filter(m -> m.order() == order)
                .findFirst()
                .orElseThrow()
                .status();
    }

    private ServerFrame.Receipts receipts(long order) {
        return (ServerFrame.Receipts)
                house.messaging.receipts(ana, new ClientFrame.Receipts(1, null, gid, order, null, null, null));
    }
}
