package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.Login;
import dev.carillon.api.ApiFixture;
import org.junit.jupiter.api.Test;

class AppTokenOpTest extends ApiFixture {

    @Test
    void theOldTokenIsVoidAndUserTokensStayGood() {
        String user = query("useradd", "addr=ana&appid=a").ok().string("user.token");
        String fresh = call("apptoken").ok().string("app.token");

        assertThat(fresh).matches("[0-9a-z]{64}").isNotEqualTo(app.token());
        call("appstats").refused("AUTHFAIL", 401, "token");
        call("appstats", "{}", fresh).ok();
        assertThat(server.accounts().login(user, "a", null)).isInstanceOf(Login.Accepted.class);
    }
}
