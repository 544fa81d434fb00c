package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.Login;
import dev.carillon.accounts.User;
import dev.carillon.api.ApiFixture;
import dev.carillon.api.Reply;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserAddOpTest extends ApiFixture {
    private Login login(String token, String appid, String platform) {
        return server.accounts().login(token, appid, platform);
    }

    @Test
    void createsAUserAndATokenForItsApp() {
        Reply reply = call("useradd", """
                {"user": {"address": "ana@example.net", "name": "Ana", "token": {"appid": "com.example", "expiry": 10}}}""").ok();

        User ana = known("ana@example.net");
        assertThat(ana.name()).isEqualTo("Ana");
        assertThat(ana.active()).isTrue();
        assertThat(reply.body().keySet()).containsExactly("user", "op", "result");
        assertThat(reply.at("user.uid")).isEqualTo(ana.uid());
        assertThat(reply.at("user.address")).isEqualTo("ana@example.net");
        assertThat(reply.string("user.token")).matches("[0-9a-z]{20,64}");
        assertThat(login(reply.string("user.token"), "com.example", "android")).isInstanceOf(Login.Accepted.class);
        assertThat(login(reply.string("user.token"), "com.other", "android")).isInstanceOf(Login.Refused.class);
        server.clock().advance(Duration.ofMinutes(11));
        assertThat(login(reply.string("user.token"), "com.example", "android")).isInstanceOf(Login.Refused.class);
    }

    @Test
    void withoutATokenBlockNoTokenIsIssued() {
        Reply reply = call("useradd", """
                {"user": {"address": "ana"}}""").ok();

        assertThat(reply.at("user.token")).isNull();
        assertThat(server.accounts().devices(known("ana").uid())).isEmpty();
    }

    @Test
    void inAQueryTheAppidAsksForAToken() {
        assertThat(query("useradd", "addr=ana&name=Ana&expiry=5").ok().at("user.token"))
                .isNull();
        assertThat(query("useradd", "addr=ana&APPID=8117").ok().string("user.token"))
                .isNotEmpty();
        assertThat(query("adduser", "address=ana&v2=1").ok().string("user.token"))
                .isNotEmpty();
        assertThat(known("ana").name()).isEqualTo("Ana");
        assertThat(query("adduser", "addr=ana").string("op")).isEqualTo("adduser");
    }

    @Test
    void aTokenBlockWithoutAppidOrV2IsIncomplete() {
        call("useradd", """
                {"user": {"address": "ana", "token": {"expiry": 5}}}""").refused("MISSINGPARA", 400, "user.token.appid");
        assertThat(known("ana")).isNull();
    }

    @Test
    void anExistingUserChangesOnlyWhereSaidAndGetsAnotherToken() {
        Reply first = call("useradd", """
                {"user": {"address": "ana", "name": "Ana", "flags": 7, "token": {"appid": "a"}}}""").ok();
        Reply other = call("useradd", """
                {"user": {"address": "ana", "token": {"appid": "b"}}}""").ok();
        Reply second = call("useradd", """
                {"user": {"uid": %d, "token": {"appid": "a"}}}""".formatted(first.number("user.uid"))).ok();

        assertThat(second.at("user.uid")).isEqualTo(first.at("user.uid"));
        assertThat(second.at("user.address")).isEqualTo("ana");
        assertThat(known("ana").name()).isEqualTo("Ana");
        assertThat(known("ana").flags()).isEqualTo(7);
        assertThat(login(first.string("user.token"), "a", null)).isInstanceOf(Login.Refused.class);
        assertThat(login(second.string("user.token"), "a", null)).isInstanceOf(Login.Accepted.class);
        assertThat(login(other.string("user.token"), "b", null)).isInstanceOf(Login.Accepted.class);
    }

    @Test
    void aV2TokenIsForPlatforms() {
        String web = call("useradd", """
                {"user": {"address": "ana", "token": {"v2": true, "javascript": 1, "autorefresh": "30"}}}""").ok().string("user.token");
        String any = call("useradd", """
                {"user": {"address": "ana", "token": {"v2": "1", "expiry": 0}}}""").ok().string("user.token");
        String phone = call("useradd", """
                {"user": {"address": "ana", "token": {"v2": true, "package": "com.example", "device": "tablet"}}}""").ok().string("user.token");

        assertThat(login(web, null, "javascript")).isInstanceOf(Login.Accepted.class);
        assertThat(login(web, null, "ios")).isInstanceOf(Login.Refused.class);
        assertThat(login(any, null, "ios")).isInstanceOf(Login.Accepted.class);
        assertThat(login(phone, null, "android")).isInstanceOf(Login.Accepted.class);
        assertThat(login(phone, null, "javascript")).isInstanceOf(Login.Refused.class);
        server.clock().advance(Duration.ofDays(800));
        assertThat(login(web, null, "javascript")).isInstanceOf(Login.Refused.class);
        assertThat(login(any, null, "ios")).isInstanceOf(Login.Accepted.class);
    }

    @Test
    void everyAttributeIsKept() {
        call("useradd", """
                {"user": {"address": "ana", "name": "A", "active": 0, "flags": "0x10", "restrictions": 3, "groups": 2,
                  "uac": 4, "permissions": {"calls": false, "peers": 2},
                  "profile": {"image": "https://x/a.png", "status": "busy", "info": "i", "other": "o", "Car": "red"}}}""").ok();

        User ana = known("ana");
        assertThat(ana.active()).isFalse();
        assertThat(ana.flags()).isEqualTo(16);
        assertThat(ana.restrictions()).isEqualTo(3);
        assertThat(ana.maxGroups()).isEqualTo(2);
        assertThat(ana.uac()).isEqualTo(4);
        assertThat(ana.permissions().calls()).isFalse();
        assertThat(ana.permissions().turn()).isTrue();
        assertThat(ana.permissions().peers()).isEqualTo(2);
        assertThat(ana.profile().image()).isEqualTo("https://x/a.png");
        assertThat(ana.profile().fields()).isEqualTo(Map.of("status", "busy", "info", "i", "other", "o", "Car", "red"));
    }

    @Test
    void permissionsThatAreNotMentionedStay() {
        call("useradd", """
                {"user": {"address": "ana", "permissions": {"calls": false}}}""").ok();
        call("useradd", """
                {"user": {"address": "ana", "permissions": {"turn": false}}}""").ok();

        assertThat(known("ana").permissions().calls()).isFalse();
        assertThat(known("ana").permissions().turn()).isFalse();
    }

    @Test
    void aNameInThePlaceOfTheNumberOfGroupsIsIgnored() {
        query("useradd", "addr=ana&groups=Ana+Lima&active=true").ok();

        assertThat(known("ana").maxGroups()).isEqualTo(-1);
    }

    @Test
    void aDisabledUserCannotLogIn() {
        String token = call("useradd", """
                {"user": {"address": "ana", "token": {"appid": "a"}}}""").string("user.token");
        query("useradd", "addr=ana&active=0").ok();

        assertThat(login(token, "a", null)).isInstanceOf(Login.Disabled.class);
    }

    @Test
    void aOneTimeCodeMustBeRight() {
        String code = query("otp", "addr=ana").ok().string("otp");
        String wrong = code.equals("123456") ? "654321" : "123456";

        query("useradd", "addr=ana&otp=" + wrong).refused("BADOTP", 400, "user.otp");
        assertThat(known("ana")).isNull();
        query("useradd", "addr=ana&otp=" + code).ok();
        query("useradd", "addr=ana&otp=" + code).refused("BADOTP", 400, "user.otp");
    }

    @Test
    void onlyTokenAndOpIsMissingTheAddress() {
        for (Reply reply : new Reply[] {
            call("useradd"), query("useradd", ""), query("useradd", "addr="), call("useradd", "{\"user\": {}}")
        }) {
            reply.refused("MISSINGPARA", 400, "user.address", "user.uid");
            assertThat(reply.body().keySet()).containsExactly("error", "code", "cause", "properties", "op", "result");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"  \"",
                "\"a\\u0000b\"",
                "\"a\\nb\"",
                "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
                "{\"x\": 1}",
                "[\"ana\"]"
            })
    void anAddressThatCannotBeUsedIsRefused(String address) {
        call("useradd", "{\"user\": {\"address\": " + address + "}}").refused("BADPARA", 400, "user.address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"expiry\": -1",
                "\"expiry\": \"soon\"",
                "\"expiry\": 1e300",
                "\"expiry\": 99999999999999999999999999",
                "\"expiry\": 1.5",
                "\"expiry\": [1]"
            })
    void aLifeThatCannotBeUsedIsRefusedAndNothingHappens(String expiry) {
        call("useradd", "{\"user\": {\"address\": \"ana\", \"token\": {\"appid\": \"a\", " + expiry + "}}}")
                .refused("BADPARA", 400, "user.token.expiry");
        assertThat(known("ana")).isNull();
    }

    @Test
    void addressesMayBeNumbersAndAnyUnicode() {
        assertThat(call("useradd", "{\"user\": {\"address\": 4915550100}}").ok().at("user.address"))
                .isEqualTo("4915550100");
        assertThat(call("useradd", "{\"user\": {\"address\": \" Zoë 🎻 \"}}")
                        .ok()
                        .at("user.address"))
                .isEqualTo("Zoë 🎻");
        assertThat(query("useradd", "addr=Zo%C3%AB+%F0%9F%8E%BB").ok().at("user.uid"))
                .isEqualTo(known("Zoë 🎻").uid());
    }

    @Test
    void namesAndProfilesHaveBounds() {
        call("useradd", "{\"user\": {\"address\": \"ana\", \"name\": \"%s\"}}".formatted("ä".repeat(1_000)))
                .refused("BADPARA", 400, "user.name");
        call("useradd", "{\"user\": {\"address\": \"ana\", \"name\": \"%s\"}}".formatted("x".repeat(65_536)))
                .refused("BADPARA", 400, "user.name");
        call(
                        "useradd",
                        "{\"user\": {\"address\": \"ana\", \"profile\": {\"a\": \"%1$s\", \"b\": \"%1$s\"}}}"
                                .formatted("x".repeat(10_000)))
                .refused("BADPARA", 400, "user.profile");
        assertThat(known("ana")).isNull();
    }

    @Test
    void theUidMustBeOneOfThisApp() {
        User ana = user("ana");
        String others = server.app("others of " + app.name()).token();

        call("useradd", "{\"user\": {\"uid\": %d}}".formatted(ana.uid()), others)
                .refused("BADUSER", 404, "user.uid");
        call("useradd", "{\"user\": {\"uid\": %d, \"address\": \"bob\"}}".formatted(ana.uid()))
                .refused("BADPARA", 400, "user.address");
    }

    @Test
    void aUserHasABoundedNumberOfTokens() {
        for (int i = 0; i < 8; i++) {
            String token = query("useradd", "addr=ana&appid=app" + i).ok().string("user.token");
            assertThat(login(token, "app" + i, null)).isInstanceOf(Login.Accepted.class);
        }
        query("useradd", "addr=ana&appid=app8").refused("QUOTA", 429, "user.token");
        query("useradd", "addr=ana&appid=app7").ok();
    }
}
