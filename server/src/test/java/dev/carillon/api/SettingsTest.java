package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.Networks;
import java.net.InetAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the operator can choose, away from the defaults.
class SettingsTest extends ApiFixture {

    @Override
    protected ApiSettings settings() {
        return new ApiSettings(
                false, true, false, List.of("127.0.0.0/8", "::1"), new ApiSettings.Rate(0.001, 3), "", 2_000, 3_000);
    }

    @Test
    void requestsOfAnApplicationAreLimitedAndOthersGoOn() {
        for (int i = 0; i < 3; i++) {
            query("appstats", "").ok();
        }
        query("appstats", "").refused("RATELIMIT", 429);
        call("appstats", "{}", server.app("another").token()).ok();
    }

    @Test
    void theLegacyEnvelopeIsOnlyForItsPath() {
        Reply legacy = query("groupadd", "name=Desk").ok();

        assertThat(legacy.at("app.aid")).isEqualTo(Integer.toString(app.aid()));
        assertThat(legacy.at("app.name")).isEqualTo(app.name());
        assertThat(legacy.at("app.u_groups")).isEqualTo("1");
        assertThat(legacy.at("app.token")).isEqualTo("");
        assertThat(legacy.at("app.secret")).isEqualTo("");
        assertThat(legacy.at("disabled")).isEqualTo(0);
        assertThat(legacy.at("ipaddr")).isEqualTo("2130706433");
        assertThat(legacy.string("uts")).matches("\\d+");
        assertThat(legacy.body().keySet()).containsSequence("group", "op", "result");
        assertThat(call("appstats").ok().at("uts")).isNull();
        assertThat(server.get("/api.php?op=x").refused("AUTHFAIL", 401, "token").at("app"))
                .isNull();
    }

    @Test
    void tokensAreNotListed() {
        query("useradd", "addr=ana&appid=a").ok();

        assertThat(query("usersget", "").ok().text()).doesNotContain("\"token\":\"0");
        assertThat(query("userget", "addr=ana").ok().at("user.tokens")).isEqualTo(List.of());
    }

    @Test
    void withoutCorsOtherOriginsGetNoLeave() {
        Reply preflight = server.send(server.request("/backend").method("OPTIONS", BodyPublishers.noBody()));

        assertThat(preflight.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase().startsWith("access-"));
        assertThat(query("appstats", "").headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void bodiesHaveTheBoundsThatWereChosen() {
        assertThat(server.json("/backend", "{" + " ".repeat(2_000) + "}").status())
                .isEqualTo(413);
        assertThat(server.post("/backend", "multipart/form-data; boundary=b", new byte[2_500])
                        .status())
                .isEqualTo(200);
        assertThat(server.post("/backend", "multipart/form-data; boundary=b", new byte[3_001])
                        .status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.1.2.3, true",
        "10.0.0.0/8, 11.1.2.3, false",
        "192.168.4.128/25, 192.168.4.200, true",
        "192.168.4.128/25, 192.168.4.100, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "10.0.0.1, 10.0.0.1, true",
        "10.0.0.1, 10.0.0.2, false",
        "fd00::/8, fd12::1, true",
        "fd00::/8, fe80::1, false",
        "::1, ::1, true"
    })
    void networksContainTheirAddresses(String network, String address, boolean expected) throws Exception {
        assertThat(new Networks(List.of(network)).contains(InetAddress.getByName(address)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/-1", "10.0.0.0/x", "::/129", "300.1.1.1"})
    void whatIsNoNetworkIsNamed(String text) {
        assertThatThrownBy(() -> new Networks(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @Test
    void aBucketFillsAgain() {
        var now = new AtomicLong();
        var limit = new RateLimit(new ApiSettings.Rate(2, 2), now::get);

        assertThat(limit.grants(1)).isTrue();
        assertThat(limit.grants(1)).isTrue();
        assertThat(limit.grants(1)).isFalse();
        assertThat(limit.grants(2)).isTrue();
        now.addAndGet(500_000_000);
        assertThat(limit.grants(1)).isTrue();
        assertThat(limit.grants(1)).isFalse();
        now.addAndGet(60_000_000_000L);
        assertThat(limit.grants(1)).isTrue();
        assertThat(limit.grants(1)).isTrue();
        assertThat(limit.grants(1)).isFalse();
    }
}
