package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.ApiFixture;
import dev.carillon.api.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsersGetOpTest extends ApiFixture {

    @Test
    void anEmptyAppHasAnEmptyList() {
        assertThat(query("usersget", "").ok().body())
                .isEqualTo(Map.of("userscount", 0, "count", 0, "users", List.of(), "op", "usersget", "result", true));
    }

    @Test
    void everyNumberIsThereAsANumber() {
        call("useradd", "{\"user\": {\"address\": \"ana\", \"name\": \"Ana\", \"flags\": 9, \"active\": false}}")
                .ok();
        int uid = known("ana").uid();
        server.accounts().seen(uid, 1_700_000_000_123L, 2_130_706_433L);
        Reply reply = query("users", "addr=ana").ok();

        assertThat(reply.at("op")).isEqualTo("users");
        assertThat(reply.at("users"))
                .isEqualTo(List.of(Map.ofEntries(
                        Map.entry("uid", uid),
                        Map.entry("address", "ana"),
                        Map.entry("name", "Ana"),
                        Map.entry("ipaddr", 2_130_706_433),
                        Map.entry("lastonline", 1_700_000_000),
                        Map.entry("active", 0),
                        Map.entry("pinned", 0),
                        Map.entry("online", 0),
                        Map.entry("flag", 9),
                        Map.entry("flags", 9))));
    }

    @Test
    void filtersApplyToAllUsersAndPagesToWhatIsLeft() {
        for (int i = 0; i < 6; i++) {
            call(
                            "useradd",
                            "{\"user\": {\"address\": \"u" + i + "\", \"active\": " + (i % 2 == 0) + ", \"uac\": "
                                    + i / 2 + "}}")
                    .ok();
        }
        assertThat(query("usersget", "active=0").ok().column("users", "address"))
                .containsExactly("u1", "u3", "u5");
        assertThat(query("usersget", "active=true&count=1&start=1").ok().column("users", "address"))
                .containsExactly("u2");
        assertThat(query("usersget", "uac=1").ok().at("userscount")).isEqualTo(2);
        assertThat(query("usersget", "online=1").ok().at("userscount")).isEqualTo(0);
        assertThat(call("usersget", "{\"user\": {\"online\": false, \"uac\": 2, \"active\": true}}")
                        .ok()
                        .column("users", "address"))
                .containsExactly("u4");
    }

    @Test
    void thereIsARowForEachToken() {
        String a = query("useradd", "addr=ana&appid=a").ok().string("user.token");
        String b = query("useradd", "addr=ana&appid=b").ok().string("user.token");
        String v2 = query("useradd", "addr=ana&v2=1").ok().string("user.token");
        user("bob");
        Reply reply = query("usersget", "").ok();

        assertThat(reply.at("userscount")).isEqualTo(2);
        assertThat(reply.at("count")).isEqualTo(4);
        assertThat(reply.column("users", "address")).containsExactly("ana", "ana", "ana", "bob");
        assertThat(reply.column("users", "token")).containsExactly(a, b, v2, null);
        assertThat(reply.column("users", "appid")).containsExactly("a", "b", null, null);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 5, 5",
        "addr=*, 5, 5",
        "address=ana*, 3, 3",
        "addr=ana, 1, 1",
        "addr=nobody, 0, 0",
        "addr=*2, 2, 2",
        "count=2, 5, 2",
        "count=2&start=4, 5, 1",
        "count=2&offset=9, 5, 0",
        "count=0, 5, 0",
        "count=2000000000, 5, 5",
        "count=, 5, 5"
    })
    void findsByPatternAndPages(String parameters, int total, int rows) {
        for (String address : new String[] {"ana", "ana1", "ana2", "bob", "bob2"}) {
            user(address);
        }
        Reply reply = query("usersget", parameters).ok();

        assertThat(reply.at("userscount")).isEqualTo(total);
        assertThat(reply.at("count")).isEqualTo(rows);
        assertThat((List<?>) reply.at("users")).hasSize(rows);
    }

    @Test
    void withoutACountThereAreAtMostAHundred() {
        for (int i = 0; i < 101; i++) {
            user("user" + i);
        }
        assertThat(query("usersget", "").ok().at("count")).isEqualTo(100);
        assertThat(call("usersget", "{\"user\": {\"address\": \"user*\"}, \"count\": 1000}")
                        .ok()
                        .at("count"))
                .isEqualTo(101);
    }

    @Test
    void oneUserByUid() {
        user("ana");
        int uid = user("bob").uid();
        assertThat(query("usersget", "uid=" + uid).ok().at("users.0.address")).isEqualTo("bob");
        assertThat(query("usersget", "uid=2000000000").ok().at("userscount")).isEqualTo(0);
    }

    @Test
    void badCountsAreNamed() {
        query("usersget", "count=-1").refused("BADPARA", 400, "count");
        query("usersget", "count=many").refused("BADPARA", 400, "count");
        query("usersget", "start=1.5").refused("BADPARA", 400, "start");
    }
}
