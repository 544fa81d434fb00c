package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.ApiFixture;
import dev.carillon.api.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserGetOpTest extends ApiFixture {

    @Test
    void showsEverythingAboutAUser() {
        int gid = group("ana", "bob");
        String token = call("useradd", """
                {"user": {"address": "ana", "name": "Ana", "flags": 1, "groups": 5, "permissions": {"turn": 0},
                  "profile": {"status": "s", "image": "i"}, "token": {"v2": true, "ios": 1, "device": "d", "expiry": 1}}}""").ok().string("user.token");
        Reply reply = query("userget", "uid=" + known("ana").uid()).ok();

        assertThat(reply.at("user.address")).isEqualTo("ana");
        assertThat(reply.at("user.flags")).isEqualTo(1);
        assertThat(reply.at("user.maxgroups")).isEqualTo(5);
        assertThat(reply.at("user.permissions.turn")).isEqualTo(false);
        assertThat(reply.at("user.permissions.calls")).isEqualTo(true);
        assertThat(reply.at("user.profile")).isEqualTo(Map.of("name", "Ana", "image", "i", "status", "s"));
        assertThat(reply.at("user.groups")).isEqualTo(List.of(Map.of("gid", gid, "name", "")));
        assertThat(reply.at("user.tokens.0.token")).isEqualTo(token);
        assertThat(reply.at("user.tokens.0.platforms")).isEqualTo(List.of("ios"));
        assertThat(reply.at("user.tokens.0.device")).isEqualTo("d");
        assertThat(reply.number("user.tokens.0.expires"))
                .isEqualTo((int) (server.clock().millis() / 1000 + 60));
    }

    @Test
    void mustKnowWhom() {
        query("userget", "").refused("MISSINGPARA", 400, "user.uid", "user.address");
        query("userget", "addr=ghost").refused("BADUSER", 404, "user.address");
    }
}
