package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every answer has, whatever was asked.
class EnvelopeTest extends ApiFixture {

    @Test
    void theChecksComeInTheirOrder() {
        server.get("/backend").refused("NOOP", 400, "op");
        server.get("/backend?op=&token=" + app.token()).refused("NOOP", 400, "op");
        server.get("/backend?op=nonsense").refused("AUTHFAIL", 401, "token");
        server.get("/backend?op=nonsense&token=wrong").refused("AUTHFAIL", 401, "token");
        server.get("/backend?op=useradd&token=wrong").refused("AUTHFAIL", 401, "token");
        query("nonsense", "").refused("BADOP", 400, "op");
        query("useradd", "expiry=x").refused("MISSINGPARA", 400, "user.address", "user.uid");
        query("useradd", "addr=ana&appid=a&expiry=x").refused("BADPARA", 400, "user.token.expiry");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pushupload", "pushset", "scriptadd", "uacset", "onpset", "login"})
    void operationsThatAreNotThereYetAreUnknown(String op) {
        assertThat(query(op, "").refused("BADOP", 400, "op").at("op")).isEqualTo(op);
        call(op, "{\"script\": {\"sid\": 1}}").refused("BADOP", 400, "op");
    }

    @Test
    void theOpIsEchoedAsSentInLowerCase() {
        assertThat(call(" AppStats\\t").ok().at("op")).isEqualTo("appstats");
        assertThat(call("GetMembers").at("op")).isEqualTo("getmembers");
        assertThat(call("x".repeat(10_000)).string("op")).hasSize(64);
        assertThat(server.json("/backend", "{\"op\": {\"a\": 1}}").body()).doesNotContainKey("op");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "7", "-3", "9007199254740993", "123456789012345678901234567890", "1.5", "\"abc\""})
    void theIdIsEchoedUnchanged(String id) {
        assertThat(call("appstats", "{\"id\": " + id + "}").ok().text()).contains("\"id\":" + id + ",");
        assertThat(call("nonsense", "{\"id\": " + id + "}").text()).contains("\"id\":" + id + ",");
    }

    @Test
    void anIdInAQueryIsANumberAgain() {
        assertThat(query("appstats", "id=42").ok().at("id")).isEqualTo(42);
        assertThat(query("appstats", "").body()).doesNotContainKey("id");
        assertThat(call("appstats", "{\"id\": {\"a\": 1}}").ok().body()).doesNotContainKey("id");
        assertThat(call("appstats", "{\"id\": \"" + "9".repeat(65) + "\"}").ok().body())
                .doesNotContainKey("id");
    }

    @Test
    void everyAnswerHasTheHeaders() {
        for (Reply reply : new Reply[] {query("appstats", ""), query("nonsense", "")}) {
            assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/json; charset=utf-8");
            assertThat(reply.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(reply.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("*");
        }
    }

    @Test
    void browsersOfOtherOriginsMayAsk() {
        var asked = server.request("/backend")
                .header("Origin", "https://console.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type,x-own");
        Reply reply = server.send(asked.method("OPTIONS", BodyPublishers.noBody()));

        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.text()).isEmpty();
        assertThat(reply.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(reply.headers().firstValue("Access-Control-Allow-Headers")).hasValue("content-type,x-own");
        assertThat(reply.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
                .contains("POST", "DELETE");
        assertThat(reply.headers().firstValue("Access-Control-Max-Age")).hasValue("86400");
    }

    @Test
    void headAsksWithoutDoing() {
        Reply reply = server.send(server.request("/backend?op=useradd&addr=ana&token=" + app.token())
                .method("HEAD", BodyPublishers.noBody()));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(known("ana")).isNull();
    }

    @Test
    void otherMethodsAreRefused() {
        Reply reply = server.send(
                server.request("/backend?op=appstats&token=" + app.token()).method("PATCH", BodyPublishers.noBody()));

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.headers().firstValue("Allow").orElse(""))
                .contains("GET")
                .contains("POST");
    }

    @Test
    void theTokenMayComeAsBearer() {
        var request = server.request("/backend?op=appstats").header("Authorization", "Bearer " + app.token());
        server.send(request.GET()).ok();
        var both = server.request("/backend?op=appstats&token=wrong").header("Authorization", "bearer " + app.token());
        server.send(both.GET()).refused("AUTHFAIL", 401, "token");
    }

    @Test
    void noAnswerShowsTheApplicationToken() {
        user("ana");
        for (String op :
                new String[] {"appstats", "usersget", "groupsget", "nonsense", "useradd", "message", "appset"}) {
            assertThat(query(op, "addr=ana").text()).doesNotContain(app.token());
        }
        assertThat(server.get("/backend?op=x&id=1&token=" + app.token() + "x").text())
                .doesNotContain(app.token());
    }

    @Test
    void theApiOfAnotherAppIsAnotherWorld() {
        int gid = group("ana", "bob");
        String other = server.app("other than " + app.name()).token();

        call("userdel", "{\"user\": {\"address\": \"ana\"}}", other).refused("BADUSER", 404, "user.address");
        call("userget", "{\"user\": {\"uid\": %d}}".formatted(known("ana").uid()), other)
                .refused("BADUSER", 404, "user.uid");
        call("groupset", "{\"group\": {\"gid\": %d, \"name\": \"x\"}}".formatted(gid), other)
                .refused("BADGROUP", 404, "group.gid");
        call("groupgetmembers", "{\"gid\": %d}".formatted(gid), other).refused("BADGROUP", 404, "group.gid");
        assertThat(call("usersget", "{}", other).ok().at("userscount")).isEqualTo(0);
        assertThat(call("groupsget", "{}", other).ok().at("groupscount")).isEqualTo(0);
        assertThat(known("ana")).isNotNull();
    }

    @Test
    void valuesOfAnyKindAtTheTopDoNoHarm() {
        for (String value : new String[] {"1", "true", "\"x\"", "[]", "[[1]]", "{}", "null", "{\"address\": {}}"}) {
            for (String name : new String[] {"user", "group", "message", "token2", "app", "otp", "count"}) {
                Reply reply = call("usersget", "{\"%s\": %s}".formatted(name, value));
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.at("code")).isIn(null, 400);
            }
        }
        call("usersget", "{\"user\": [1]}").refused("BADPARA", 400, "user");
        call("useradd", "{\"user\": {\"address\": \"a\", \"token\": \"x\"}}").refused("BADPARA", 400, "user.token");
    }
}
