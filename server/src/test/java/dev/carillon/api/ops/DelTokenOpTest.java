package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.Login;
import dev.carillon.api.ApiFixture;
import org.junit.jupiter.api.Test;

class DelTokenOpTest extends ApiFixture {
    private String token(String appid) {
        return query("useradd", "addr=ana&appid=" + appid).ok().string("user.token");
    }

    private boolean good(String token, String appid) {
        return server.accounts().login(token, appid, null) instanceof Login.Accepted;
    }

    @Test
    void endsOneTokenByItsText() {
        String a = token("a");
        String b = token("b");
        String c = token("c");

        assertThat(query("deltoken", "usertoken=" + a).ok().at("count")).isEqualTo(1);
        call("deltoken", "{\"user\": {\"token\": \"%s\"}}".formatted(b)).ok();
        assertThat(good(a, "a")).isFalse();
        assertThat(good(b, "b")).isFalse();
        assertThat(good(c, "c")).isTrue();
        assertThat(query("deltoken", "usertoken=" + a)
                        .refused("BADPARA", 400, "usertoken")
                        .text())
                .doesNotContain(a);
    }

    @Test
    void endsTokensByUserAndAppid() {
        String a = token("a");
        String b = token("b");

        query("deltoken", "addr=ana&appid=a").ok();
        call(
                        "deltoken",
                        "{\"user\": {\"uid\": %d, \"token\": {\"appid\": \"b\"}}}"
                                .formatted(known("ana").uid()))
                .ok();
        assertThat(good(a, "a")).isFalse();
        assertThat(good(b, "b")).isFalse();
        assertThat(query("deltoken", "addr=ana&appid=a").ok().at("count")).isEqualTo(0);
    }

    @Test
    void needsToKnowWhich() {
        token("a");
        query("deltoken", "").refused("MISSINGPARA", 400, "usertoken", "appid");
        query("deltoken", "appid=a").refused("MISSINGPARA", 400, "user.uid", "user.address");
        query("deltoken", "appid=a&addr=ghost").refused("BADUSER", 404, "user.address");
    }

    @Test
    void aTokenOfAnotherAppIsNotTouched() {
        String token = token("a");
        call(
                        "deltoken",
                        "{\"usertoken\": \"%s\"}".formatted(token),
                        server.app("not " + app.name()).token())
                .refused("BADPARA", 400, "usertoken");
        assertThat(good(token, "a")).isTrue();
    }
}
