package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.ApiFixture;
import dev.carillon.groups.Group;
import dev.carillon.groups.GroupFlags;
import dev.carillon.groups.SendRight;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupSetOpTest extends ApiFixture {
    private Group now(int gid) {
        return server.groups().group(gid);
    }

    @Test
    void changesWhatIsGivenAndNothingElse() {
        int gid = group("ana");
        var reply = call("groupset", """
                {"group": {"gid": %d, "name": "Desk", "image": "https://x/g.png", "pinned": 1, "call": {"audio": false}}}""".formatted(gid)).ok();
        query("groupset", "gid=" + gid + "&flag=0x80&name=").ok();

        assertThat(reply.body()).isEqualTo(Map.of("group", Map.of("gid", gid), "op", "groupset", "result", true));
        assertThat(now(gid).name()).isEqualTo("Desk");
        assertThat(now(gid).image()).isEqualTo("https://x/g.png");
        assertThat(now(gid).pinned()).isTrue();
        assertThat(now(gid).flags()).isEqualTo(0x80);
        assertThat(now(gid).call().flags()).isEqualTo(0x8105);
        assertThat(now(gid).members()).isEqualTo(1);
    }

    @Test
    void minusOneLeavesThingsAsTheyAre() {
        int gid = group("ana");
        query("groupset", "gid=%d&flag=5&expiry=100&expiryext=7&duration=9&sflags=259".formatted(gid))
                .ok();
        Group before = now(gid);
        query(
                        "groupset",
                        "groupid=%d&flag=-1&expiry=-1&expiryext=-1&duration=-1&start=-1&sflags=-1&active=-1&pinned=-1"
                                .formatted(gid))
                .ok();

        assertThat(now(gid)).isEqualTo(before);
        assertThat(before.flags()).isEqualTo(5);
    }

    @Test
    void levelsKeepTheOtherFlags() {
        int gid = group("ana");
        query("groupset", "gid=" + gid + "&flag=0xC1").ok();
        call("groupset", "{\"group\": {\"gid\": %d, \"permissions\": {\"send\": 2, \"recv\": 1}}}".formatted(gid))
                .ok();

        assertThat(now(gid).flags()).isEqualTo(0xC0 | GroupFlags.SEND_BY_ANYONE | GroupFlags.RECEIVE_BY_SELECTED);
    }

    @Test
    void membersAreAddedAndNeverRemoved() {
        int gid = group("ana", "bob");
        user("cy");
        query("groupset", "gid=%d&m=cy,ana&canpub=0".formatted(gid)).ok();

        assertThat(now(gid).members()).isEqualTo(3);
        assertThat(server.groups().member(gid, known("cy").uid()).flags())
                .isEqualTo(GroupFlags.MEMBER_ALL & ~GroupFlags.MEMBER_PUBLISH);
    }

    @Test
    void anOwnerMayBeNamedLater() {
        int gid = group("ana");
        call("groupset", "{\"group\": {\"gid\": %d, \"owner\": \"ana\"}}".formatted(gid))
                .ok();

        assertThat(server.groups().member(gid, known("ana").uid()).admin()).isEqualTo(GroupFlags.OWNER_ALL);
    }

    @Test
    void flagsMayHoldForOneMessageTypeOnly() {
        int gid = group("ana");
        query("groupeditmembers", "gid=%d&m=ana&cs=0".formatted(gid)).ok();
        query("groupset", "gid=%d&type=7&flag=1&name=Desk".formatted(gid)).ok();

        assertThat(now(gid).flags()).isZero();
        assertThat(now(gid).name()).isEqualTo("Desk");
        assertThat(server.groups().maySend(now(gid), known("ana").uid(), 7)).isEqualTo(SendRight.NO_PERMISSION);
        assertThat(server.groups().maySend(now(gid), known("ana").uid(), 0)).isEqualTo(SendRight.ALLOWED);
        query("groupset", "gid=%d&type=7".formatted(gid))
                .refused("MISSINGPARA", 400, "group.flags", "group.permissions.send", "group.permissions.recv");
    }

    @Test
    void needsAGroupOfThisApp() {
        query("groupset", "name=x").refused("MISSINGPARA", 400, "group.gid");
        query("groupset", "gid=2000000000&name=x").refused("BADGROUP", 404, "group.gid");
        query("groupset", "gid=-1&name=x").refused("BADPARA", 400, "group.gid");
    }

    @Test
    void anUnknownMemberLeavesEverythingAsItWas() {
        int gid = group("ana");
        query("groupset", "gid=%d&name=Desk&m=ana,ghost".formatted(gid)).refused("BADUSER", 404, "group.members.m");

        assertThat(now(gid).name()).isEmpty();
    }
}
