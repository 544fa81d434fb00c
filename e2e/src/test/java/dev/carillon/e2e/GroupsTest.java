package dev.carillon.e2e;

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

/// Making, changing and joining groups as a client: who may, who hears of it, and why not.
@ExtendWith(OnStage.class)
class GroupsTest {
    private static final int NOT_MEMBER = 1;
    private static final int NO_PERMISSION = 2;
    private static final int BAD_PIN = 3;
    private static final int OWNER_ALL = 0xFFFF;

    private WireClient ana;
    private WireClient bob;
    private WireClient cy;
    private Stage stage;
    private long gid;

    @BeforeEach
    void anaHasMadeAGroupWithBob(Stage stage) {
        this.stage = stage;
        ana = stage.phone("ana");
        bob = stage.phone("bob");
        cy = stage.phone("cy");
        Frame made = ana.ask(Frame.of("group.create").with("name", "Desk").with("members", List.of(bob.address())));
        gid = made.number("group.gid");
        assertThat(made.text("group.name")).isEqualTo("Desk");
        assertThat(made.number("group.members")).isEqualTo(2);
        assertThat(made.number("group.role.admin")).isEqualTo(OWNER_ALL);
        assertThat(gid).isGreaterThanOrEqualTo(1_000);
    }

    private Frame on(String t) {
        return Frame.of(t).with("gid", gid);
    }

    private static Frame event(WireClient at, String name) {
        return at.expect("groupEvent", event -> event.text("event").equals(name));
    }

    private static void refused(WireClient who, Frame frame, int groupError) {
        Frame answer = who.request(frame);
        assertThat(answer.t()).as(frame + ": " + answer).isEqualTo("error");
        assertThat(answer.number("groupError")).as(frame + ": " + answer).isEqualTo(groupError);
    }

    @Test
    void whoIsAddedGetsTheGroupAndTheOthersHearOfIt() {
        Frame bobs = event(bob, "added");
        assertThat(bobs.number("group.gid")).isEqualTo(gid);
        assertThat(bobs.number("group.role.flags")).isEqualTo(31);
        assertThat(bobs.number("group.role.admin")).isZero();

        ana.ask(on("group.add").with("members", List.of(cy.address())));
        assertThat(event(cy, "added").text("group.name")).isEqualTo("Desk");
        Frame heard = event(bob, "added");
        assertThat(heard.texts("addresses")).containsExactly(cy.address());
        assertThat(heard.text("by")).isEqualTo(ana.address());
        assertThat(heard.has("group")).isFalse();
        assertThat(stage.resume(cy).welcome().objects("groups"))
                .extracting(group -> group.number("gid"))
                .containsExactly(gid);
    }

    @Test
    void onlyWhoHasTheRightChangesAGroup() {
        refused(bob, on("group.set").with("name", "Bob's"), NO_PERMISSION);
        refused(bob, on("group.add").with("members", List.of(cy.address())), NO_PERMISSION);
        refused(bob, on("group.remove").with("members", List.of(ana.address())), NO_PERMISSION);
        refused(bob, on("group.delete"), NO_PERMISSION);
        refused(bob, on("group.pin.add"), NO_PERMISSION);
        refused(cy, on("group.get"), NOT_MEMBER);
        refused(cy, on("group.members"), NOT_MEMBER);
        refused(cy, on("group.set").with("name", "Cy's"), NOT_MEMBER);
        refused(cy, on("group.leave"), NOT_MEMBER);

        ana.ask(on("group.add")
                .with("members", List.of(bob.address()))
                .with("permissions", Map.of("flags", 31, "admin", 1)));
        bob.ask(on("group.set").with("name", "Bob may"));
        Frame settings = event(ana, "settings");
        assertThat(settings.text("group.name")).isEqualTo("Bob may");
        assertThat(settings.number("group.role.admin")).isEqualTo(OWNER_ALL);
    }

    @Test
    void membersAreListedPageByPage() {
        ana.ask(on("group.add").with("members", List.of(cy.address())));
        List<Frame> all = ana.ask(on("group.members")).objects("members");
        assertThat(all)
                .extracting(member -> member.text("address"))
                .containsExactlyInAnyOrder(ana.address(), bob.address(), cy.address());
        Frame first = ana.ask(on("group.members").with("limit", 2));
        assertThat(first.objects("members")).hasSize(2);
        assertThat(first.flag("more")).isTrue();
        Frame rest = ana.ask(on("group.members").with("after", first.text("members.1.address")));
        assertThat(rest.objects("members")).hasSize(1);
        assertThat(rest.flag("more")).isFalse();
    }

    @Test
    void removingAndLeavingAreHeardByAll() {
        ana.ask(on("group.add").with("members", List.of(cy.address())));
        ana.ask(on("group.remove").with("members", List.of(cy.address())));
        assertThat(event(cy, "removed").texts("addresses")).containsExactly(cy.address());
        event(bob, "removed");
        bob.ask(on("group.leave"));
        assertThat(event(ana, "left").texts("addresses")).containsExactly(bob.address());
        refused(bob, on("group.get"), NOT_MEMBER);
        assertThat(ana.ask(on("group.get")).number("group.members")).isEqualTo(1);
    }

    @Test
    void aDeletedGroupIsGoneForAll() {
        ana.ask(on("group.delete"));
        event(bob, "deleted");
        Frame answer = bob.request(on("group.get"));
        assertThat(answer.t()).isEqualTo("error");
        assertThat(bob.request(Frame.message(gid, stage.mid(), "Anybody?")).number("status"))
                .isEqualTo(0x83);
    }

    @Test
    void whoKnowsThePinJoinsWithItsRights() {
        Frame withPin = ana.ask(on("group.pin.add")
                .with("permissions", Map.of("flags", 3, "admin", 0))
                .with("count", 1));
        long pin = withPin.number("group.pins.0.pin");
        assertThat(pin).isPositive();
        assertThat(withPin.number("group.pins.0.left")).isEqualTo(1);

        refused(cy, on("group.join").with("pin", pin + 1), BAD_PIN);
        Frame joined = cy.ask(on("group.join").with("pin", pin));
        assertThat(joined.number("group.role.flags")).isEqualTo(3);
        assertThat(event(bob, "joined").texts("addresses")).containsExactly(cy.address());
        refused(stage.phone("dee"), on("group.join").with("pin", pin), BAD_PIN);
    }

    @Test
    void pinsAreChangedListedAndRemovedByWhoMay() {
        long pin = ana.ask(on("group.pin.add")).number("group.pins.0.pin");
        Frame changed =
                ana.ask(on("group.pin.set").with("pin", pin).with("count", 5).with("expiry", 3_600));
        assertThat(changed.number("group.pins.0.left")).isEqualTo(5);
        assertThat(changed.number("group.pins.0.expires")).isPositive();
        assertThat(ana.ask(on("group.get")).objects("group.pins")).hasSize(1);
        assertThat(bob.ask(on("group.get")).has("group.pins")).isFalse();
        refused(bob, on("group.pin.remove").with("pin", pin), NO_PERMISSION);
        ana.ask(on("group.pin.remove").with("pin", pin));
        refused(cy, on("group.join").with("pin", pin), BAD_PIN);
    }

    @Test
    void theBackendSeesAndChangesTheSameGroup() {
        stage.backend()
                .call(
                        "groupeditmembers",
                        Map.of("group", Map.of("gid", gid, "members", Map.of("m", List.of(cy.address())))));
        assertThat(event(cy, "added").number("group.gid")).isEqualTo(gid);
        Frame members = stage.backend().call("groupgetmembers", Map.of("group", Map.of("gid", gid)));
        assertThat(members.objects("members"))
                .extracting(member -> member.text("address"))
                .containsExactlyInAnyOrder(ana.address(), bob.address(), cy.address());
        stage.backend().call("groupdel", Map.of("group", Map.of("gid", gid)));
        event(ana, "deleted");
    }

    @Test
    void whatCannotBeAGroupIsRefused() {
        ana.refused(Frame.of("group.create"), 0x85);
        ana.refused(Frame.of("group.create").with("name", "x".repeat(300)), 0x85);
        Frame ghost = ana.request(
                Frame.of("group.create").with("name", "Ghosts").with("members", List.of(stage.address("ghost"))));
        assertThat(ghost.t()).isEqualTo("error");
        assertThat(ghost.text("message")).contains(stage.address("ghost"));
        ana.refused(Frame.of("group.get").with("gid", 5_000_000_000L), 0x83);
    }
}
