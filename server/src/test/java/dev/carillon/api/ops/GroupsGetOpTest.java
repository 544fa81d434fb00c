package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.ApiFixture;
import dev.carillon.api.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupsGetOpTest extends ApiFixture {

    @Test
    void showsAGroupWithAllItsNumbers() {
        user("ana");
        int gid = query("groupadd", "name=Desk&flag=1&expiry=60&expiryext=5&m=ana")
                .ok()
                .number("group.gid");
        long now = server.clock().millis() / 1000;

        assertThat(query("groupsget", "").ok().body())
                .isEqualTo(Map.of(
                        "groupscount",
                        1,
                        "count",
                        1,
                        "groups",
                        List.of(Map.ofEntries(
                                Map.entry("gid", gid),
                                Map.entry("name", "Desk"),
                                Map.entry("flag", 1),
                                Map.entry("flags", 1),
                                Map.entry("sflags", 0x8107),
                                Map.entry("active", 1),
                                Map.entry("pinned", 0),
                                Map.entry("expiry", (int) now + 60),
                                Map.entry("expinsec", 60),
                                Map.entry("expiryext", 5),
                                Map.entry("members", 1))),
                        "op",
                        "groupsget",
                        "result",
                        true));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 4, 4",
        "name=*, 4, 4",
        "name=Desk*, 2, 2",
        "name=Desk, 1, 1",
        "name=*e*k*, 3, 3",
        "count=1, 4, 1",
        "count=2&start=3, 4, 1",
        "name=x, 0, 0",
        "name=Desk*1, 1, 1",
        "name=Desk*k, 0, 0"
    })
    void findsByPatternAndPages(String parameters, int total, int rows) {
        user("ana");
        for (String name : new String[] {"Desk", "Desk+1", "Geek", "a.c"}) {
            query("groupadd", "m=ana&name=" + name).ok();
        }
        for (String whose :
                new String[] {"", "&addr=ana", "&uid=" + known("ana").uid()}) {
            Reply reply = query("groupsget", parameters + whose).ok();
            assertThat(reply.at("groupscount")).isEqualTo(total);
            assertThat((List<?>) reply.at("groups")).hasSize(rows);
        }
    }

    @Test
    void aUsersGroupsOnly() {
        int gid = group("ana", "bob");
        group("bob");

        assertThat(query("groupsget", "addr=ana").ok().at("groups.0.gid")).isEqualTo(gid);
        assertThat(query("groupsget", "addr=ana").ok().at("groupscount")).isEqualTo(1);
        query("groupsget", "addr=ghost").refused("BADUSER", 404, "user.address");
    }
}
