package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.Login;
import dev.carillon.accounts.User;
import dev.carillon.api.ApiFixture;
import dev.carillon.api.Reply;
import org.junit.jupiter.api.Test;

class UserDelOpTest extends ApiFixture {

    @Test
    void deletesAUserWithItsTokensAndMemberships() {
        int gid = group("ana", "bob");
        User ana = known("ana");
        String token = query("useradd", "addr=ana&appid=a").ok().string("user.token");

        Reply reply = call("userdel", "{\"user\": {\"uid\": %d}}".formatted(ana.uid()))
                .ok();

        assertThat(reply.at("user.uid")).isEqualTo(ana.uid());
        assertThat(known("ana")).isNull();
        assertThat(server.accounts().login(token, "a", null)).isInstanceOf(Login.Refused.class);
        assertThat(query("getmembers", "gid=" + gid).ok().at("count")).isEqualTo(1);
        assertThat(query("useradd", "addr=ana").ok().number("user.uid")).isGreaterThan(ana.uid());
    }

    @Test
    void takesTheAddressAndTheOldName() {
        user("ana");
        user("bob");
        query("userdel", "address=ana").ok();
        assertThat(query("deluser", "addr=bob").ok().at("op")).isEqualTo("deluser");
        assertThat(known("ana")).isNull();
        assertThat(known("bob")).isNull();
    }

    @Test
    void neverTakesAUserTokenForAUser() {
        user("ana");
        query("deluser", "addr=").refused("MISSINGPARA", 400, "user.uid", "user.address");
        call("userdel", "{\"user\": {\"token\": \"x\"}}").refused("MISSINGPARA", 400, "user.uid", "user.address");
        query("userdel", "addr=ghost").refused("BADUSER", 404, "user.address");
        query("userdel", "uid=" + Integer.MAX_VALUE).refused("BADUSER", 404, "user.uid");
        assertThat(known("ana")).isNotNull();
    }
}
