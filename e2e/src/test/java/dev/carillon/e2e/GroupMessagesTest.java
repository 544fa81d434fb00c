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

/// Messages to a group: every member's receipt counts, and who may not send is told why.
@ExtendWith(OnStage.class)
class GroupMessagesTest {
    private static final int PAUSE = 0x8000000;

    @Test
    void theStatusFollowsTheSlowestMemberAndEachReceiptIsNamed(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        stage.user("cy");
        long gid = stage.group("ana", "bob", "cy");
        long mid = stage.mid();

        Frame sent = ana.ask(message(gid, mid, "To all"));
        assertThat(sent.number("status")).isEqualTo(1);
        Frame message = bob.expectMessage("To all");
        assertThat(message.number("gid")).isEqualTo(gid);
        assertThat(message.has("to")).isFalse();
        assertReceipt(ana.expect("status"), mid, 1, bob, 2, 1, 0);

        WireClient cy = stage.phone("cy");
        cy.expectMessage("To all");
        assertReceipt(ana.expect("status"), mid, 2, cy, 2, 2, 0);

        bob.ask(Frame.of("read").with("gid", gid).with("upTo", message.number("order")));
        assertReceipt(ana.expect("status"), mid, 2, bob, 3, 2, 1);
        cy.ask(Frame.of("read").with("gid", gid).with("orders", List.of(message.number("order"))));
        assertReceipt(ana.expect("status"), mid, 3, cy, 3, 2, 2);
        assertThat(ana.statuses(mid)).containsExactly(1L, 2L, 2L, 3L);
    }

    private static void assertReceipt(
            Frame status, long mid, int ofMessage, WireClient by, int ofMember, int delivered, int read) {
        assertThat(status.number("mid")).as(status.toString()).isEqualTo(mid);
        assertThat(status.number("status")).as(status.toString()).isEqualTo(ofMessage);
        assertThat(status.objects("by")).as(status.toString()).hasSize(1);
        assertThat(status.text("by.0.address")).isEqualTo(by.address());
        assertThat(status.number("by.0.status")).as(status.toString()).isEqualTo(ofMember);
        assertThat(status.number("delivered")).as(status.toString()).isEqualTo(delivered);
        assertThat(status.number("read")).as(status.toString()).isEqualTo(read);
        assertThat(status.number("of")).as(status.toString()).isEqualTo(2);
    }

    @Test
    void whoGotAndReadItCanBeAskedPageByPage(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        WireClient cy = stage.phone("cy");
        stage.user("dee");
        long gid = stage.group("ana", "bob", "cy", "dee");
        long mid = stage.mid();
        long order = ana.ask(message(gid, mid, "Who has it?")).number("order");
        bob.expectMessage("Who has it?");
        cy.expectMessage("Who has it?");
        bob.ask(Frame.of("read").with("gid", gid).with("upTo", order));
        ana.expect("status", status -> status.number("delivered") == 2 && status.number("read") == 1);

        Frame question = Frame.of("receipts").with("gid", gid).with("order", order);
        Frame all = ana.ask(question);
        assertThat(all.number("of")).isEqualTo(3);
        assertThat(all.number("delivered")).isEqualTo(2);
        assertThat(all.number("read")).isEqualTo(1);
        assertThat(receipt(all, bob).number("read")).isPositive();
        assertThat(receipt(all, cy).number("delivered")).isPositive();
        assertThat(receipt(all, cy).number("read")).isZero();

        Frame first = ana.ask(question.with("limit", 1));
        assertThat(first.objects("by")).hasSize(1);
        assertThat(first.flag("more")).isTrue();
        Frame second = ana.ask(question.with("limit", 10).with("after", first.text("by.0.address")));
        assertThat(second.objects("by"))
                .extracting(by -> by.text("address"))
                .doesNotContain(first.text("by.0.address"));
        assertThat(second.flag("more")).isFalse();
    }

    private static Frame receipt(Frame receipts, WireClient of) {
        return receipts.objects("by").stream()
                .filter(by -> by.text("address").equals(of.address()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyDeviceOfEveryMemberGetsIt(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient anasTablet = stage.tablet("ana");
        WireClient bob = stage.phone("bob");
        WireClient bobsTablet = stage.tablet("bob");
        long gid = stage.group("ana", "bob");

        ana.ask(message(gid, stage.mid(), "Everywhere"));

        long order = bob.expectMessage("Everywhere").number("order");
        assertThat(bobsTablet.expectMessage("Everywhere").number("order")).isEqualTo(order);
        assertThat(anasTablet.expectMessage("Everywhere").text("from")).isEqualTo(ana.address());
        bobsTablet.ask(Frame.of("read").with("gid", gid).with("upTo", order));
        assertThat(bob.expect("seen").number("gid")).isEqualTo(gid);
    }

    @Test
    void onlyMembersMaySend(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient out = stage.phone("out");
        long gid = stage.group("ana");
        Frame refused = out.request(message(gid, stage.mid(), "Let me in"));
        assertThat(refused.number("status")).as(refused.toString()).isEqualTo(0x91);

        Frame unknown = ana.request(message(999_999_999L, stage.mid(), "Anybody?"));
        assertThat(unknown.number("status")).as(unknown.toString()).isEqualTo(0x83);
    }

    @Test
    void aPausedGroupRefusesUntilItGoesOn(Stage stage) {
        WireClient ana = stage.phone("ana");
        stage.user("bob");
        long gid = stage.group("ana", "bob");
        setFlags(stage, gid, PAUSE);
        Frame refused = ana.request(message(gid, stage.mid(), "Pause"));
        assertThat(refused.number("status")).as(refused.toString()).isEqualTo(0x90);

        setFlags(stage, gid, 0);
        ana.ask(message(gid, stage.mid(), "Go on"));
    }

    private static void setFlags(Stage stage, long gid, int flags) {
        stage.backend().call("groupset", Map.of("group", Map.of("gid", gid, "flags", flags)));
    }

    @Test
    void whoJoinsLaterGetsNothingEarlier(Stage stage) {
        WireClient ana = stage.phone("ana");
        stage.user("bob");
        WireClient cy = stage.phone("cy");
        long gid = stage.group("ana", "bob");
        ana.ask(message(gid, stage.mid(), "Before"));
        stage.backend()
                .call(
                        "groupeditmembers",
                        Map.of("group", Map.of("gid", gid, "members", Map.of("m", List.of(cy.address())))));
        ana.ask(message(gid, stage.mid(), "After"));

        cy.expectMessage("After");
        assertThat(cy.entries()).extracting(entry -> entry.text("content.text")).containsExactly("After");
        assertThat(cy.ask(Frame.of("history").with("gid", gid)).objects("messages"))
                .extracting(message -> message.text("content.text"))
                .containsExactly("After");
    }

    @Test
    void whoLeftGetsNothingMore(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        long gid = stage.group("ana", "bob");
        ana.ask(message(gid, stage.mid(), "With Bob"));
        bob.expectMessage("With Bob");
        bob.ask(Frame.of("group.leave").with("gid", gid));
        ana.ask(message(gid, stage.mid(), "Without Bob"));
        ana.ask(message(bob.address(), stage.mid(), "To Bob alone"));

        bob.expectMessage("To Bob alone");
        assertThat(bob.entries())
                .extracting(entry -> entry.text("content.text"))
                .containsExactly("With Bob", "To Bob alone");
        assertThat(bob.request(message(gid, stage.mid(), "Still here")).number("status"))
                .isEqualTo(0x91);
    }

    @Test
    void aMemberWhoBlocksGroupMessagesOfOneDoesNotGetThem(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        WireClient cy = stage.phone("cy");
        long gid = stage.group("ana", "bob", "cy");
        bob.ask(Frame.of("contacts.set").with("contacts", List.of(Map.of("address", ana.address(), "blocked", 2))));
        ana.ask(message(gid, stage.mid(), "Not for Bob"));
        cy.expectMessage("Not for Bob");
        cy.ask(message(gid, stage.mid(), "For Bob too"));

        bob.expectMessage("For Bob too");
        assertThat(bob.entries())
                .extracting(entry -> entry.text("content.text"))
                .containsExactly("For Bob too");
    }
}
