package dev.carillon.e2e;

import static dev.carillon.e2e.harness.Frame.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.OnStage;
import dev.carillon.e2e.harness.Stage;
import dev.carillon.e2e.harness.WireClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// One user writes to another: what each device gets, and what becomes of the message's status.
@ExtendWith(OnStage.class)
class MessagesTest {
    private static final int SENT = 1;
    private static final int DELIVERED = 2;
    private static final int READ = 3;

    @Test
    void statusGoesFromSentOverDeliveredToReadAndNeverBack(Stage stage) {
        WireClient ana = stage.phone("ana");
        stage.user("bob");
        long mid = stage.mid();

        Frame sent = ana.ask(message(stage.address("bob"), mid, "Hello"));
        assertThat(sent.t()).isEqualTo("sent");
        assertThat(sent.number("mid")).isEqualTo(mid);
        assertThat(sent.number("status")).isEqualTo(SENT);

        WireClient bob = stage.phone("bob");
        Frame message = bob.expectMessage("Hello");
        assertThat(message.text("from")).isEqualTo(ana.address());
        assertThat(message.text("to")).isEqualTo(bob.address());
        assertThat(message.number("order")).isEqualTo(sent.number("order"));
        assertThat(message.number("ts")).isEqualTo(sent.number("ts"));
        Frame delivered = ana.expectStatus(mid, DELIVERED);
        assertThat(delivered.text("peer")).isEqualTo(bob.address());
        assertThat(delivered.text("by.0.address")).isEqualTo(bob.address());
        assertThat(delivered.number("delivered")).isEqualTo(1);
        assertThat(delivered.number("read")).isZero();
        assertThat(delivered.number("of")).isEqualTo(1);

        bob.ask(Frame.of("read").with("peer", ana.address()).with("orders", List.of(message.number("order"))));
        Frame read = ana.expectStatus(mid, READ);
        assertThat(read.number("by.0.status")).isEqualTo(READ);
        assertThat(read.number("read")).isEqualTo(1);

        // acknowledged and read once more, and by another device: nothing is left to tell
        WireClient tablet = stage.tablet("bob");
        bob.ask(Frame.of("read").with("peer", ana.address()).with("upTo", message.number("order")));
        tablet.ask(Frame.of("read").with("peer", ana.address()).with("upTo", message.number("order")));
        long next = stage.mid();
        ana.ask(message(bob.address(), next, "Next"));
        ana.expectStatus(next, DELIVERED);
        assertThat(ana.statuses(mid)).containsExactly((long) DELIVERED, (long) READ);
    }

    @Test
    void theOwnOtherDeviceGetsWhatWasSentAndItsStatus(Stage stage) {
        WireClient phone = stage.phone("ana");
        WireClient tablet = stage.tablet("ana");
        WireClient bob = stage.phone("bob");
        long mid = stage.mid();

        phone.ask(message(bob.address(), mid, "From the phone"));

        Frame copy = tablet.expectMessage("From the phone");
        assertThat(copy.text("from")).isEqualTo(phone.address());
        assertThat(copy.text("to")).isEqualTo(bob.address());
        assertThat(copy.number("status")).isEqualTo(SENT);
        tablet.expectStatus(mid, DELIVERED);
        phone.expectStatus(mid, DELIVERED);
        assertThat(phone.untaken("message"))
                .as("the device that sent it gets no entry")
                .isEmpty();
    }

    @Test
    void bothDevicesOfTheRecipientGetItAndReadingOnOneIsSeenOnTheOther(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient phone = stage.phone("bob");
        WireClient tablet = stage.tablet("bob");
        long mid = stage.mid();

        ana.ask(message(phone.address(), mid, "To both"));
        long order = phone.expectMessage("To both").number("order");
        tablet.expectMessage("To both");

        phone.ask(Frame.of("read").with("peer", ana.address()).with("orders", List.of(order)));
        Frame seen = tablet.expect("seen");
        assertThat(seen.text("peer")).isEqualTo(ana.address());
        assertThat(seen.numbers("orders")).containsExactly(order);
        ana.expectStatus(mid, READ);
        assertThat(ana.statuses(mid)).isSorted().doesNotHaveDuplicates();
        assertThat(phone.untaken("seen")).isEmpty();
    }

    @Test
    void receiptsThatAreNotWantedAreNotTold(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        long quiet = stage.mid();
        long onlyDelivery = stage.mid();
        long both = stage.mid();

        ana.ask(message(bob.address(), quiet, "quiet").with("flags", 0));
        ana.ask(message(bob.address(), onlyDelivery, "delivery").with("flags", 1));
        ana.ask(message(bob.address(), both, "both"));
        long last = bob.expectMessage("both").number("order");
        bob.ask(Frame.of("read").with("peer", ana.address()).with("upTo", last));

        ana.expectStatus(both, READ);
        assertThat(ana.statuses(quiet)).isEmpty();
        assertThat(ana.statuses(onlyDelivery)).containsExactly((long) DELIVERED);
    }

    @Test
    void allThatAMessageCanCarryArrives(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        Map<String, Object> content = Map.ofEntries(
                Map.entry("text", "Grüße 🎐"),
                Map.entry("data", "AAECAw=="),
                Map.entry("title", "Title"),
                Map.entry("subtitle", "Subtitle"),
                Map.entry("footer", "Footer"),
                Map.entry("url", "https://files.example.net/1.png"),
                Map.entry("launchUrl", "https://example.net/"),
                Map.entry("fileType", 1),
                Map.entry("fileName", "1.png"),
                Map.entry("fileSize", 12345),
                Map.entry("mimeType", "image/png"),
                Map.entry("thumbnail", "/9j/"),
                Map.entry("latitude", 48.5),
                Map.entry("longitude", 9.25),
                Map.entry("fields", Map.of("color", "blue")));

        Frame send = Frame.of("send")
                .with("mid", stage.mid())
                .with("to", bob.address())
                .with("content", content)
                .with("type", 7)
                .with("replyTo", 42)
                .with("thread", 43)
                .with("forwarded", true);
        ana.ask(send);

        Frame message = bob.expect("message");
        content.keySet()
                .forEach(member -> assertThat(message.object("content").text(member))
                        .as(member)
                        .isEqualTo(send.object("content").text(member)));
        assertThat(message.text("content.fields.color")).isEqualTo("blue");
        assertThat(message.number("type")).isEqualTo(7);
        assertThat(message.number("replyTo")).isEqualTo(42);
        assertThat(message.number("thread")).isEqualTo(43);
        assertThat(message.flag("forwarded")).isTrue();
    }

    @Test
    void sendingAgainIsAnsweredTheSameAndDeliveredOnce(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        long mid = stage.mid();

        Frame first = ana.ask(message(bob.address(), mid, "Once"));
        Frame again = ana.ask(message(bob.address(), mid, "Once"));
        ana.ask(message(bob.address(), stage.mid(), "Later"));

        assertThat(again.flag("dup")).isTrue();
        assertThat(first.flag("dup")).isFalse();
        assertThat(again.number("order")).isEqualTo(first.number("order"));
        assertThat(again.number("ts")).isEqualTo(first.number("ts"));
        bob.expectMessage("Later");
        assertThat(bob.entries())
                .extracting(entry -> entry.text("content.text"))
                .containsExactly("Once", "Later");
    }

    @Test
    void theOrderOfAConversationIsTheSameForBothSides(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        for (int i = 0; i < 20; i++) {
            WireClient from = i % 2 == 0 ? ana : bob;
            WireClient to = i % 2 == 0 ? bob : ana;
            from.send(message(to.address(), stage.mid(), "m" + i).with("id", 1_000 + i));
        }
        ana.expectMessage("m19");
        bob.expectMessage("m18");
        for (WireClient client : List.of(ana, bob)) {
            List<Frame> got = client.entries().stream()
                    .filter(entry -> entry.t().equals("message"))
                    .toList();
            assertThat(got)
                    .hasSize(10)
                    .extracting(entry -> entry.number("order"))
                    .isSorted();
            assertThat(client.entries())
                    .extracting(entry -> entry.number("seq"))
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void transientMessagesReachOnlyConnectedDevicesAndAreNotStored(Stage stage) {
        WireClient ana = stage.phone("ana");
        String cy = stage.user("cy");
        WireClient bob = stage.phone("bob");

        Frame refused = ana.request(message(cy, stage.mid(), "gone").with("expiry", 0));
        assertThat(refused.t()).isEqualTo("error");
        assertThat(refused.number("status")).isEqualTo(0x81);

        Frame sent = ana.ask(message(bob.address(), stage.mid(), "now").with("flags", 4));
        assertThat(sent.has("order")).isFalse();
        Frame message = bob.expectMessage("now");
        assertThat(message.has("seq")).isFalse();
        assertThat(message.has("order")).isFalse();
        assertThat(ana.ask(Frame.of("history").with("peer", bob.address())).objects("messages"))
                .isEmpty();
        assertThat(ana.ask(Frame.of("history").with("peer", cy)).objects("messages"))
                .isEmpty();
    }

    @Test
    void anUnknownUserIsAnInvalidDestination(Stage stage) {
        WireClient ana = stage.phone("ana");
        long mid = stage.mid();
        Frame refused = ana.request(message(stage.address("ghost"), mid, "Anybody?"));
        assertThat(refused.t()).isEqualTo("error");
        assertThat(refused.number("status")).isEqualTo(0x83);
        assertThat(refused.number("mid")).isEqualTo(mid);
        assertThat(refused.text("advice")).isEqualTo("fix");
    }

    @Test
    void anUndeliveredMessageExpires(Stage stage) {
        WireClient ana = stage.phone("ana");
        String bob = stage.user("bob");
        long mid = stage.mid();
        ana.ask(message(bob, mid, "Soon stale").with("expiry", 1));

        Frame expired = ana.expectStatus(mid, 0x84);
        assertThat(expired.text("peer")).isEqualTo(bob);
        ana.ask(message(bob, stage.mid(), "Fresh"));
        WireClient later = stage.phone("bob");
        later.expectMessage("Fresh");
        assertThat(later.entries())
                .extracting(entry -> entry.text("content.text"))
                .containsExactly("Fresh");
        assertThat(ana.statuses(mid)).containsExactly(0x84L);
    }

    @Test
    void aDeliveredMessageDoesNotExpire(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        long delivered = stage.mid();
        long undelivered = stage.mid();
        ana.ask(message(bob.address(), delivered, "In time").with("expiry", 1));
        ana.expectStatus(delivered, DELIVERED);
        ana.ask(message(stage.user("cy"), undelivered, "Too late").with("expiry", 1));
        ana.expectStatus(undelivered, 0x84);
        assertThat(ana.statuses(delivered)).containsExactly((long) DELIVERED);
    }

    @Test
    void whoIsBlockedIsNotToldAndTheMessageStaysSent(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        bob.ask(Frame.of("contacts.set").with("contacts", List.of(Map.of("address", ana.address(), "blocked", 1))));
        long blocked = stage.mid();
        Frame sent = ana.ask(message(bob.address(), blocked, "Are you there?"));
        assertThat(sent.number("status")).isEqualTo(SENT);

        Frame own = bob.request(message(ana.address(), stage.mid(), "No"));
        assertThat(own.number("status")).as(own.toString()).isEqualTo(0x88);

        bob.ask(Frame.of("contacts.set").with("contacts", List.of(Map.of("address", ana.address(), "blocked", 0))));
        long welcome = stage.mid();
        ana.ask(message(bob.address(), welcome, "And now?"));
        bob.expectMessage("And now?");
        ana.expectStatus(welcome, DELIVERED);
        assertThat(bob.entries())
                .extracting(entry -> entry.text("content.text"))
                .containsExactly("And now?");
        assertThat(ana.statuses(blocked)).isEmpty();
        assertThat(bob.ask(Frame.of("history").with("peer", ana.address())).objects("messages"))
                .extracting(entry -> entry.text("content.text"))
                .containsExactly("And now?");
    }

    @Test
    void theBackendSendsInAUsersName(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        Frame answer = stage.backend()
                .call(
                        "message",
                        Map.of(
                                "message",
                                Map.of(
                                        "from", ana.address(),
                                        "to", List.of(bob.address()),
                                        "message", "On her behalf")));
        Frame message = bob.expectMessage("On her behalf");
        assertThat(message.text("from")).isEqualTo(ana.address());
        assertThat(message.number("mid")).isEqualTo(answer.number("mid"));
        ana.expectMessage("On her behalf");
        ana.expectStatus(answer.number("mid"), DELIVERED);
    }

    @Test
    void aUserWritesToItself(Stage stage) {
        WireClient phone = stage.phone("ana");
        WireClient tablet = stage.tablet("ana");
        phone.ask(message(phone.address(), stage.mid(), "Note to self"));
        assertThat(tablet.expectMessage("Note to self").text("from")).isEqualTo(phone.address());
        assertThat(phone.ask(Frame.of("history").with("peer", phone.address())).objects("messages"))
                .hasSize(1);
    }
}
