package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.Login;
import dev.carillon.api.ApiFixture;
import dev.carillon.api.Reply;
import org.junit.jupiter.api.Test;

class UserTokenOpTest extends ApiFixture {
    private Login login(String token, String appid) {
        return server.accounts().login(token, appid, null);
    }

    @Test
    void issuesATokenForAnAppid() {
        int uid = user("ana").uid();
        Reply nested = call("usertoken", "{\"user\": {\"uid\": \"%d\", \"token\": {\"appid\": \"a\"}}}".formatted(uid))
                .ok();
        Reply flat = query("usertoken", "addr=ana&appid=b&expiry=60").ok();

        assertThat(nested.at("user.uid")).isEqualTo(uid);
        assertThat(nested.at("user.address")).isEqualTo("ana");
        assertThat(nested.at("user.appid")).isEqualTo("a");
        assertThat(login(nested.string("user.token"), "a")).isInstanceOf(Login.Accepted.class);
        assertThat(login(flat.string("user.token"), "b")).isInstanceOf(Login.Accepted.class);
    }

    @Test
    void endsTheTokensOfAnAppid() {
        user("ana");
        for (String remove : new String[] {"delete=1", "remove=true"}) {
            String token = query("usertoken", "addr=ana&appid=a").ok().string("user.token");
            String other = query("usertoken", "addr=ana&appid=b").ok().string("user.token");
            Reply reply = query("usertoken", "addr=ana&appid=a&" + remove).ok();

            assertThat(reply.at("user.token")).isNull();
            assertThat(reply.at("user.appid")).isEqualTo("a");
            assertThat(login(token, "a")).isInstanceOf(Login.Refused.class);
            assertThat(login(other, "b")).isInstanceOf(Login.Accepted.class);
        }
    }

    @Test
    void endsTheTokensOfADeviceOrPlatform() {
        user("ana");
        String web = query("usertoken", "addr=ana&v2=1&javascript=1").ok().string("user.token");
        String tablet = query("usertoken", "addr=ana&v2=1&javascript=1&device=tablet")
                .ok()
                .string("user.token");

        call("usertoken", "{\"user\": {\"address\": \"ana\", \"token\": {\"remove\": true, \"device\": \"tablet\"}}}")
                .ok();
        assertThat(login(tablet, null)).isInstanceOf(Login.Refused.class);
        assertThat(login(web, null)).isInstanceOf(Login.Accepted.class);
        call("usertoken", "{\"user\": {\"address\": \"ana\", \"token\": {\"delete\": 1, \"javascript\": 1}}}")
                .ok();
        assertThat(login(web, null)).isInstanceOf(Login.Refused.class);
    }

    @Test
    void needsAUserAndAnAppid() {
        user("ana");
        query("usertoken", "appid=a").refused("MISSINGPARA", 400, "user.uid", "user.address");
        query("usertoken", "addr=ana").refused("MISSINGPARA", 400, "user.token.appid");
        query("usertoken", "addr=ana&delete=1").refused("MISSINGPARA", 400, "user.token.appid");
        query("usertoken", "addr=ghost&appid=a").refused("BADUSER", 404, "user.address");
        query("usertoken", "uid=2000000000&appid=a").refused("BADUSER", 404, "user.uid");
        query("usertoken", "uid=2147483648&appid=a").refused("BADPARA", 400, "user.uid");
        query("usertoken", "uid=-5&appid=a").refused("BADPARA", 400, "user.uid");
        assertThat(known("ghost")).isNull();
    }

    @Test
    void aUserHasABoundedNumberOfTokens() {
        user("ana");
        for (int i = 0; i < 8; i++) {
            String token = query("usertoken", "addr=ana&appid=app" + i).ok().string("user.token");
            assertThat(login(token, "app" + i)).isInstanceOf(Login.Accepted.class);
        }
        query("usertoken", "addr=ana&appid=app8").refused("QUOTA", 429, "user.token");
    }
}
