package dev.carillon.e2e;

import static dev.carillon.e2e.harness.Frame.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.OnStage;
import dev.carillon.e2e.harness.Stage;
import dev.carillon.e2e.harness.WireClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A message changes after it was sent: edited, taken back in its several ways, cleared, or disappearing by itself.
/// Each change reaches everybody concerned, lives on in the history, and is refused to everybody else.
@ExtendWith(OnStage.class)
class ChangingTest {
    private static final int NO_SUCH = 0x83;
    private static final int DENIED = 0xC1;

    private WireClient ana;
    private WireClient anasTablet;
    private WireClient bob;
    private Stage stage;
    private long mid;
    private long order;

    @BeforeEach
    void anaHasWrittenToBob(Stage stage) {
        this.stage = stage;
        ana = stage.phone("ana");
        anasTablet = stage.tablet("ana");
        bob = stage.phone("bob");
        mid = stage.mid();
        order = ana.ask(message(bob.address(), mid, "First version")).number("order");
        bob.expectMessage("First version");
        anasTablet.expectMessage("First version");
        ana.expectStatus(mid, 2);
    }

    private Frame retract(String how, WireClient peer) {
        return Frame.of("retract")
                .with("peer", peer.address())
                .with("orders", List.of(order))
                .with("how", how);
    }

    private List<Frame> history(WireClient of, WireClient peer) {
        return of.ask(Frame.of("history").with("peer", peer.address())).objects("messages");
    }

    @Test
    void anEditReachesAllAndKeepsTheMid() {
        Frame edit = Frame.of("edit")
                .with("peer", bob.address())
                .with("order", order)
                .with("content", Map.of("text", "Second version"));
        ana.ask(edit);
        for (WireClient device : List.of(bob, anasTablet, ana)) {
            Frame edited = device.expect("edited");
            assertThat(edited.text("from")).isEqualTo(ana.address());
            assertThat(edited.text("peer")).isEqualTo(device == bob ? ana.address() : bob.address());
            assertThat(edited.number("order")).isEqualTo(order);
            assertThat(edited.number("mid")).isEqualTo(mid);
            assertThat(edited.text("content.text")).isEqualTo("Second version");
            assertThat(edited.number("edited")).isPositive();
        }
        Frame stored = history(bob, ana).getFirst();
        assertThat(stored.text("content.text")).isEqualTo("Second version");
        assertThat(stored.number("edited")).isPositive();

        bob.refused(edit.with("peer", ana.address()), DENIED);
        ana.refused(edit.with("order", order + 1_000_000), NO_SUCH);
        ana.refused(edit.with("content", Map.of("text", 5L)).with("order", "x"), 0x85);
    }

    @Test
    void recallRemovesItAtTheRecipientAndTheSenderKeepsIt() {
        ana.ask(retract("recall", bob));
        Frame retracted = bob.expect("retracted");
        assertThat(retracted.text("how")).isEqualTo("recall");
        assertThat(retracted.numbers("orders")).containsExactly(order);
        assertThat(retracted.text("peer")).isEqualTo(ana.address());
        anasTablet.expect("retracted");
        assertThat(history(bob, ana))
                .allSatisfy(message -> assertThat(message.has("content")).isFalse());
        assertThat(history(ana, bob).getFirst().text("content.text")).isEqualTo("First version");
    }

    @Test
    void wipeLeavesATombstone() {
        ana.ask(retract("wipe", bob));
        assertThat(bob.expect("retracted").text("how")).isEqualTo("wipe");
        for (Frame tombstone :
                List.of(history(bob, ana).getFirst(), history(ana, bob).getFirst())) {
            assertThat(tombstone.number("mid")).isEqualTo(mid);
            assertThat(tombstone.number("state")).isEqualTo(1);
            assertThat(tombstone.has("content")).isFalse();
        }
    }

    @Test
    void bothDestroysAndRemoves() {
        ana.ask(retract("both", bob));
        assertThat(bob.expect("retracted").text("how")).isEqualTo("both");
        for (WireClient device : List.of(anasTablet, ana)) {
            assertThat(device.expect("retracted").text("how")).isEqualTo("both");
        }
        for (List<Frame> history : List.of(history(bob, ana), history(ana, bob))) {
            assertThat(history)
                    .allSatisfy(message -> assertThat(message.has("content")).isFalse());
        }
        ana.refused(
                Frame.of("edit")
                        .with("peer", bob.address())
                        .with("order", order)
                        .with("content", Map.of("text", "?")),
                DENIED);
    }

    @Test
    void onlyTheSenderTakesBack() {
        bob.refused(retract("recall", ana), DENIED);
        bob.refused(retract("wipe", ana), DENIED);
        bob.refused(retract("both", ana), DENIED);
        assertThat(history(ana, bob).getFirst().text("content.text")).isEqualTo("First version");
    }

    @Test
    void deleteIsForOneselfAlone() {
        WireClient bobsTablet = stage.tablet("bob");
        bob.ask(retract("delete", ana));
        assertThat(bobsTablet.expect("retracted").text("how")).isEqualTo("delete");
        assertThat(history(bob, ana)).isEmpty();
        assertThat(history(ana, bob)).hasSize(1);
        ana.ask(message(bob.address(), stage.mid(), "Fence"));
        anasTablet.expectMessage("Fence");
        assertThat(anasTablet.untaken("retracted")).isEmpty();
    }

    @Test
    void clearForgetsTheConversationUpToThereForOneself() {
        WireClient bobsTablet = stage.tablet("bob");
        ana.ask(message(bob.address(), stage.mid(), "Later"));
        bob.expectMessage("Later");
        bob.ask(Frame.of("clear").with("peer", ana.address()).with("upTo", order));
        Frame cleared = bobsTablet.expect("retracted");
        assertThat(cleared.text("how")).isEqualTo("clear");
        assertThat(cleared.number("upTo")).isEqualTo(order);
        assertThat(cleared.text("peer")).isEqualTo(ana.address());
        assertThat(history(bob, ana))
                .extracting(message -> message.text("content.text"))
                .containsExactly("Later");
        assertThat(history(ana, bob)).hasSize(2);
    }

    @Test
    void whatWasTakenBackBeforeItWasFetchedIsNotRead() {
        String cy = stage.user("cy");
        long gone = ana.ask(message(cy, stage.mid(), "Gone before")).number("order");
        ana.ask(Frame.of("retract")
                .with("peer", cy)
                .with("orders", List.of(gone))
                .with("how", "both"));
        ana.ask(message(cy, stage.mid(), "Still there"));
        WireClient later = stage.phone("cy");
        later.expectMessage("Still there");
        assertThat(later.entries()).noneMatch(entry -> entry.toString().contains("Gone before"));
    }

    @Test
    void aMessageDisappearsAfterItsAge() {
        long sent = stage.mid();
        long read = stage.mid();
        ana.ask(message(bob.address(), read, "After reading").with("age", Map.of("read", 1)));
        ana.ask(message(bob.address(), sent, "After sending").with("age", Map.of("sent", 1)));
        long sentOrder = bob.expectMessage("After sending").number("order");
        for (WireClient device : List.of(bob, ana, anasTablet)) {
            Frame gone = device.expect("retracted");
            assertThat(gone.text("how")).isEqualTo("age");
            assertThat(gone.numbers("orders")).containsExactly(sentOrder);
        }
        long readOrder = bob.expectMessage("After reading").number("order");
        bob.ask(Frame.of("read").with("peer", ana.address()).with("orders", List.of(readOrder)));
        for (WireClient device : List.of(bob, ana, anasTablet)) {
            assertThat(device.expect("retracted").numbers("orders")).containsExactly(readOrder);
        }
        assertThat(history(bob, ana))
                .extracting(message -> message.text("content.text"))
                .containsExactly("First version");
        assertThat(history(ana, bob)).hasSize(1);
    }

    @Test
    void inAGroupAMessageDisappearsWhenAllHaveIt() {
        stage.user("cy");
        long gid = stage.group("ana", "bob", "cy");
        long order = ana.ask(message(gid, stage.mid(), "Once all have it").with("age", Map.of("delivered", 1)))
                .number("order");
        bob.expectMessage("Once all have it");
        ana.expect("status", status -> status.number("gid") == gid && status.number("delivered") == 1);
        assertThat(bob.ask(Frame.of("history").with("gid", gid)).objects("messages"))
                .hasSize(1);
        WireClient cy = stage.phone("cy");
        for (WireClient device : List.of(ana, bob, cy)) {
            Frame gone = device.expect("retracted");
            assertThat(gone.number("gid")).isEqualTo(gid);
            assertThat(gone.numbers("orders")).containsExactly(order);
            assertThat(device.ask(Frame.of("history").with("gid", gid)).objects("messages"))
                    .isEmpty();
        }
    }

    @Test
    void inAGroupAllMembersHearOfAChange() {
        WireClient cy = stage.phone("cy");
        long gid = stage.group("ana", "bob", "cy");
        long inGroup = ana.ask(message(gid, stage.mid(), "Group text")).number("order");
        cy.expectMessage("Group text");
        ana.ask(Frame.of("edit").with("gid", gid).with("order", inGroup).with("content", Map.of("text", "Better")));
        assertThat(bob.expect("edited").number("gid")).isEqualTo(gid);
        assertThat(cy.expect("edited").text("content.text")).isEqualTo("Better");
        ana.ask(Frame.of("retract")
                .with("gid", gid)
                .with("orders", List.of(inGroup))
                .with("how", "both"));
        assertThat(bob.expect("retracted").number("gid")).isEqualTo(gid);
        assertThat(cy.expect("retracted").numbers("orders")).containsExactly(inGroup);
        assertThat(cy.entries())
                .extracting(entry -> entry.number("seq"))
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
