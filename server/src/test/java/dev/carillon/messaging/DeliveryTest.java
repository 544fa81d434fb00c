package dev.carillon.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.accounts.Block;
import dev.carillon.accounts.Contact;
import dev.carillon.groups.Actor;
import dev.carillon.groups.MemberChange;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.Content;
import dev.carillon.protocol.MessageStatus;
import dev.carillon.protocol.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who gets what, in which order, and what senders hear of it.
class DeliveryTest {
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
    void aResendIsStoredOnceAndAnsweredAlike() {
        Draft draft = house.with("bob", "once", 3_600_000, 0, null);
        var first = (SendResult.Accepted) house.messaging.send(ana, draft);
        var again = (SendResult.Accepted) house.messaging.send(ana, draft);

        assertThat(again.order()).isEqualTo(first.order());
        assertThat(again.ts()).isEqualTo(first.ts());
        assertThat(again.duplicate()).isTrue();
        assertThat(house.catchUp(bob, null)).hasSize(1);
    }

    @Test
    void aNewUserGetsEverythingThatWasSentBeforeInOrder() {
        List<Long> orders = LongStream.range(0, 300)
                .map(i -> house.send(ana, "bob", "m" + i).order())
                .boxed()
                .toList();
        var entries = house.catchUp(bob, null);
        assertThat(entries.stream().map(d -> order(d)).toList()).isEqualTo(orders);
        assertThat(entries.stream().map(Messaging.Delivery::seq).toList()).isSorted();
        await().until(() -> statuses(ana).size() == 300);
        assertThat(house.catchUp(bob, null)).isEmpty();
    }

    @Test
    void aSecondDeviceBeginsWhereTheFirstOneIs() {
        house.send(ana, "bob", "read on the phone");
        house.catchUp(bob, null);
        await().until(() -> statuses(ana).contains(MessageStatus.DELIVERED.code()));
        Sender tablet = house.device("bob", "tablet");
        house.send(ana, "bob", "for both");

        assertThat(house.catchUp(tablet, null)).hasSize(1);
        assertThat(house.history(tablet, "ana", 0)).hasSize(2);
    }

    @Test
    void theOtherDevicesOfTheSenderGetTheMessageTheSendingOneDoesNot() {
        Sender tablet = house.device("ana", "tablet");
        house.send(ana, "bob", "from the phone");

        assertThat(house.catchUp(tablet, 0L)).hasSize(1);
        assertThat(house.catchUp(ana, 0L)).isEmpty();
        await().until(() -> !house.screens.of(ana.user().uid(), "message").isEmpty());
        assertThat(house.screens.of(ana.user().uid(), "message"))
                .singleElement()
                .satisfies(s -> assertThat(s.entry().exceptDevice()).isEqualTo(ana.device()));
    }

    @Test
    void statusMovesForwardOnlyAndReadImpliesDelivered() {
        var sent = house.send(ana, "bob", "hi");
        read(bob, "ana", sent.order());
        house.catchUp(bob, null);
        read(bob, "ana", sent.order());

        await().until(() -> statuses(ana).contains(MessageStatus.READ.code()));
        assertThat(statuses(ana)).containsExactly(MessageStatus.READ.code());
        assertThat(house.history(ana, "bob", 0).getFirst().status()).isEqualTo(MessageStatus.READ.code());
    }

    @Test
    void receiptsOfAGroupComeByMemberAndTheMessageFollowsWhenAllHaveIt() {
        Sender cy = house.user("cy");
        int gid = house.group("ana", List.of("bob", "cy"));
        var sent = house.sendToGroup(ana, gid, "all");

        house.catchUp(bob, null);
        await().until(() -> statuses(ana).size() == 1);
        house.catchUp(cy, null);
        await().until(() -> statuses(ana).size() == 2);
        assertThat(statuses(ana)).containsExactly(MessageStatus.SENT.code(), MessageStatus.DELIVERED.code());
        var last = house.screens.of(ana.user().uid(), "status").getLast().frame();
        assertThat(last.get("by").get(0).get("address").asString()).isEqualTo("cy");
        assertThat(last.get("delivered").asInt()).isEqualTo(2);
        assertThat(last.get("of").asInt()).isEqualTo(2);

        readGroup(bob, gid, sent.order());
        readGroup(cy, gid, sent.order());
        await().until(() -> statuses(ana).contains(MessageStatus.READ.code()));

        var frame = new ClientFrame.Receipts(1, null, gid, sent.order(), null, null, 10);
        var receipts = (ServerFrame.Receipts) house.messaging.receipts(ana, frame);
        assertThat(receipts.by()).extracting(ServerFrame.MemberReceipt::address).containsExactly("bob", "cy");
        assertThat(receipts.by()).allSatisfy(r -> assertThat(r.read()).isPositive());
        assertThat(house.messaging.receipts(bob, frame)).isInstanceOf(ServerFrame.Error.class);
    }

    @Test
    void aBlockedSenderIsAcceptedButNeverDelivered() {
        house.accounts.setContacts(
                bob.user().uid(),
                Map.of(
                        ana.user().uid(),
                        new Contact(ana.user().uid(), false, false, false, Block.MESSAGES, List.of())));
        var sent = house.send(ana, "bob", "hello?");

        assertThat(sent.status()).isEqualTo(MessageStatus.SENT);
        assertThat(house.catchUp(bob, null)).isEmpty();
        assertThat(house.history(bob, "ana", 0)).isEmpty();
        assertThat(house.history(ana, "bob", 0)).hasSize(1);
        assertThat(house.messaging.send(bob, House.draft("ana", "x")))
                .as("mid 0 is refused for clients")
                .isInstanceOf(SendResult.Refused.class);
    }

    @Test
    void membersOfALargeGroupAllGetItInOrder() {
        List<String> names = IntStream.range(0, 2_500).mapToObj(i -> "m" + i).toList();
        names.forEach(house::user);
        int gid = house.group("ana", names);
        List<Long> orders = LongStream.range(0, 5)
                .map(i -> house.sendToGroup(ana, gid, "g" + i).order())
                .boxed()
                .toList();

        for (String name : List.of("m0", "m1", "m1234", "m2499")) {
            Sender member = house.user(name);
            assertThat(house.catchUp(member, 0L).stream().map(d -> order(d)).toList())
                    .as(name)
                    .isEqualTo(orders);
        }
    }

    @Test
    void aGroupMessageIsKeptOnceAndReadByAllItsMembers() {
        int gid = house.group("ana", List.of("bob"));
        Sender cy = house.user("cy");
        house.groups.add(new Actor.Backend(house.app.aid()), gid, List.of("cy"), MemberChange.DEFAULT);
        long order = house.sendToGroup(ana, gid, "for all").order();

        assertThat(house.store.inbox(MessageStore.inboxOfGroup(gid), 0, 10)).hasSize(1);
        for (Sender member : List.of(bob, cy)) {
            assertThat(house.store.inbox(member.user().uid(), 0, 10)).isEmpty();
            assertThat(house.messaging.entries(member, 0, 10).deliveries())
                    .extracting(Messaging.Delivery::seq)
                    .containsExactly(order);
        }
        assertThat(house.messaging.entries(ana, 0, 10).deliveries()).isEmpty();
    }

    @Test
    void whoLeavesAGroupStillGetsWhatWasWaiting() {
        int gid = house.group("ana", List.of("bob"));
        long first = house.sendToGroup(ana, gid, "one").order();
        long second = house.sendToGroup(ana, gid, "two").order();
        house.groups.leave(new Actor.Person(house.app.aid(), bob.user().uid()), gid);
        house.sendToGroup(ana, gid, "after bob");

        assertThat(house.messaging.entries(bob, 0, 10).deliveries())
                .extracting(Messaging.Delivery::seq)
                .containsExactly(first, second);
    }

    @Test
    void entriesOfTheUserAndOfItsGroupsComeInOneOrder() {
        int first = house.group("ana", List.of("bob"));
        int second = house.group("ana", List.of("bob"));
        List<Long> orders = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            orders.add(house.sendToGroup(ana, first, "a" + i).order());
            orders.add(house.send(ana, "bob", "b" + i).order());
            orders.add(house.sendToGroup(ana, second, "c" + i).order());
        }

        List<Long> seen = new ArrayList<>();
        long after = 0;
        for (int page = 0; page < 100 && seen.size() < orders.size(); page++) {
            Messaging.Batch batch = house.messaging.entries(bob, after, 7);
            batch.deliveries().forEach(delivery -> seen.add(delivery.seq()));
            after = batch.upTo();
        }
        assertThat(seen).isEqualTo(orders);
    }

    @Test
    void whoJoinsLaterDoesNotSeeWhatWasBefore() {
        int gid = house.group("ana", List.of("bob"));
        house.sendToGroup(ana, gid, "before");
        Sender cy = house.user("cy");
        house.groups.add(new Actor.Backend(house.app.aid()), gid, List.of("cy"), MemberChange.DEFAULT);
        house.sendToGroup(ana, gid, "after");

        assertThat(texts(house.history(cy, null, gid))).containsExactly("after");
        assertThat(texts(house.history(bob, null, gid))).containsExactly("after", "before");
        assertThat(house.messaging.history(house.user("dee"), new ClientFrame.History(1, null, gid, null, null, 10)))
                .isInstanceOf(ServerFrame.Error.class);
    }

    @Test
    void editedWipedRecalledAndDeletedMessagesLookSoToEachSide() {
        long edited = house.send(ana, "bob", "typo").order();
        long wiped = house.send(ana, "bob", "wiped").order();
        long recalled = house.send(ana, "bob", "recalled").order();
        long kept = house.send(ana, "bob", "kept").order();
        house.messaging.edit(ana, new ClientFrame.Edit(1, "bob", 0, edited, Content.text("fixed")));
        retract(ana, "bob", wiped, ClientFrame.Retraction.WIPE);
        retract(ana, "bob", recalled, ClientFrame.Retraction.RECALL);
        retract(bob, "ana", kept, ClientFrame.Retraction.DELETE);

        List<ServerFrame.Message> bobs = house.history(bob, "ana", 0);
        assertThat(bobs).extracting(ServerFrame.Message::order).containsExactly(wiped, edited);
        assertThat(bobs.getFirst().content()).isNull();
        assertThat(bobs.getFirst().state()).isEqualTo(1);
        assertThat(bobs.getLast().content().text()).contains("fixed");
        assertThat(bobs.getLast().edited()).isPositive();
        assertThat(house.history(ana, "bob", 0)).hasSize(4);
        assertThat(house.messaging.edit(bob, new ClientFrame.Edit(2, "ana", 0, edited, Content.text("mine"))))
                .isInstanceOf(ServerFrame.Error.class);
        var kinds = house.catchUp(bob, null).stream()
                .map(d -> new String(d.encoded(), StandardCharsets.UTF_8).replaceAll(".*?\"t\":\"(\\w+)\".*", "$1"))
                .toList();
        assertThat(kinds).containsExactly("message", "message", "message", "edited", "retracted", "retracted");
    }

    @Test
    void aPageAndTheUnreadCountSeeWhatTheUserSees() {
        for (int i = 0; i < 30; i++) {
            house.send(ana, "bob", "m" + i);
        }
        var all = (ServerFrame.Conversations)
                house.messaging.conversations(bob, new ClientFrame.Conversations(1, null, null));
        assertThat(all.conversations()).singleElement().satisfies(c -> {
            assertThat(c.peer()).isEqualTo("ana");
            assertThat(c.unread()).isEqualTo(30);
        });
        List<ServerFrame.Message> messages = house.history(bob, "ana", 0);
        house.messaging.read(
                bob, new ClientFrame.Read(2, "ana", 0, null, messages.get(10).order()));
        house.messaging.clear(
                bob, new ClientFrame.Clear(3, "ana", 0, messages.get(25).order()));

        assertThat(house.history(bob, "ana", 0)).hasSize(25);
        var after = (ServerFrame.Conversations)
                house.messaging.conversations(bob, new ClientFrame.Conversations(4, null, null));
        assertThat(after.conversations().getFirst().unread()).isEqualTo(10);
        var page = (ServerFrame.History) house.messaging.history(
                bob, new ClientFrame.History(5, "ana", 0, messages.get(20).order(), null, 3));
        assertThat(page.more()).isTrue();
        assertThat(page.messages())
                .extracting(ServerFrame.Message::order)
                .containsExactly(
                        messages.get(21).order(),
                        messages.get(22).order(),
                        messages.get(23).order());
    }

    @Test
    void aDeletedUserLeavesNothingBehind() {
        int gid = house.group("ana", List.of("bob"));
        house.send(bob, "ana", "private");
        house.sendToGroup(bob, gid, "in the group");
        house.sendToGroup(ana, gid, "stays");

        house.accounts.delete(bob.user().uid());

        await().until(() -> texts(house.history(ana, null, gid)).equals(List.of("stays")));
        await().until(() -> house.store.inboxHead(bob.user().uid()) == 0);
        var list = (ServerFrame.Conversations)
                house.messaging.conversations(ana, new ClientFrame.Conversations(1, null, null));
        assertThat(list.conversations())
                .extracting(ServerFrame.Conversation::gid)
                .containsExactly((long) gid);
    }

    @Test
    void aTransientMessageReachesOnlyWhoIsThere() {
        assertThat(house.messaging.send(ana, house.with("bob", "now", 0, 0, null)))
                .isInstanceOfSatisfying(
                        SendResult.Refused.class, r -> assertThat(r.status()).isEqualTo(MessageStatus.USER_OFFLINE));
        house.screens.connect(bob.user().uid());
        assertThat(house.messaging.send(ana, house.with("bob", "now", 0, 0, null)))
                .isInstanceOf(SendResult.Accepted.class);
        assertThat(house.screens.of(bob.user().uid())).singleElement().satisfies(s -> {
            assertThat(s.seq()).isZero();
            assertThat(s.text()).isEqualTo("now");
        });
        assertThat(house.history(bob, "ana", 0)).isEmpty();
    }

    @Test
    void whatIsTooLargeOrOutOfBoundsIsRefusedByName() {
        assertThat(refusal(House.draft("bob", "x"))).startsWith("mid:");
        assertThat(refusal(house.with("ghost", "x", 60, 0, null))).startsWith("to:");
        assertThat(refusal(house.with("bob", "é".repeat(32_769), 60, 0, null))).startsWith("content.text:");
        assertThat(refusal(house.with("bob", "x", -1, 0, null))).startsWith("expiry:");
        assertThat(refusal(house.with("bob", "x", 60, -5, null))).startsWith("when:");
        assertThat(house.messaging.send(ana, house.with("bob", "é".repeat(32_768), 60, 0, null)))
                .isInstanceOf(SendResult.Accepted.class);
    }

    @Test
    void aListWithAHoleIsRefusedByName() {
        List<Long> holed = new ArrayList<>();
        holed.add(null);
        assertThat(house.messaging.read(ana, new ClientFrame.Read(1, "bob", 0, holed, 0)))
                .isInstanceOfSatisfying(
                        ServerFrame.Error.class, e -> assertThat(e.message()).startsWith("orders:"));
        assertThat(house.messaging.retract(
                        ana, new ClientFrame.Retract(1, "bob", 0, holed, ClientFrame.Retraction.WIPE)))
                .isInstanceOfSatisfying(
                        ServerFrame.Error.class, e -> assertThat(e.message()).startsWith("orders:"));
    }

    private String refusal(Draft draft) {
        return ((SendResult.Refused) house.messaging.send(ana, draft)).reason();
    }

    private void read(Sender who, String peer, long order) {
        house.messaging.read(who, new ClientFrame.Read(1, peer, 0, List.of(order), 0));
    }

    private void readGroup(Sender who, int gid, long order) {
        house.messaging.read(who, new ClientFrame.Read(1, null, gid, List.of(order), 0));
    }

    private void retract(Sender who, String peer, long order, ClientFrame.Retraction how) {
        assertThat(house.messaging.retract(who, new ClientFrame.Retract(1, peer, 0, List.of(order), how)))
                .isInstanceOf(ServerFrame.Ok.class);
    }

    private static long order(Messaging.Delivery delivery) {
        return delivery.receiptFor() == null ? 0 : delivery.receiptFor().order();
    }

    private static List<String> texts(List<ServerFrame.Message> messages) {
        return messages.stream()
                .map(m -> m.content().text().replaceAll(".*\"text\":\"(.*?)\".*", "$1"))
                .toList();
    }

    private List<Integer> statuses(Sender who) {
        return house.screens.of(who.user().uid(), "status").stream()
                .map(s -> s.frame().get("status").asInt())
                .toList();
    }
}
