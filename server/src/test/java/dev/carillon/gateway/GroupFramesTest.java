package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.carillon.groups.GroupFlags;
import dev.carillon.groups.GroupResult;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.GroupError;
import dev.carillon.protocol.ServerFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups over the wire: requests, answers, and what members hear. */
class GroupFramesTest {
    @TempDir
    private Path folder;

    private TestGateway server;
    private TestClient ana;
    private TestClient bob;
    private TestClient cy;

    @BeforeEach
    void start() throws IOException {
        server = new TestGateway(folder);
        ana = server.login("ana");
        bob = server.login("bob");
        cy = server.login("cy");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ServerFrame.Group create() throws IOException {
        var group = ana.ask(
                        ServerFrame.GroupAnswer.class,
                        "{\"t\":\"group.create\",\"name\":\"Desk\",\"members\":[\"bob\"],\"fields\":{\"topic\":\"tea\"}}")
                .group();
        var event = bob.find(ServerFrame.GroupEvent.class);
        assertThat(event.event()).isEqualTo("added");
        assertThat(event.gid()).isEqualTo(group.gid());
        assertThat(event.by()).isEqualTo("ana");
        assertThat(event.addresses()).contains("bob");
        assertThat(event.members()).isEqualTo(2);
        assertThat(event.group().name()).isEqualTo("Desk");
        assertThat(event.group().role().admin()).isZero();
        return group;
    }

    @Tag("G15")
    @ParameterizedTest
    @ValueSource(strings = {"group.get", "group.members", "group.set", "group.delete", "group.leave", "group.join"})
    void aGroupOfAnotherAppIsAsGoodAsNone(String type) throws IOException {
        long gid = server.groupOfAnotherApp();
        String none = ana.error(request(type, 999_999), ErrorCode.NOSUCHERROR).message();
        assertThat(ana.error(request(type, gid), ErrorCode.NOSUCHERROR).message())
                .isEqualTo(none);
    }

    private static String request(String type, long gid) {
        return "{\"t\":\"" + type + "\",\"gid\":" + gid + "}";
    }

    @Tag("E16")
    @Test
    void everyMemberMayListTheMembersAlsoWithoutTheRightToListWhoPublishes() throws IOException {
        long gid = create().gid();
        ana.ok("{\"t\":\"group.add\",\"gid\":" + gid
                + ",\"members\":[\"bob\"],\"permissions\":{\"flags\":15,\"admin\":0}}");
        assertThat(bob.ask(ServerFrame.Members.class, request("group.members", gid))
                        .members())
                .hasSize(2);
        cy.error(request("group.members", gid), ErrorCode.DENIED);
    }

    @Tag("G5")
    @Test
    void aPinThatGivesMoreThanOneHasComesWithoutItsNumber() throws IOException {
        long gid = create().gid();
        ana.ok("{\"t\":\"group.add\",\"gid\":" + gid
                + ",\"members\":[\"bob\"],\"permissions\":{\"flags\":31,\"admin\":32768}}");
        ana.ask(
                ServerFrame.GroupAnswer.class,
                "{\"t\":\"group.pin.add\",\"gid\":" + gid + ",\"permissions\":{\"flags\":31,\"admin\":65535}}");
        var seen = bob.ask(ServerFrame.GroupAnswer.class, request("group.get", gid))
                .group();
        assertThat(seen.pins()).extracting(ServerFrame.Pin::pin).containsExactly(0L);
    }

    @Test
    void makesAGroupOwnedByItsMaker() throws IOException {
        var group = create();
        assertThat(group.gid()).isGreaterThanOrEqualTo(1_000);
        assertThat(group.members()).isEqualTo(2);
        assertThat(group.role().admin() & GroupFlags.ADMIN_OWNER).isNotZero();
        assertThat(group.profile().fields()).containsEntry("topic", "tea");
        assertThat(group.pins()).isEmpty();
        var seen = bob.ask(ServerFrame.GroupAnswer.class, "{\"t\":\"group.get\",\"gid\":" + group.gid() + "}")
                .group();
        assertThat(seen.name()).isEqualTo("Desk");
        assertThat(seen.pins()).isNull();
        bob.close();
        var again = server.connect().hello(server.token(server.user("bob"), "other"));
        assertThat(again.groups()).extracting(ServerFrame.Group::gid).containsExactly(group.gid());
    }

    @Test
    void tellsWhatIsTrueAfterChangesThatCameTogether() throws Exception {
        long gid = create().gid();
        try (var tablet = server.connect()) {
            tablet.hello(server.token(server.user("ana"), "tablet"));
            for (int round = 0; round < 100; round++) {
                int name = 10 * round;
                var other = TestClient.meanwhile(() -> rename(tablet, gid, name, name + 4));
                rename(ana, gid, name + 5, name + 9);
                other.get();
                var told = bob.newest(ServerFrame.GroupEvent.class);
                var group = bob.ask(ServerFrame.GroupAnswer.class, "{\"t\":\"group.get\",\"gid\":" + gid + "}")
                        .group();
                assertThat(told.group().name()).isEqualTo(group.name());
            }
        }
    }

    private static TestClient rename(TestClient client, long gid, int first, int last) throws IOException {
        for (int name = first; name <= last; name++) {
            client.ask(
                    ServerFrame.GroupAnswer.class,
                    "{\"t\":\"group.set\",\"gid\":" + gid + ",\"name\":\"" + name + "\"}");
        }
        return client;
    }

    @Test
    void deliversInTheGroup() throws IOException {
        long gid = create().gid();
        ana.ask(ServerFrame.Sent.class, "{\"t\":\"send\",\"mid\":3,\"gid\":" + gid + ",\"content\":{\"text\":\"hi\"}}");
        var message = bob.find(ServerFrame.Message.class);
        assertThat(message.gid()).isEqualTo(gid);
        assertThat(message.to()).isNull();
        var refused = cy.ask(ServerFrame.Error.class, "{\"t\":\"send\",\"mid\":4,\"gid\":" + gid + "}");
        assertThat(refused.status()).isEqualTo(0x91);
    }

    @Test
    void isClosedToOthers() throws IOException {
        long gid = create().gid();
        for (String type : List.of("group.get", "group.members")) {
            var error = cy.error("{\"t\":\"" + type + "\",\"gid\":" + gid + "}", ErrorCode.DENIED);
            assertThat(error.groupError()).isEqualTo(GroupError.NOT_MEMBER.code());
        }
        cy.error("{\"t\":\"group.get\",\"gid\":5}", ErrorCode.NOSUCHERROR);
        cy.error("{\"t\":\"group.set\",\"gid\":99999999999,\"name\":\"x\"}", ErrorCode.NOSUCHERROR);
        cy.error("{\"t\":\"group.delete\",\"gid\":" + gid + "}", ErrorCode.DENIED);
        cy.error("{\"t\":\"group.add\",\"gid\":" + gid + ",\"members\":[\"cy\"]}", ErrorCode.DENIED);
        bob.error("{\"t\":\"group.set\",\"gid\":" + gid + ",\"name\":\"Mine\"}", ErrorCode.DENIED);
    }

    @Test
    void pagesItsMembers() throws IOException {
        long gid = create().gid();
        ana.ok("{\"t\":\"group.add\",\"gid\":" + gid + ",\"members\":[\"cy\"]}");
        var first = bob.ask(ServerFrame.Members.class, "{\"t\":\"group.members\",\"gid\":" + gid + ",\"limit\":2}");
        assertThat(first.members()).hasSize(2);
        assertThat(first.more()).isTrue();
        String last = first.members().getLast().address();
        var second = bob.ask(
                ServerFrame.Members.class,
                "{\"t\":\"group.members\",\"gid\":" + gid + ",\"limit\":2,\"after\":\"" + last + "\"}");
        assertThat(second.members()).hasSize(1);
        assertThat(second.more()).isFalse();
        bob.error("{\"t\":\"group.members\",\"gid\":" + gid + ",\"limit\":0}", ErrorCode.BADREQ);
        bob.error("{\"t\":\"group.members\",\"gid\":" + gid + ",\"after\":\"ghost\"}", ErrorCode.NOSUCHERROR);
    }

    @Test
    void listsMembersWithoutTheNamesOfThoseWhoBlockTheProfile() throws IOException {
        long gid = create().gid();
        ana.ok("{\"t\":\"profile.set\",\"name\":\"Ana\"}");
        bob.ok("{\"t\":\"profile.set\",\"name\":\"Bob\"}");
        ana.ask(
                ServerFrame.Contacts.class,
                "{\"t\":\"contacts.set\",\"contacts\":[{\"address\":\"bob\",\"blocked\":16}]}");
        String request = "{\"t\":\"group.members\",\"gid\":" + gid + "}";
        assertThat(bob.ask(ServerFrame.Members.class, request).members())
                .extracting(ServerFrame.Member::address, ServerFrame.Member::name)
                .containsExactlyInAnyOrder(tuple("ana", null), tuple("bob", "Bob"));
        assertThat(ana.ask(ServerFrame.Members.class, request).members())
                .extracting(ServerFrame.Member::name)
                .containsExactlyInAnyOrder("Ana", "Bob");
    }

    @Test
    void tellsMembersOfChanges() throws IOException {
        long gid = create().gid();
        ana.ask(ServerFrame.GroupAnswer.class, "{\"t\":\"group.set\",\"gid\":" + gid + ",\"name\":\"Bench\"}");
        var settings = bob.next(ServerFrame.GroupEvent.class);
        assertThat(settings.event()).isEqualTo("settings");
        assertThat(settings.group().name()).isEqualTo("Bench");

        ana.ok("{\"t\":\"group.add\",\"gid\":" + gid + ",\"members\":[\"cy\"]}");
        var added = bob.next(ServerFrame.GroupEvent.class);
        assertThat(added.event()).isEqualTo("added");
        assertThat(added.addresses()).containsExactly("cy");
        assertThat(added.group()).isNull();
        assertThat(cy.next(ServerFrame.GroupEvent.class).group().gid()).isEqualTo(gid);

        cy.ok("{\"t\":\"group.leave\",\"gid\":" + gid + "}");
        assertThat(bob.next(ServerFrame.GroupEvent.class).event()).isEqualTo("left");
        assertThat(cy.next(ServerFrame.GroupEvent.class).event()).isEqualTo("left");

        ana.ok("{\"t\":\"group.remove\",\"gid\":" + gid + ",\"members\":[\"bob\"]}");
        var removed = bob.next(ServerFrame.GroupEvent.class);
        assertThat(removed.event()).isEqualTo("removed");
        assertThat(removed.addresses()).containsExactly("bob");

        ana.ok("{\"t\":\"group.delete\",\"gid\":" + gid + "}");
        assertThat(ana.find(ServerFrame.GroupEvent.class).gid()).isEqualTo(gid);
        ana.error("{\"t\":\"group.get\",\"gid\":" + gid + "}", ErrorCode.NOSUCHERROR);
    }

    @Test
    void letsInWhoKnowsAPin() throws IOException {
        long gid = create().gid();
        var withPin = ana.ask(
                        ServerFrame.GroupAnswer.class,
                        "{\"t\":\"group.pin.add\",\"gid\":" + gid + ",\"permissions\":{\"flags\":2},\"count\":1}")
                .group();
        long pin = withPin.pins().getFirst().pin();
        assertThat(withPin.pins().getFirst().left()).isEqualTo(1);
        assertThat(cy.error("{\"t\":\"group.join\",\"gid\":" + gid + "}", ErrorCode.DENIED)
                        .groupError())
                .isEqualTo(GroupError.ACCESS_DENIED.code());
        long wrong = pin == 123_456 ? 123_457 : 123_456;
        assertThat(cy.error("{\"t\":\"group.join\",\"gid\":" + gid + ",\"pin\":" + wrong + "}", ErrorCode.DENIED)
                        .groupError())
                .isEqualTo(GroupError.BAD_PIN.code());
        var joined = cy.ask(
                        ServerFrame.GroupAnswer.class, "{\"t\":\"group.join\",\"gid\":" + gid + ",\"pin\":" + pin + "}")
                .group();
        assertThat(joined.role().flags()).isEqualTo(2);
        assertThat(bob.find(ServerFrame.GroupEvent.class).event()).isEqualTo("joined");
        bob.error("{\"t\":\"group.pin.add\",\"gid\":" + gid + "}", ErrorCode.DENIED);
    }

    @Test
    void letsInEverybodyWhereTheGroupSaysSo() throws IOException {
        var open = ana.ask(ServerFrame.GroupAnswer.class, "{\"t\":\"group.create\",\"name\":\"Market\",\"flags\":9}")
                .group();

        var joined = cy.ask(ServerFrame.GroupAnswer.class, "{\"t\":\"group.join\",\"gid\":" + open.gid() + "}")
                .group();

        assertThat(joined.role().flags()).isEqualTo(30);
        assertThat(ana.find(ServerFrame.GroupEvent.class).event()).isEqualTo("added");
        assertThat(ana.find(ServerFrame.GroupEvent.class).event()).isEqualTo("joined");
    }

    @Test
    void namesWhatIsWrong() throws IOException {
        assertThat(ana.error("{\"t\":\"group.create\"}", ErrorCode.BADREQ).message())
                .startsWith("group.create.name");
        assertThat(ana.error("{\"t\":\"group.create\",\"name\":\"" + "x".repeat(256) + "\"}", ErrorCode.BADREQ)
                        .message())
                .startsWith("group.create.name");
        assertThat(ana.error("{\"t\":\"group.create\",\"name\":\"x\",\"expiry\":-1}", ErrorCode.BADREQ)
                        .message())
                .startsWith("group.create.expiry");
        assertThat(ana.error("{\"t\":\"group.create\",\"name\":\"x\",\"members\":[\"ghost\"]}", ErrorCode.NOSUCHERROR)
                        .message())
                .contains("ghost");
        assertThat(ana.error("{\"t\":\"group.create\",\"name\":\"x\",\"permissions\":{\"flags\":64}}", ErrorCode.BADREQ)
                        .message())
                .startsWith("group.create.permissions.flags");
        assertThat(ana.error("{\"t\":\"group.add\",\"gid\":1000}", ErrorCode.BADREQ)
                        .message())
                .startsWith("group.add.members");
    }

    @Test
    void cutsLongListsOfAddresses() throws IOException {
        long gid = create().gid();
        var many = new StringBuilder();
        for (int i = 0; i < 150; i++) {
            server.user("extra" + i);
            many.append(i == 0 ? "" : ",").append("\"extra").append(i).append('"');
        }
        ana.ok("{\"t\":\"group.add\",\"gid\":" + gid + ",\"members\":[" + many + "]}");
        var event = bob.next(ServerFrame.GroupEvent.class);
        assertThat(event.addresses()).hasSize(100);
        assertThat(event.count()).isEqualTo(150);
    }

    @Tag("G8")
    @Test
    void whatIsTooOftenMayBeTriedAgainLater() {
        var error = GroupFrames.error(7, "group.add", new GroupResult.TooOften("at most 100 an hour"));
        assertThat(error.code()).isEqualTo(ErrorCode.RATELIMIT.code());
        assertThat(error.message()).contains("group.add: at most 100 an hour");
    }
}
