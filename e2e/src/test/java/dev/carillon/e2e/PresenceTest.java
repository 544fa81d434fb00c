package dev.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.OnStage;
import dev.carillon.e2e.harness.Stage;
import dev.carillon.e2e.harness.WireClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Typing, joined, online and last seen: heard by those whom they are for, and by nobody else.
@ExtendWith(OnStage.class)
class PresenceTest {
    private static final int ONLINE = 1;
    private static final int OFFLINE = 2;
    private static final int TYPING = 3;
    private static final int JOINED = 10;
    private static final int LEFT = 11;

    private static Frame presence(WireClient to, int code) {
        return Frame.of("presence").with("to", to.address()).with("presence", code);
    }

    private static Frame expectPresence(WireClient at, WireClient from, int code) {
        return at.expect(
                "presence", frame -> frame.text("from").equals(from.address()) && frame.number("presence") == code);
    }

    private static Frame watch(WireClient watcher, String address) {
        return watcher.ask(Frame.of("watch").with("addresses", List.of(address)))
                .object("users.0");
    }

    @Test
    void typingReachesAllDevicesOfTheOther(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient phone = stage.phone("bob");
        WireClient tablet = stage.tablet("bob");
        ana.ask(presence(phone, TYPING));
        for (WireClient device : List.of(phone, tablet)) {
            Frame typing = expectPresence(device, ana, TYPING);
            assertThat(typing.has("seq")).isFalse();
            assertThat(typing.has("gid")).isFalse();
        }
    }

    @Test
    void typingInAGroupReachesTheOtherMembers(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        WireClient out = stage.phone("out");
        long gid = stage.group("ana", "bob");
        ana.ask(Frame.of("presence").with("gid", gid).with("presence", TYPING));
        assertThat(expectPresence(bob, ana, TYPING).number("gid")).isEqualTo(gid);
        out.refused(Frame.of("presence").with("gid", gid).with("presence", TYPING), 0x83);
        ana.ask(presence(out, TYPING));
        assertThat(expectPresence(out, ana, TYPING).has("gid")).isFalse();
        assertThat(out.untaken("presence")).isEmpty();
    }

    @Test
    void anApplicationsOwnPresenceCarriesItsValues(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        ana.ask(presence(bob, 300).with("value", 77).with("interval", 5));
        Frame own = expectPresence(bob, ana, 300);
        assertThat(own.number("value")).isEqualTo(77);
        assertThat(own.number("interval")).isEqualTo(5);
        ana.refused(presence(bob, 200), 0x85);
        ana.refused(presence(bob, ONLINE), 0x85);
        ana.refused(Frame.of("presence").with("to", stage.address("ghost")).with("presence", TYPING), 0x83);
    }

    @Test
    void whoJoinedHasLeftWhenTheConnectionEnds(Stage stage) throws Exception {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        ana.ask(presence(bob, JOINED));
        expectPresence(bob, ana, JOINED);
        ana.socket().reset();
        expectPresence(bob, ana, LEFT);
    }

    @Test
    void watchersHearOfComingAndGoing(Stage stage) {
        WireClient ana = stage.phone("ana");
        stage.user("bob");
        Frame before = watch(ana, stage.address("bob"));
        assertThat(before.flag("online")).isFalse();

        WireClient bob = stage.phone("bob");
        expectPresence(ana, bob, ONLINE);
        long connected = ana.ask(Frame.of("time")).number("time");
        bob.close();
        Frame offline = expectPresence(ana, bob, OFFLINE);
        assertThat(offline.number("lastSeen")).isGreaterThanOrEqualTo(connected);
        Frame after = watch(ana, bob.address());
        assertThat(after.flag("online")).isFalse();
        assertThat(after.number("lastSeen")).isEqualTo(offline.number("lastSeen"));
    }

    @Test
    void aUserIsOnlineWhileOneDeviceIs(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient phone = stage.phone("bob");
        WireClient tablet = stage.tablet("bob");
        assertThat(watch(ana, phone.address()).flag("online")).isTrue();
        phone.close();
        tablet.ask(presence(ana, 256));
        expectPresence(ana, tablet, 256);
        tablet.close();
        expectPresence(ana, tablet, OFFLINE);
        assertThat(ana.untaken("presence"))
                .as("one offline, no online in between")
                .isEmpty();
    }

    @Test
    void modesDecideWhatCountsAsOnline(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        watch(ana, bob.address());
        bob.ask(Frame.of("availability").with("foreground", false));
        expectPresence(ana, bob, OFFLINE);
        bob.ask(Frame.of("availability").with("mode", 1));
        expectPresence(ana, bob, ONLINE);
        bob.ask(Frame.of("availability").with("mode", 3).with("online", false));
        expectPresence(ana, bob, OFFLINE);
        bob.ask(Frame.of("availability").with("online", true));
        expectPresence(ana, bob, ONLINE);
        bob.refused(Frame.of("availability").with("mode", 4), 0x85);
    }

    @Test
    void unwatchedUsersAreNotHeardOf(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        watch(ana, bob.address());
        ana.ask(Frame.of("unwatch").with("addresses", List.of(bob.address())));
        bob.ask(Frame.of("availability").with("foreground", false));
        bob.ask(presence(ana, 256));
        expectPresence(ana, bob, 256);
        assertThat(ana.untaken("presence")).isEmpty();
    }

    @Test
    void theAudienceDecidesWhoSees(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient cy = stage.phone("cy");
        WireClient bob = stage.phone("bob");
        long gid = stage.group("bob", "cy");
        bob.ask(Frame.of("contacts.set").with("contacts", List.of(Map.of("address", ana.address(), "contact", true))));

        bob.ask(Frame.of("availability").with("audience", 1));
        assertThat(watch(ana, bob.address()).flag("online")).isTrue();
        assertThat(watch(cy, bob.address()).flag("online")).isFalse();

        bob.ask(Frame.of("availability").with("audience", gid));
        expectPresence(cy, bob, ONLINE);
        expectPresence(ana, bob, OFFLINE);
        assertThat(watch(ana, bob.address()).flag("online")).isFalse();

        bob.ask(Frame.of("availability").with("audience", 3));
        expectPresence(cy, bob, OFFLINE);
        bob.ask(Frame.of("contacts.set").with("contacts", List.of(Map.of("address", ana.address(), "favorite", true))));
        assertThat(watch(ana, bob.address()).flag("online")).isTrue();

        bob.ask(Frame.of("availability").with("audience", 0));
        expectPresence(cy, bob, ONLINE);
    }

    @Test
    void whoIsBlockedNeitherSeesNorIsHeard(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        WireClient cy = stage.phone("cy");
        bob.ask(Frame.of("contacts.set").with("contacts", List.of(Map.of("address", ana.address(), "blocked", 63))));
        assertThat(watch(ana, bob.address()).flag("online")).isFalse();
        ana.ask(presence(bob, TYPING));
        cy.ask(presence(bob, TYPING));
        expectPresence(bob, cy, TYPING);
        assertThat(bob.untaken("presence")).isEmpty();
    }

    @Test
    void lastSeenOutlivesTheConnection(Stage stage) {
        WireClient bob = stage.phone("bob");
        long connected = bob.ask(Frame.of("time")).number("time");
        WireClient ana = stage.phone("ana");
        watch(ana, bob.address());
        bob.close();
        expectPresence(ana, bob, OFFLINE);
        WireClient cy = stage.phone("cy");
        assertThat(watch(cy, bob.address()).number("lastSeen")).isGreaterThanOrEqualTo(connected);
        assertThat(watch(cy, stage.user("dee")).has("lastSeen")).isFalse();
    }
}
