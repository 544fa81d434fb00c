package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.ApiFixture;
import dev.carillon.api.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupGetMembersOpTest extends ApiFixture {

    @Test
    void showsMembersAndTheirRoles() {
        int gid = group("ana", "bob");
        call("groupeditmembers", """
                {"group": {"gid": %d, "members": {"m": "bob", "permissions": {"send": false, "list": 0}, "admin": {"owner": true}}}}""".formatted(gid)).ok();
        Reply reply = call("groupgetmembers", "{\"group\": {\"gid\": %d}, \"count\": 100000}".formatted(gid))
                .ok();

        assertThat(reply.at("count")).isEqualTo(2);
        assertThat(reply.at("gid")).isEqualTo(gid);
        assertThat(reply.at("members.0.address")).isEqualTo("ana");
        assertThat(reply.at("members.1"))
                .isEqualTo(Map.of(
                        "uid", known("bob").uid(),
                        "address", "bob",
                        "permissions",
                                Map.of(
                                        "send", false, "recv", true, "pub", true, "sub", true, "list", false, "record",
                                        false),
                        "admin", 4096,
                        "cansend", 0,
                        "canrecv", 1,
                        "canpub", 1,
                        "cansub", 1,
                        "canlist", 0));
    }

    @Test
    void pagesAndHasItsOldName() {
        int gid = group("ana", "bob", "cy");

        assertThat(query("getmembers", "gid=%d&count=2".formatted(gid)).ok().at("count"))
                .isEqualTo(2);
        assertThat(query("getmembers", "gid=%d&count=2&start=2".formatted(gid))
                        .ok()
                        .at("members.0.address"))
                .isEqualTo("cy");
        assertThat(query("getmembers", "gid=%d&start=9".formatted(gid)).ok().at("members"))
                .isEqualTo(List.of());
    }

    @Test
    void needsAGroup() {
        query("groupgetmembers", "").refused("MISSINGPARA", 400, "group.gid");
        query("groupgetmembers", "gid=2000000000").refused("BADGROUP", 404, "group.gid");
        query("groupgetmembers", "gid=9999999999").refused("BADPARA", 400, "group.gid");
    }
}
