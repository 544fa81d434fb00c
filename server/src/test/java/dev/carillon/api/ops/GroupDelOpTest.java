package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.ApiFixture;
import org.junit.jupiter.api.Test;

class GroupDelOpTest extends ApiFixture {

    @Test
    void deletesAGroup() {
        int flat = group("ana");
        int nested = group("ana");

        assertThat(query("groupdel", "gid=" + flat).ok().at("group.gid")).isEqualTo(flat);
        call("groupdel", "{\"group\": {\"gid\": \"%d\"}}".formatted(nested)).ok();
        assertThat(server.groups().group(flat)).isNull();
        assertThat(server.groups().group(nested)).isNull();
        query("groupdel", "gid=" + flat).refused("BADGROUP", 404, "group.gid");
        assertThat(group("ana")).isGreaterThan(nested);
    }

    @Test
    void needsAGroupOfThisApp() {
        int gid = group("ana");
        query("groupdel", "").refused("MISSINGPARA", 400, "group.gid");
        call(
                        "groupdel",
                        "{\"gid\": %d}".formatted(gid),
                        server.app("no owner of " + gid).token())
                .refused("BADGROUP", 404, "group.gid");
        assertThat(server.groups().group(gid)).isNotNull();
    }
}
