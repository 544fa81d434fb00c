package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.PresenceCode;
import dev.carillon.protocol.ServerFrame;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Online, typing, last seen, between real connections. */
class PresenceTest {
    @TempDir
    private Path folder;

    private TestGateway server;
    private TestClient ana;

    @BeforeEach
    void start() throws IOException {
        server = new TestGateway(folder);
        ana = server.login("ana");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static ServerFrame.UserPresence watch(TestClient client, String address) throws IOException {
        return client.ask(ServerFrame.Presences.class, "{\"t\":\"watch\",\"addresses\":[\"" + address + "\"]}")
                .users()
                .getFirst();
    }

    @Test
    void tellsWatchersWhoComesAndGoes() throws IOException {
        server.user("bob");
        var before = watch(ana, "bob");
        assertThat(before.online()).isFalse();
        assertThat(before.lastSeen()).isNull();

        var bob = server.login("bob");
        var online = ana.next(ServerFrame.Presence.class);
        assertThat(online.from()).isEqualTo("bob");
        assertThat(online.presence()).isEqualTo(PresenceCode.ONLINE);

        bob.close();
        var offline = ana.next(ServerFrame.Presence.class);
        assertThat(offline.presence()).isEqualTo(PresenceCode.OFFLINE);
        assertThat(offline.lastSeen()).isPositive();
        assertThat(watch(ana, "bob").lastSeen()).isEqualTo(offline.lastSeen());
    }

    /** The answer to `watch` must not be older than the news that came before it. */
    @Test
    void tellsWhatIsTrueToOneWhoBeginsToWatchMeanwhile() throws Exception {
        var bob = server.login("bob");
        bob.ok("{\"t\":\"availability\",\"mode\":3,\"online\":false}");
        for (int round = 0; round < 300; round++) {
            boolean online = round % 2 == 0;
            String change = "{\"t\":\"availability\",\"online\":" + online + "}";
            var changing = TestClient.meanwhile(() -> bob.ok(change));
            boolean told = watch(ana, "bob").online();
            changing.get();
            var news = ana.newest(ServerFrame.Presence.class);
            told = news == null ? told : news.presence() == PresenceCode.ONLINE;
            ana.ok("{\"t\":\"unwatch\",\"addresses\":[\"bob\"]}");
            assertThat(told).as("round " + round).isEqualTo(online);
        }
    }

    @Test
    void staysOnlineWhenOneOfTwoDevicesGoesOrComesBack() throws IOException {
        var bob = server.login("bob");
        String tabletToken = server.token(server.user("bob"), "tablet");
        var tablet = server.connect();
        tablet.hello(tabletToken);
        assertThat(watch(ana, "bob").online()).isTrue();
        var tabletAgain = server.connect();
        tabletAgain.hello(tabletToken);
        bob.close();
        await().until(() -> server.metric("carillon_sessions") == 2);
        ana.assertQuiet();
        tabletAgain.close();
        assertThat(ana.next(ServerFrame.Presence.class).presence()).isEqualTo(PresenceCode.OFFLINE);
    }

    @Test
    void goesByForegroundModeAndTheClientsWord() throws IOException {
        var bob = server.login("bob");
        watch(ana, "bob");
        bob.ok("{\"t\":\"availability\",\"foreground\":false}");
        assertThat(ana.next(ServerFrame.Presence.class).presence()).isEqualTo(PresenceCode.OFFLINE);
        bob.ok("{\"t\":\"availability\",\"mode\":1}");
        assertThat(ana.next(ServerFrame.Presence.class).presence()).isEqualTo(PresenceCode.ONLINE);
        bob.ok("{\"t\":\"availability\",\"mode\":3}");
        assertThat(ana.next(ServerFrame.Presence.class).presence()).isEqualTo(PresenceCode.OFFLINE);
        bob.ok("{\"t\":\"availability\",\"online\":true}");
        assertThat(ana.next(ServerFrame.Presence.class).presence()).isEqualTo(PresenceCode.ONLINE);
        assertThat(bob.error("{\"t\":\"availability\",\"mode\":4}", ErrorCode.BADREQ)
                        .message())
                .startsWith("availability.mode");
        assertThat(bob.error("{\"t\":\"availability\",\"audience\":500}", ErrorCode.BADREQ)
                        .message())
                .startsWith("availability.audience");
    }

    @Test
    void showsOnlineToTheAudienceOnly() throws IOException {
        var bob = server.login("bob");
        var cy = server.login("cy");
        bob.ask(
                ServerFrame.Contacts.class,
                "{\"t\":\"contacts.set\",\"contacts\":[{\"address\":\"cy\",\"contact\":true}]}");
        assertThat(watch(ana, "bob").online()).isTrue();
        assertThat(watch(cy, "bob").online()).isTrue();
        bob.ok("{\"t\":\"availability\",\"audience\":1}");
        var hidden = ana.next(ServerFrame.Presence.class);
        assertThat(hidden.presence()).isEqualTo(PresenceCode.OFFLINE);
        assertThat(hidden.lastSeen()).isNull();
        cy.assertQuiet();
        assertThat(watch(ana, "bob").online()).isFalse();
        bob.ok("{\"t\":\"availability\",\"audience\":0}");
        assertThat(ana.next(ServerFrame.Presence.class).presence()).isEqualTo(PresenceCode.ONLINE);
    }

    @Test
    void hidesFromThoseWhoAreBlocked() throws IOException {
        var bob = server.login("bob");
        bob.ask(
                ServerFrame.Contacts.class,
                "{\"t\":\"contacts.set\",\"contacts\":[{\"address\":\"ana\",\"blocked\":63}]}");
        var seen = watch(ana, "bob");
        assertThat(seen.online()).isFalse();
        assertThat(seen.lastSeen()).isNull();
        ana.ok("{\"t\":\"presence\",\"to\":\"bob\",\"presence\":3}");
        bob.assertQuiet();
        bob.close();
        await().until(() -> !server.hub.online(server.user("bob").uid()));
        ana.assertQuiet();
    }

    /** By whatever the user notes: from that moment the other one is told what it would be told at a login. */
    @ParameterizedTest
    @CsvSource({
        "0, blocked, 63, 0",
        "0, blocked, 1, 0",
        "0, blocked, 32, 0",
        "1, contact, false, true",
        "3, favorite, false, true"
    })
    void goesAndComesAtOnceForOneWhoMayNoLongerSeeIt(int audience, String note, String hides, String shows)
            throws IOException {
        var bob = server.login("bob");
        note(bob, note, shows);
        bob.ok("{\"t\":\"availability\",\"audience\":" + audience + "}");
        assertThat(watch(ana, "bob").online()).isTrue();

        note(bob, note, hides);
        var hidden = ana.next(ServerFrame.Presence.class);
        assertThat(hidden.presence()).isEqualTo(PresenceCode.OFFLINE);
        assertThat(hidden.lastSeen()).isNull();
        assertThat(watch(ana, "bob").online()).isFalse();

        note(bob, note, shows);
        assertThat(ana.next(ServerFrame.Presence.class).presence()).isEqualTo(PresenceCode.ONLINE);
        assertThat(watch(ana, "bob").online()).isTrue();

        bob.ok("{\"t\":\"availability\",\"mode\":3,\"online\":false}");
        assertThat(ana.next(ServerFrame.Presence.class).presence()).isEqualTo(PresenceCode.OFFLINE);
        note(bob, note, hides);
        note(bob, note, shows);
        ana.assertQuiet();
    }

    private static void note(TestClient who, String member, String value) throws IOException {
        who.ask(
                ServerFrame.Contacts.class,
                "{\"t\":\"contacts.set\",\"contacts\":[{\"address\":\"ana\",\"" + member + "\":" + value + "}]}");
    }

    @Test
    void stopsTellingAfterUnwatch() throws IOException {
        var bob = server.login("bob");
        watch(ana, "bob");
        ana.ok("{\"t\":\"unwatch\",\"addresses\":[\"bob\",\"ghost\"]}");
        bob.ok("{\"t\":\"availability\",\"foreground\":false}");
        ana.assertQuiet();
    }

    @Test
    void answersForUnknownAddressesAndBoundsWhatOneConnectionWatches() throws IOException {
        assertThat(watch(ana, "ghost").online()).isFalse();
        var many = new StringBuilder("{\"t\":\"watch\",\"addresses\":[");
        for (int i = 0; i < 1_001; i++) {
            many.append(i == 0 ? "" : ",").append("\"u").append(i).append('"');
        }
        assertThat(ana.error(many + "]}", ErrorCode.BADREQ).message()).startsWith("watch.addresses");
        assertThat(ana.error("{\"t\":\"watch\"}", ErrorCode.BADREQ).message()).startsWith("watch.addresses");
        assertThat(ana.error("{\"t\":\"watch\",\"addresses\":[null]}", ErrorCode.BADREQ)
                        .message())
                .startsWith("watch.addresses[0]");
    }

    @Test
    void relaysTypingToEveryDeviceOfTheOtherOne() throws IOException {
        var bob = server.login("bob");
        var tablet = server.connect();
        tablet.hello(server.token(server.user("bob"), "tablet"));
        ana.ok("{\"t\":\"presence\",\"to\":\"bob\",\"presence\":3}");
        for (var device : new TestClient[] {bob, tablet}) {
            var typing = device.next(ServerFrame.Presence.class);
            assertThat(typing.from()).isEqualTo("ana");
            assertThat(typing.presence()).isEqualTo(PresenceCode.TYPING);
            assertThat(typing.gid()).isZero();
        }
        ana.ok("{\"t\":\"presence\",\"to\":\"bob\",\"presence\":300,\"value\":0,\"interval\":9}");
        var own = bob.next(ServerFrame.Presence.class);
        assertThat(own.presence()).isEqualTo(300);
        assertThat(own.value()).isZero();
        assertThat(own.interval()).isEqualTo(9);
    }

    @Test
    void relaysInGroupsAmongMembersOnly() throws IOException {
        var bob = server.login("bob");
        var cy = server.login("cy");
        long gid = ana.ask(
                        ServerFrame.GroupAnswer.class,
                        "{\"t\":\"group.create\",\"name\":\"Desk\",\"members\":[\"bob\"]}")
                .group()
                .gid();
        bob.next(ServerFrame.GroupEvent.class);
        ana.find(ServerFrame.GroupEvent.class);
        ana.ok("{\"t\":\"presence\",\"gid\":" + gid + ",\"presence\":3}");
        assertThat(bob.next(ServerFrame.Presence.class).gid()).isEqualTo(gid);
        assertThat(cy.error("{\"t\":\"presence\",\"gid\":" + gid + ",\"presence\":3}", ErrorCode.NOSUCHERROR)
                        .message())
                .startsWith("presence.gid");
        cy.assertQuiet();
        ana.assertQuiet();
    }

    @Test
    void leavesChatsThatWereOpenWhenTheConnectionEnds() throws IOException {
        var bob = server.login("bob");
        bob.ok("{\"t\":\"presence\",\"to\":\"ana\",\"presence\":10}");
        assertThat(ana.next(ServerFrame.Presence.class).presence()).isEqualTo(PresenceCode.JOINED);
        bob.close();
        assertThat(ana.next(ServerFrame.Presence.class).presence()).isEqualTo(PresenceCode.LEFT);
    }

    @Test
    void refusesBadPresenceAndAFloodOfIt() throws IOException {
        server.user("bob");
        assertThat(ana.error("{\"t\":\"presence\",\"to\":\"bob\",\"presence\":1}", ErrorCode.BADREQ)
                        .message())
                .startsWith("presence.presence");
        assertThat(ana.error("{\"t\":\"presence\",\"presence\":3}", ErrorCode.BADREQ)
                        .message())
                .contains("to or gid");
        assertThat(ana.error("{\"t\":\"presence\",\"to\":\"ghost\",\"presence\":3}", ErrorCode.NOSUCHERROR)
                        .message())
                .startsWith("presence.to");
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            ana.send("{\"t\":\"presence\",\"id\":" + (i + 1) + ",\"to\":\"bob\",\"presence\":3}");
        }
        for (int i = 0; i < 300; i++) {
            refused += ana.nextText().contains(ErrorCode.RATELIMIT.name()) ? 1 : 0;
        }
        assertThat(refused).isPositive();
        ana.settle();
    }
}
