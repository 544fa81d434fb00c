package dev.carillon.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevicesTest extends AccountsFixture {
    private User ana;

    @BeforeEach
    void addUser() {
        ana = user("ana");
    }

    private static TokenRequest v1(String appid, long expiry) {
        return new TokenRequest(appid, false, 0, null, null, null, null, null, expiry, 0);
    }

    private static TokenRequest v2(int platforms, @Nullable String device) {
        return new TokenRequest(null, true, platforms, null, null, null, device, null, 0, 0);
    }

    private IssuedToken.Issued issue(TokenRequest request) {
        return (IssuedToken.Issued) accounts.issue(ana.uid(), request);
    }

    private boolean accepted(String token) {
        return accounts.login(token, null, null) instanceof Login.Accepted;
    }

    @Test
    void aTokenOpensTheDoorForItsUser() {
        var issued = issue(v1("com.acme", 10));

        assertThat(accounts.login(issued.token(), "com.acme", "android"))
                .isEqualTo(new Login.Accepted(app, ana, issued.device()));
        assertThat(accounts.devices(ana.uid())).containsExactly(issued.device());
        assertThat(accounts.token(issued.device())).isEqualTo(issued.token());
        restart();
        assertThat(accounts.login(issued.token(), "com.acme", "android"))
                .isEqualTo(new Login.Accepted(app, ana, issued.device()));
    }

    @Test
    void allAttributesOfADeviceAreKept() {
        var request = new TokenRequest(null, true, 5, "pkg", "bundle", "https://a", "phone", "bob", 60, 30);
        Device device = issue(request).device();
        restart();

        long now = open.clock().millis();
        assertThat(accounts.devices(ana.uid())).containsExactly(device);
        assertThat(device)
                .isEqualTo(new Device(
                        1,
                        ana.uid(),
                        null,
                        true,
                        5,
                        "pkg",
                        "bundle",
                        "https://a",
                        "phone",
                        "bob",
                        now + 3_600_000,
                        30,
                        1,
                        now));
    }

    @Test
    void theSamePlaceKeepsItsDeviceAndEndsTheOldToken() {
        var old = issue(v1("com.acme", 0));
        assertThat(accepted(old.token())).isTrue();

        var renewed = issue(v1("com.acme", 5));

        assertThat(renewed.device().id()).isEqualTo(old.device().id());
        assertThat(renewed.device().generation()).isEqualTo(2);
        assertThat(accepted(old.token())).isFalse();
        assertThat(accepted(renewed.token())).isTrue();
        assertThat(heard).containsExactly("replaced 1/1");
    }

    @Test
    void otherPlacesAreOtherDevices() {
        var requests = new TokenRequest[] {
            v1("a", 0), v1("A", 0), v1("b", 0), v2(0, null), v2(4, null), v2(4, "phone"), v2(4, "tablet")
        };
        for (TokenRequest request : requests) {
            issue(request);
        }

        assertThat(accounts.devices(ana.uid())).extracting(Device::id).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(heard).isEmpty();
    }

    @Test
    @Tag("C8")
    void theTokenThatWaitsLongestForItsFirstLoginMakesRoom() {
        var tokens = new ArrayList<IssuedToken.Issued>();
        for (int i = 0; i < 8; i++) {
            tokens.add(issue(v1("app" + i, 0)));
        }
        assertThat(accepted(tokens.getFirst().token())).isTrue();
        restart();

        var ninth = issue(v1("app8", 0));
        assertThat(accepted(tokens.get(1).token())).isFalse();
        assertThat(accounts.devices(ana.uid()))
                .extracting(Device::appid)
                .doesNotContain("app1")
                .contains("app0");
        tokens.stream().skip(2).forEach(one -> assertThat(accepted(one.token())).isTrue());
        assertThat(accepted(ninth.token())).isTrue();
        assertThat(accounts.issue(ana.uid(), v1("app9", 0))).isEqualTo(new IssuedToken.TooManyDevices());
    }

    @Test
    @Tag("E13")
    void anApplicationTokenInPlaceOfAUsersIsNamed() {
        assertThat(accounts.login(app.token(), null, null))
                .isInstanceOfSatisfying(
                        Login.Refused.class,
                        refused -> assertThat(refused.reason()).contains("application token"));
        assertThat(accepted(" " + issue(v1("app", 0)).token() + "\r\n")).isTrue();
    }

    @Test
    void theNinthDeviceIsRefused() {
        for (int i = 0; i < 8; i++) {
            accepted(issue(v1("app" + i, 0)).token());
        }
        assertThat(accounts.issue(ana.uid(), v1("app8", 0))).isEqualTo(new IssuedToken.TooManyDevices());
        assertThat(issue(v1("app3", 0)).device().generation()).isEqualTo(2);

        accounts.revoke(ana.uid(), "app3", null, null);
        assertThat(accounts.issue(ana.uid(), v1("app8", 0))).isInstanceOf(IssuedToken.Issued.class);
    }

    @Test
    void expiredDevicesMakeRoom() {
        issue(v1("lasting", 0));
        for (int i = 0; i < 7; i++) {
            issue(v1("app" + i, 1));
        }
        open.clock().advance(Duration.ofMinutes(1));
        assertThat(accounts.devices(ana.uid())).extracting(Device::appid).containsExactly("lasting");

        assertThat(accounts.issue(ana.uid(), v1("new", 0))).isInstanceOf(IssuedToken.Issued.class);
        assertThat(heard).hasSize(7).allMatch(news -> news.startsWith("ended"));
        assertThat(accounts.devices(ana.uid())).extracting(Device::appid).containsExactly("lasting", "new");
    }

    @Test
    void anExpiredTokenIsRefusedAndItsPlaceKept() {
        var issued = issue(v1("a", 1));
        open.clock().advance(Duration.ofSeconds(59));
        assertThat(accepted(issued.token())).isTrue();
        open.clock().advance(Duration.ofSeconds(1));
        assertThat(accepted(issued.token())).isFalse();

        assertThat(issue(v1("a", 1)).device().id()).isEqualTo(issued.device().id());
    }

    @Test
    void aLifeBeyondTheCalendarHasNoEnd() {
        assertThat(issue(v1("a", Long.MAX_VALUE)).device().expires()).isZero();
        assertThat(issue(v1("b", 0)).device().expires()).isZero();
        assertThat(issue(v1("c", -5)).device().expires()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"com.acme, true", "'', true", ", true", "com.Acme, false", "com.acme.x, false"})
    void aV1TokenIsForItsApp(@Nullable String appid, boolean good) {
        String token = issue(v1("com.acme", 0)).token();

        assertThat(accounts.login(token, appid, "nonsense") instanceof Login.Accepted)
                .isEqualTo(good);
    }

    @ParameterizedTest
    @CsvSource({
        "4, , true",
        "4, JavaScript, true",
        "4, ios, false",
        "1, , false",
        "3, ios, true",
        "0, ios, true",
        "0, amiga, true",
        "4, amiga, false"
    })
    void aV2TokenIsForItsPlatforms(int platforms, @Nullable String platform, boolean good) {
        String token = issue(v2(platforms, null)).token();

        assertThat(accounts.login(token, "any", platform) instanceof Login.Accepted)
                .isEqualTo(good);
    }

    @Test
    void refusalsNeverSayTheToken() {
        String token = issue(v1("a", 0)).token();

        assertThat(accounts.login(token, "b", null))
                .isInstanceOfSatisfying(
                        Login.Refused.class,
                        no -> assertThat(no.reason()).contains("app b").doesNotContain(token));
        assertThat(accounts.login("nonsense", null, null)).isInstanceOf(Login.Refused.class);
    }

    @Test
    void aUserSwitchedOffCannotLogInUntilSwitchedOn() {
        String token = issue(v1("a", 0)).token();
        accounts.change(ana.uid(), active(false), false);
        assertThat(accounts.login(token, "a", null)).isEqualTo(new Login.Disabled());
        accounts.change(ana.uid(), active(true), false);
        assertThat(accepted(token)).isTrue();
    }

    private static UserChange active(boolean active) {
        return new UserChange(null, active, null, null, null, null, null, null, null, null, null, null);
    }

    @Test
    void revokesByFilter() {
        issue(v1("a", 0));
        issue(v2(4, null));
        issue(v2(4, "phone"));
        issue(v2(1, "phone"));

        assertThat(accounts.revoke(ana.uid(), null, null, "phone")).isEqualTo(2);
        assertThat(accounts.revoke(ana.uid(), "nothing", null, null)).isZero();
        assertThat(accounts.revoke(ana.uid(), null, 4, null)).isEqualTo(1);
        assertThat(accounts.revoke(ana.uid(), null, null, null)).isEqualTo(1);
        assertThat(heard).containsExactly("ended 3/1", "ended 4/1", "ended 2/1", "ended 1/1");
        assertThat(accounts.devices(ana.uid())).isEmpty();
    }

    @Test
    void revokesOneTokenOfTheAppOnly() {
        var issued = issue(v1("a", 0));
        App other = open.app("other");

        assertThat(accounts.revokeToken(other.aid(), issued.token())).isFalse();
        assertThat(accepted(issued.token())).isTrue();
        assertThat(accounts.revokeToken(app.aid(), issued.token())).isTrue();
        assertThat(accepted(issued.token())).isFalse();
        assertThat(accounts.revokeToken(app.aid(), issued.token())).isFalse();
        assertThat(accounts.revokeDevice(issued.device().id())).isFalse();
    }

    @Test
    void aRevokedTokenStaysDeadWhenThePlaceIsTakenAgain() {
        var old = issue(v1("a", 0));
        assertThat(accounts.revokeDevice(old.device().id())).isTrue();
        var renewed = issue(v1("a", 0));

        assertThat(renewed.device().id()).isGreaterThan(old.device().id());
        assertThat(accepted(old.token())).isFalse();
    }

    @Test
    void theTokenOfADeletedUserIsRefused() {
        String token = issue(v1("a", 0)).token();
        assertThat(accepted(token)).isTrue();
        accounts.delete(ana.uid());

        assertThat(accepted(token)).isFalse();
        assertThatThrownBy(() -> accounts.issue(ana.uid(), v1("a", 0)))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("" + ana.uid());
    }
}
