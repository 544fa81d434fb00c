package dev.carillon.e2e;

import static dev.carillon.e2e.harness.Frame.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.OnStage;
import dev.carillon.e2e.harness.Stage;
import dev.carillon.e2e.harness.WireClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Conversations and their history, as a new device reads them.
@ExtendWith(OnStage.class)
class HistoryTest {
    @Test
    void historyIsReadFromBothEndsWithoutGapOrRepetition(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        List<Long> orders = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            WireClient from = i % 3 == 0 ? bob : ana;
            WireClient to = i % 3 == 0 ? ana : bob;
            orders.add(from.ask(message(to.address(), stage.mid(), "m" + i)).number("order"));
        }
        assertThat(orders).isSorted();

        assertThat(pages(ana, Frame.of("history").with("peer", bob.address()), "before"))
                .containsExactlyElementsOf(orders.reversed());
        assertThat(pages(bob, Frame.of("history").with("peer", ana.address()).with("after", 0), "after"))
                .containsExactlyElementsOf(orders);
    }

    private static List<Long> pages(WireClient client, Frame question, String member) {
        List<Long> orders = new ArrayList<>();
        Frame page = client.ask(question.with("limit", 10));
        while (true) {
            List<Frame> messages = page.objects("messages");
            messages.forEach(message -> orders.add(message.number("order")));
            assertThat(messages).hasSizeLessThanOrEqualTo(10);
            if (!page.flag("more")) {
                return orders;
            }
            page = client.ask(
                    question.with("limit", 10).with(member, messages.getLast().number("order")));
        }
    }

    @Test
    void ownMessagesCarryTheirStatusAndOthersWhetherTheyWereRead(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        long first = stage.mid();
        long order = ana.ask(message(bob.address(), first, "First")).number("order");
        long second = stage.mid();
        ana.ask(message(bob.address(), second, "Second"));
        bob.expectMessage("Second");
        ana.expectStatus(second, 2);
        bob.ask(Frame.of("read").with("peer", ana.address()).with("orders", List.of(order)));
        ana.expectStatus(first, 3);

        List<Frame> sent =
                ana.ask(Frame.of("history").with("peer", bob.address())).objects("messages");
        assertThat(sent).extracting(message -> message.number("status")).containsExactly(2L, 3L);
        List<Frame> received =
                bob.ask(Frame.of("history").with("peer", ana.address())).objects("messages");
        assertThat(received).extracting(message -> message.flag("read")).containsExactly(false, true);
    }

    @Test
    void conversationsComeNewestFirstWithWhatIsUnread(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        WireClient cy = stage.phone("cy");
        long gid = stage.group("ana", "bob");
        bob.ask(message(ana.address(), stage.mid(), "From Bob"));
        cy.ask(message(ana.address(), stage.mid(), "From Cy, 1"));
        cy.ask(message(ana.address(), stage.mid(), "From Cy, 2"));
        long last = bob.ask(message(gid, stage.mid(), "In the group")).number("order");

        List<Frame> conversations = ana.ask(Frame.of("conversations")).objects("conversations");
        assertThat(conversations).hasSize(3);
        assertThat(conversations.get(0).number("gid")).isEqualTo(gid);
        assertThat(conversations.get(1).text("peer")).isEqualTo(cy.address());
        assertThat(conversations.get(2).text("peer")).isEqualTo(bob.address());
        assertThat(conversations).extracting(talk -> talk.number("unread")).containsExactly(1L, 2L, 1L);
        assertThat(conversations.get(1).text("last.content.text")).isEqualTo("From Cy, 2");
        assertThat(conversations.get(1).has("last.seq")).isFalse();

        ana.ask(Frame.of("read").with("gid", gid).with("upTo", last));
        assertThat(ana.ask(Frame.of("conversations").with("limit", 1)).objects("conversations"))
                .singleElement()
                .satisfies(talk -> assertThat(talk.number("unread")).isZero());
        Frame page = ana.ask(Frame.of("conversations").with("limit", 2));
        assertThat(page.flag("more")).isTrue();
        Frame rest = ana.ask(
                Frame.of("conversations").with("limit", 2).with("before", page.number("conversations.1.last.ts")));
        assertThat(rest.objects("conversations"))
                .extracting(talk -> talk.text("peer"))
                .contains(bob.address());
    }

    @Test
    void aDeviceThatComesNewReadsWhatWasBefore(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        ana.ask(message(bob.address(), stage.mid(), "Before the tablet"));
        bob.expectMessage("Before the tablet");
        WireClient tablet = stage.tablet("bob");
        assertThat(tablet.ask(Frame.of("history").with("peer", ana.address())).objects("messages"))
                .extracting(message -> message.text("content.text"))
                .containsExactly("Before the tablet");
    }

    @Test
    void aStrangersGroupHasNoHistory(Stage stage) {
        WireClient out = stage.phone("out");
        stage.user("ana");
        long gid = stage.group("ana");
        assertThat(out.request(Frame.of("history").with("gid", gid)).t()).isEqualTo("error");
        out.refused(Frame.of("history").with("peer", stage.address("ghost")), 0x83);
        out.refused(Frame.of("history").with("peer", out.address()).with("limit", 100_000), 0x85);
    }
}
