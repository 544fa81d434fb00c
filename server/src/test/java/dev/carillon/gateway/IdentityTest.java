package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.IssuedToken;
import dev.carillon.accounts.TokenRequest;
import dev.carillon.accounts.User;
import dev.carillon.protocol.CloseCode;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameCodec;
import dev.carillon.protocol.PresenceCode;
import dev.carillon.protocol.ServerFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users are numbers: who has an address is told by uid, and what is told of one who is gone still names it. */
class IdentityTest {
    @TempDir
    private Path folder;

    private TestGateway server;
    private TestClient ana;
    private User bob;

    @BeforeEach
    void start() throws IOException {
        server = new TestGateway(folder);
        ana = server.login("ana");
        bob = server.user("bob");
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

    private int group(String members) throws IOException {
        return (int) ana.ask(
                        ServerFrame.GroupAnswer.class,
                        "{\"t\":\"group.create\",\"name\":\"Desk\",\"members\":[" + members + "]}")
                .group()
                .gid();
    }

    @Test
    @Tag("B2")
    void everyFrameThatNamesAUserTellsItsNumber() throws IOException {
        int me = server.user("ana").uid();
        var phone = server.login("bob");
        assertThat(watch(ana, "bob").uid()).isEqualTo(bob.uid());
        int gid = group("\"bob\"");
        var added = phone.find(ServerFrame.GroupEvent.class);
        assertThat(added.byUid()).isEqualTo(me);
        assertThat(added.uids()).contains(bob.uid());

        ana.ask(ServerFrame.Sent.class, "{\"t\":\"send\",\"mid\":1,\"to\":\"bob\",\"content\":{\"text\":\"a\"}}");
        var message = phone.find(ServerFrame.Message.class);
        assertThat(message.fromUid()).isEqualTo(me);
        assertThat(message.toUid()).isEqualTo(bob.uid());
        ana.ask(ServerFrame.Sent.class, "{\"t\":\"send\",\"mid\":2,\"gid\":" + gid + ",\"content\":{\"text\":\"b\"}}");
        assertThat(phone.find(ServerFrame.Message.class).fromUid()).isEqualTo(me);

        phone.ok("{\"t\":\"read\",\"peer\":\"ana\",\"orders\":[" + message.order() + "]}");
        var status = ana.find(ServerFrame.Status.class);
        assertThat(status.peerUid()).isEqualTo(bob.uid());
        assertThat(status.by()).extracting(ServerFrame.MemberStatus::uid).containsExactly(bob.uid());
        String place = "\"peer\":\"bob\",\"order\":" + message.order();
        assertThat(ana.ask(ServerFrame.Receipts.class, "{\"t\":\"receipts\"," + place + "}")
                        .by())
                .extracting(ServerFrame.MemberReceipt::uid)
                .containsExactly(bob.uid());
        ana.ask(ServerFrame.Ok.class, "{\"t\":\"edit\"," + place + ",\"content\":{\"text\":\"c\"}}");
        var edited = phone.find(ServerFrame.Edited.class);
        assertThat(List.of(edited.fromUid(), edited.peerUid())).containsExactly(me, me);
        ana.ok("{\"t\":\"retract\",\"peer\":\"bob\",\"orders\":[" + message.order() + "],\"how\":\"recall\"}");
        var retracted = phone.find(ServerFrame.Retracted.class);
        assertThat(List.of(retracted.fromUid(), retracted.peerUid())).containsExactly(me, me);

        phone.send("{\"t\":\"presence\",\"to\":\"ana\",\"presence\":3}");
        assertThat(ana.find(ServerFrame.Presence.class).fromUid()).isEqualTo(bob.uid());
        assertThat(ana.ask(ServerFrame.Conversations.class, "{\"t\":\"conversations\"}")
                        .conversations())
                .extracting(ServerFrame.Conversation::peerUid)
                .contains(bob.uid());
        assertThat(ana.ask(
                                ServerFrame.Contacts.class,
                                "{\"t\":\"contacts.set\",\"contacts\":[{\"address\":\"bob\",\"blocked\":16}]}")
                        .contacts()
                        .getFirst()
                        .uid())
                .isEqualTo(bob.uid());
        // also to those who may see nothing else of the profile
        assertThat(profile(phone, "ana").uid()).isEqualTo(me);
        ana.ask(
                ServerFrame.Sent.class,
                "{\"t\":\"send\",\"mid\":3,\"to\":\"ana\",\"content\":{\"text\":\"d\"},\"when\":600}");
        assertThat(ana.ask(ServerFrame.Scheduled.class, "{\"t\":\"scheduled\"}").messages())
                .extracting(ServerFrame.ScheduledMessage::toUid)
                .containsExactly(me);
    }

    private static ServerFrame.Profile profile(TestClient client, String address) throws IOException {
        return client.ask(ServerFrame.Profiles.class, "{\"t\":\"profile.get\",\"addresses\":[\"" + address + "\"]}")
                .profiles()
                .getFirst();
    }

    @Test
    @Tag("B2")
    void aMessageForOneWhoIsGoneDoesNotReachWhoHasTheAddressNow() throws IOException {
        server.accounts.delete(bob.uid());
        var phone = server.login("bob");
        var refused = ana.ask(
                ServerFrame.Error.class,
                "{\"t\":\"send\",\"mid\":1,\"to\":\"bob\",\"toUid\":" + bob.uid() + ",\"content\":{\"text\":\"a\"}}");
        assertThat(refused.code()).isEqualTo(ErrorCode.NOSUCHERROR.code());
        assertThat(refused.status()).isEqualTo(0x83);
        int now = server.user("bob").uid();
        ana.ask(
                ServerFrame.Sent.class,
                "{\"t\":\"send\",\"mid\":2,\"to\":\"bob\",\"toUid\":" + now + ",\"content\":{\"text\":\"b\"}}");
        assertThat(phone.find(ServerFrame.Message.class).mid()).isEqualTo(2);
    }

    @Test
    @Tag("B3")
    @Tag("F9")
    void whoWatchesAnAddressHearsOfWhoeverHasIt() throws IOException {
        var phone = server.login("bob");
        assertThat(watch(ana, "bob").online()).isTrue();
        server.accounts.delete(bob.uid());
        var offline = ana.find(ServerFrame.Presence.class);
        assertThat(offline.presence()).isEqualTo(PresenceCode.OFFLINE);
        assertThat(offline.fromUid()).isEqualTo(bob.uid());
        var gone = ana.find(ServerFrame.ProfileChanged.class).profile();
        assertThat(gone.uid()).isEqualTo(bob.uid());
        assertThat(gone.exists()).isFalse();
        phone.close();

        var anew = server.login("bob");
        var made = ana.find(ServerFrame.ProfileChanged.class).profile();
        assertThat(made.address()).isEqualTo("bob");
        assertThat(made.uid()).isGreaterThan(bob.uid());
        assertThat(made.exists()).isNull();
        var online = ana.find(ServerFrame.Presence.class);
        assertThat(online.presence()).isEqualTo(PresenceCode.ONLINE);
        assertThat(online.fromUid()).isEqualTo(made.uid());
        anew.close();
        assertThat(ana.find(ServerFrame.Presence.class).presence()).isEqualTo(PresenceCode.OFFLINE);

        ana.ok("{\"t\":\"unwatch\",\"addresses\":[\"bob\"]}");
        server.login("bob");
        ana.send("{\"t\":\"time\",\"id\":9}");
        assertThat(ana.next(ServerFrame.Ok.class).id()).isEqualTo(9);
    }

    @Test
    @Tag("F9")
    void anAddressThatNobodyHasCountsAmongThoseWatchedUntilItIsUnwatched() throws IOException {
        var many = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            many.append(i == 0 ? "" : ",").append("\"ghost").append(i).append('"');
        }
        ana.ask(ServerFrame.Presences.class, "{\"t\":\"watch\",\"addresses\":[" + many + "]}");
        String one = "{\"t\":\"watch\",\"addresses\":[\"bob\"]}";
        assertThat(ana.ask(ServerFrame.Error.class, one).code()).isEqualTo(ErrorCode.OVERCAPACITY.code());
        ana.ok("{\"t\":\"unwatch\",\"addresses\":[\"ghost7\"]}");
        ana.ask(ServerFrame.Presences.class, one);
        server.user("ghost7");
        server.user("ghost8");
        assertThat(ana.find(ServerFrame.ProfileChanged.class).profile().address())
                .isEqualTo("ghost8");
    }

    @Test
    @Tag("B3")
    void theEventOfAGroupNamesWhoWasDeleted() throws IOException {
        server.user("cy");
        group("\"bob\",\"cy\"");
        server.accounts.delete(bob.uid());
        ServerFrame.GroupEvent event = ana.find(ServerFrame.GroupEvent.class);
        while (!event.event().equals("removed")) {
            event = ana.find(ServerFrame.GroupEvent.class);
        }
        assertThat(event.addresses()).containsExactly("bob");
        assertThat(event.uids()).containsExactly(bob.uid());
        assertThat(event.members()).isEqualTo(2);
    }

    @Test
    @Tag("B4")
    void pagesGoOnBehindOneWhoIsDeletedMeanwhile() throws IOException {
        server.user("cy");
        server.user("dee");
        int gid = group("\"bob\",\"cy\",\"dee\"");
        var sent = ana.ask(
                ServerFrame.Sent.class, "{\"t\":\"send\",\"mid\":1,\"gid\":" + gid + ",\"content\":{\"text\":\"a\"}}");
        for (String reader : List.of("bob", "cy", "dee")) {
            var phone = server.login(reader);
            var message = phone.find(ServerFrame.Message.class);
            phone.ok("{\"t\":\"read\",\"gid\":" + gid + ",\"orders\":[" + message.order() + "]}");
        }
        server.accounts.delete(bob.uid());
        server.user("bob");
        String members = "{\"t\":\"group.members\",\"gid\":" + gid + ",\"limit\":2,";
        assertThat(ana.ask(ServerFrame.Members.class, members + "\"afterUid\":" + bob.uid() + "}")
                        .members())
                .extracting(ServerFrame.Member::address)
                .containsExactly("cy", "dee");
        String receipts = "{\"t\":\"receipts\",\"gid\":" + gid + ",\"order\":" + sent.order() + ",";
        assertThat(ana.ask(ServerFrame.Receipts.class, receipts + "\"afterUid\":" + bob.uid() + "}")
                        .by())
                .extracting(ServerFrame.MemberReceipt::address)
                .containsExactly("cy", "dee");
        for (String request : List.of(members, receipts)) {
            var error = ana.ask(ServerFrame.Error.class, request + "\"after\":\"ghost\"}");
            assertThat(error.message()).contains("afterUid");
        }
    }

    @Test
    @Tag("D4")
    void whatIsRemovedIsToldAsNullAtOnce() throws IOException {
        var phone = server.login("bob");
        watch(phone, "ana");
        ana.ok("{\"t\":\"profile.set\",\"name\":\"Ana\",\"image\":\"x\",\"fields\":{\"status\":\"here\"}}");
        phone.find(ServerFrame.ProfileChanged.class);
        for (String change : List.of("\"image\":null", "\"name\":null", "\"fields\":{\"status\":null}")) {
            ana.ok("{\"t\":\"profile.set\"," + change + "}");
        }
        ServerFrame.Profile told = null;
        for (int i = 0; i < 3; i++) {
            told = phone.find(ServerFrame.ProfileChanged.class).profile();
        }
        assertThat(json(new ServerFrame.ProfileChanged(told)))
                .contains("\"name\":null", "\"image\":null", "\"fields\":null");

        int gid = group("\"bob\"");
        String set = "{\"t\":\"group.set\",\"gid\":" + gid + ",";
        ana.ask(
                ServerFrame.GroupAnswer.class,
                set + "\"image\":\"x\",\"fields\":{\"topic\":\"help\"},\"callDuration\":60,\"expiry\":3600}");
        ana.ask(
                ServerFrame.GroupAnswer.class,
                set + "\"image\":null,\"fields\":{\"topic\":null},\"callDuration\":0,\"expiry\":0}");
        var events = new ServerFrame.GroupEvent[3];
        for (int i = 0; i < 3; i++) {
            events[i] = phone.find(ServerFrame.GroupEvent.class);
        }
        assertThat(events[1].group().profile().image()).isEqualTo("x");
        assertThat(json(events[2])).contains("\"profile\":null", "\"callDuration\":0", "\"expiry\":0");
    }

    private static String json(ServerFrame frame) {
        return new String(new FrameCodec().encode(frame), StandardCharsets.UTF_8);
    }

    @Test
    @Tag("C7")
    void aUserWasLastSeenWhenItWentAway() throws IOException {
        var phone = server.login("bob");
        watch(ana, "bob");
        long login = server.accounts.lastSeen(bob.uid()).at();
        await(login + 1);
        phone.ok("{\"t\":\"availability\",\"foreground\":false}");
        var away = ana.find(ServerFrame.Presence.class);
        assertThat(away.presence()).isEqualTo(PresenceCode.OFFLINE);
        assertThat(away.lastSeen()).isGreaterThan(login);
        assertThat(server.accounts.lastSeen(bob.uid()).at()).isEqualTo(away.lastSeen());

        await(away.lastSeen() + 1);
        phone.close();
        var background = server.connect();
        background.send("{\"t\":\"hello\",\"id\":1,\"v\":1,\"token\":\"" + server.token(bob, "second")
                + "\",\"foreground\":false}");
        background.find(ServerFrame.Welcome.class);
        assertThat(watch(ana, "bob").lastSeen()).isEqualTo(away.lastSeen());
    }

    private static void await(long time) {
        Awaitility.await().until(() -> System.currentTimeMillis() >= time);
    }

    @Test
    @Tag("G13")
    void aSessionEndsWithItsToken() throws IOException {
        var request = new TokenRequest(null, true, 0, null, null, null, "short", null, 1, 0);
        var token = ((IssuedToken.Issued) server.accounts.issue(bob.uid(), request)).token();
        var phone = server.connect();
        assertThat(phone.hello(token).expires()).isPositive();
        server.skip(Duration.ofMinutes(1));
        var bye = phone.find(ServerFrame.Bye.class);
        assertThat(bye.code()).isEqualTo(CloseCode.AUTHFAIL.code());
        ana.ok("{\"t\":\"time\"}");
    }

    @Test
    @Tag("G8")
    void oneMayAskForItsGroupsByPages() throws IOException {
        int first = group("");
        int second = group("");
        int third = group("");
        var tablet = server.connect();
        tablet.send("{\"t\":\"hello\",\"id\":1,\"v\":1,\"token\":\"" + server.token(server.user("ana"), "tablet")
                + "\",\"groupPage\":1}");
        var welcome = tablet.find(ServerFrame.Welcome.class);
        assertThat(welcome.groups()).extracting(ServerFrame.Group::gid).containsExactly((long) first);
        assertThat(welcome.moreGroups()).isTrue();
        var page = tablet.ask(ServerFrame.Groups.class, "{\"t\":\"groups.get\",\"after\":" + first + ",\"limit\":1}");
        assertThat(page.groups()).extracting(ServerFrame.Group::gid).containsExactly((long) second);
        assertThat(page.more()).isTrue();
        var last = tablet.ask(ServerFrame.Groups.class, "{\"t\":\"groups.get\",\"after\":" + second + ",\"limit\":1}");
        assertThat(last.groups()).extracting(ServerFrame.Group::gid).containsExactly((long) third);
        assertThat(last.more()).isFalse();
    }
}
