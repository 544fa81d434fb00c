package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.ApiFixture;
import dev.carillon.groups.GroupFlags;
import dev.carillon.groups.Member;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupEditMembersOpTest extends ApiFixture {
    private Member member(int gid, String address) {
        return server.groups().member(gid, known(address).uid());
    }

    @Test
    void addsMembers() {
        int gid = group("ana");
        user("bob");
        user("cy");
        var reply =
                query("groupeditmembers", "gid=%d&m=bob,%%20cy".formatted(gid)).ok();

        assertThat(reply.at("group.gid")).isEqualTo(gid);
        assertThat(member(gid, "bob").flags()).isEqualTo(GroupFlags.MEMBER_ALL);
        assertThat(member(gid, "cy")).isNotNull();
    }

    @Test
    void changesRolesAndKeepsWhatIsNotMentioned() {
        int gid = group("ana");
        query("groupeditmembers", "gid=%d&m=ana&cs=0&canpub=0".formatted(gid)).ok();
        call("groupeditmembers", """
                {"group": {"gid": %d, "members": {"m": "ana", "permissions": {"recv": false, "pub": true}, "admin": {"owner": true}}}}""".formatted(gid)).ok();

        assertThat(member(gid, "ana").flags())
                .isEqualTo(GroupFlags.MEMBER_ALL & ~GroupFlags.MEMBER_SEND & ~GroupFlags.MEMBER_RECEIVE);
        assertThat(member(gid, "ana").admin()).isEqualTo(GroupFlags.ADMIN_OWNER);
        call(
                        "groupeditmembers",
                        "{\"group\": {\"gid\": %d, \"members\": {\"m\": \"ana\", \"permissions\": null}}}"
                                .formatted(gid))
                .ok();
        assertThat(member(gid, "ana").admin()).isEqualTo(GroupFlags.ADMIN_OWNER);
        call(
                        "groupeditmembers",
                        "{\"group\": {\"gid\": %d, \"members\": {\"m\": \"ana\", \"admin\": 0}}}".formatted(gid))
                .ok();
        assertThat(member(gid, "ana").admin()).isZero();
    }

    @Test
    void leafNamesWorkToo() {
        int gid = group("ana");
        query("groupeditmembers", "gid=%d&m=ana&send=0&recv=0&pub=0&sub=0&list=0".formatted(gid))
                .ok();

        assertThat(member(gid, "ana").flags()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"gid\": G, \"m\": \"ana,bob\", \"delete\": 1}",
                "{\"gid\": G, \"m\": \"ana,bob\", \"remove\": \"true\"}",
                "{\"group\": {\"gid\": G, \"delete\": true, \"members\": {\"m\": \"ana,bob\"}}}",
                "{\"group\": {\"gid\": G, \"members\": {\"m\": [\"ana\", \"bob\"], \"remove\": 1, \"admin\": {\"remuser\": true}}}}"
            })
    void removesMembersAndPassesOverOthers(String request) {
        int gid = group("ana", "cy");
        user("bob");
        call("groupeditmembers", request.replace("G", Integer.toString(gid))).ok();

        assertThat(member(gid, "ana")).isNull();
        assertThat(member(gid, "cy")).isNotNull();
    }

    @Test
    void deleteInTheQueryBesideJsonWorksAsItDoesForOlderClients() {
        int gid = group("ana", "bob");
        var request = server.request("/backend?token=" + app.token() + "&op=groupeditmembers")
                .header("Content-Type", "application/json")
                .method(
                        "DELETE",
                        java.net.http.HttpRequest.BodyPublishers.ofString(
                                "{\"group\": {\"gid\": \"%d\", \"members\": {\"m\": \"ana\", \"remove\": 1}}}"
                                        .formatted(gid)));
        server.send(request).ok();

        assertThat(member(gid, "ana")).isNull();
    }

    @Test
    void allOrNone() {
        int gid = group("ana");
        user("bob");
        var reply = query("groupeditmembers", "gid=%d&m=bob,ghost".formatted(gid))
                .refused("BADUSER", 404, "group.members.m");

        assertThat(reply.at("invalid")).isEqualTo(List.of("ghost"));
        assertThat(member(gid, "bob")).isNull();
    }

    @Test
    void badRequestsAreNamed() {
        int gid = group("ana");
        query("groupeditmembers", "m=ana").refused("MISSINGPARA", 400, "group.gid");
        query("groupeditmembers", "gid=" + gid).refused("MISSINGPARA", 400, "group.members.m");
        query("groupeditmembers", "gid=%d&m=,%%20,".formatted(gid)).refused("MISSINGPARA", 400, "group.members.m");
        query("groupeditmembers", "gid=2000000000&m=ana").refused("BADGROUP", 404, "group.gid");
        query("groupeditmembers", "gid=%d&m=ana&type=3".formatted(gid)).refused("BADPARA", 400, "group.type");
        query("groupeditmembers", "gid=%d&m=ana&cs=maybe".formatted(gid))
                .refused("BADPARA", 400, "group.members.permissions.send");
        call(
                        "groupeditmembers",
                        "{\"group\": {\"gid\": %d, \"members\": {\"m\": \"ana\", \"call\": {\"resolution\": 2}}}}"
                                .formatted(gid))
                .refused("BADPARA", 400, "group.members.call");
    }

    @Test
    void tenThousandMembersInOneCallAndNotOneMore() {
        String addresses =
                IntStream.rangeClosed(1, 10_000).mapToObj(i -> "u" + i).collect(Collectors.joining(","));
        int gid = group("ana");
        call(
                        "message",
                        "{\"message\": {\"from\": \"ana\", \"to\": \"%s\", \"expiry\": 0, \"forced\": true, \"message\": \"x\"}}"
                                .formatted(addresses))
                .ok();

        call("groupeditmembers", "{\"gid\": %d, \"m\": \"%s\"}".formatted(gid, addresses))
                .refused("QUOTA", 429);
        assertThat(server.groups().group(gid).members()).isEqualTo(1);
        query("groupeditmembers", "gid=%d&m=ana&delete=1".formatted(gid)).ok();
        call("groupeditmembers", "{\"gid\": %d, \"m\": \"%s\"}".formatted(gid, addresses))
                .ok();
        assertThat(server.groups().group(gid).members()).isEqualTo(10_000);
        assertThat(call("groupgetmembers", "{\"gid\": %d, \"count\": 100000}".formatted(gid))
                        .ok()
                        .at("count"))
                .isEqualTo(10_000);
    }
}
