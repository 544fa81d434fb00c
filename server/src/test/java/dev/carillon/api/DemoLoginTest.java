package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.App;
import dev.carillon.accounts.Login;
import dev.carillon.accounts.UserChange;
import dev.carillon.gateway.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a messenger app does at its first start, over HTTP.
class DemoLoginTest {
    private static final String APPID = "com.example.messenger";

    private final JsonMapper mapper = new JsonMapper();
    private final Deque<String> codes = new ArrayDeque<>();
    private TestServer server;
    private App app;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new TestServer(folder, ApiSettings.DEFAULT, (accounts, clock) -> {
            var login = new DemoLogin(accounts, "demo", (phone, code) -> codes.add(code), clock, "");
            return Map.of(DemoLogin.PATH, login, "/messenger", login.besides(_ -> HttpResponse.text(200, "a page")));
        });
        app = server.app("demo");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode ask(String json) {
        var reply = server.post(DemoLogin.PATH, "text/plain", json.getBytes(StandardCharsets.UTF_8));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        return mapper.readTree(reply.text());
    }

    private JsonNode login(String phone, String more) {
        return ask("{\"op\":\"login\",\"appid\":\"" + APPID + "\",\"phone\":\"" + phone + "\"" + more + "}");
    }

    private static String otp(String code) {
        return ",\"otp\":\"" + code + "\"";
    }

    private static void assertRefused(JsonNode answer, String error) {
        assertThat(answer.path("result").asString()).isEqualTo("FAIL");
        assertThat(answer.path("error").asString()).isEqualTo(error);
        assertThat(answer.path("errmsg").asString()).isNotBlank();
        assertThat(answer.path("errtitle").asString()).isNotBlank();
        assertThat(answer.has("token")).isFalse();
    }

    @Test
    void aCodeThenAToken() {
        JsonNode asked = login("+49 155 5010020", "");
        assertThat(asked.path("result").asString()).isEqualTo("OK");
        assertThat(asked.path("op").asString()).isEqualTo("login");
        assertThat(asked.path("title").asString()).isNotBlank();
        assertThat(asked.path("message").asString()).contains("491555010020").doesNotContain(codes.getFirst());
        assertThat(asked.path("delay").asInt()).isPositive();
        assertThat(asked.has("token")).isFalse();
        assertThat(server.accounts().user(app.aid(), "491555010020"))
                .as("nobody exists before the code is right")
                .isNull();

        JsonNode entered = login("491555010020", otp(codes.getFirst()) + ",\"name\":\"Ana\"");
        assertThat(entered.path("phone").asString()).isEqualTo("491555010020");
        assertThat(entered.path("urls").path("upload").asString()).endsWith("/files/upload");
        assertThat(entered.path("urls").path("download").asString()).startsWith("http://localhost:");
        assertThat(entered.path("share").path("text").asString()).isNotBlank();
        var user = Objects.requireNonNull(server.accounts().user(app.aid(), "491555010020"));
        assertThat(user.name()).isEqualTo("Ana");
        String token = entered.path("token").asString();
        assertThat(server.accounts().login(token, APPID, null)).isInstanceOf(Login.Accepted.class);

        assertRefused(login("491555010020", otp(codes.getFirst())), "AUTHFAIL");

        JsonNode left = ask("{\"op\":\"logout\",\"token\":\"" + token + "\"}");
        assertThat(left.path("result").asString()).isEqualTo("OK");
        assertThat(server.accounts().login(token, APPID, null)).isInstanceOf(Login.Refused.class);
        assertRefused(ask("{\"op\":\"logout\",\"token\":\"" + token + "\"}"), "AUTHFAIL");
    }

    @Test
    void oldAppsAskByQuery() {
        server.get(DemoLogin.PATH + "?op=login&appid=" + APPID + "&phone=491555010021");
        var reply = server.get(
                DemoLogin.PATH + "?op=login&appid=" + APPID + "&phone=491555010021&code=" + codes.getFirst());
        assertThat(mapper.readTree(reply.text()).path("token").asString()).isNotBlank();
    }

    @Test
    void appsMayAskUnderTheAddressOfThePage() {
        String query = "/messenger?op=login&appid=" + APPID + "&phone=491555010029";
        assertThat(mapper.readTree(server.get(query).text()).path("result").asString())
                .isEqualTo("OK");
        var json = "{\"op\":\"login\",\"appid\":\"" + APPID + "\",\"phone\":\"491555010029\"" + otp(codes.getFirst())
                + "}";
        var reply = server.post("/messenger", "text/plain", json.getBytes(StandardCharsets.UTF_8));
        assertThat(mapper.readTree(reply.text()).path("token").asString()).isNotBlank();
        assertThat(server.get("/messenger?chat=bob").text()).isEqualTo("a page");
    }

    @Test
    void aCodeOfTheBackEndIsAsGood() {
        String code = server.accounts().otp(app.aid(), "+491555010022", 5, 300, false);
        assertThat(login("+491555010022", otp(code)).path("token").asString()).isNotBlank();
    }

    @Test
    void aCodeIsVoidAfterFiveWrongOnesAndAfterFiveMinutes() {
        login("491555010023", "");
        String code = codes.getFirst();
        for (int i = 0; i < 5; i++) {
            assertRefused(login("491555010023", otp("000" + code.substring(3, 5) + "x")), "AUTHFAIL");
        }
        assertRefused(login("491555010023", otp(code)), "AUTHFAIL");

        login("491555010024", "");
        server.clock().advance(Duration.ofMinutes(5).plusSeconds(1));
        assertRefused(login("491555010024", otp(codes.getLast())), "AUTHFAIL");
    }

    @Test
    void aPhoneGetsOneCodeInHalfAMinute() {
        login("491555010025", "");
        login("491555010025", "");
        assertThat(codes).hasSize(1);
        server.clock().advance(Duration.ofSeconds(31));
        login("491555010025", "");
        assertThat(codes).hasSize(2);
        assertThat(codes.getFirst()).as("the first one stays good").isEqualTo(codes.getLast());
    }

    @Test
    void aPhoneGetsTenCodesInAnHour() {
        for (int i = 0; i < 10; i++) {
            assertThat(login("491555010027", "").path("result").asString()).isEqualTo("OK");
            server.clock().advance(Duration.ofMinutes(5).plusSeconds(1));
        }
        assertThat(codes).hasSize(10);
        assertRefused(login("491555010027", ""), "AUTHFAIL");
        assertThat(codes).hasSize(10);
        server.clock().advance(Duration.ofMinutes(20));
        assertThat(login("491555010027", "").path("result").asString()).isEqualTo("OK");
    }

    @Test
    void aDisabledUserStaysAsItIs() {
        login("491555010028", "");
        login("491555010028", otp(codes.getFirst()) + ",\"name\":\"Ana\"");
        var user = Objects.requireNonNull(server.accounts().user(app.aid(), "491555010028"));
        server.accounts()
                .change(
                        user.uid(),
                        new UserChange(null, false, null, null, null, null, null, null, null, null, null, null),
                        false);
        String code = server.accounts().otp(app.aid(), "491555010028", 5, 300, false);
        assertRefused(login("491555010028", otp(code) + ",\"name\":\"Eve\""), "BADUSER");
        assertThat(Objects.requireNonNull(server.accounts().user(user.uid())).name())
                .isEqualTo("Ana");
    }

    @Test
    void anAddressMayAskSoOften() {
        for (int i = 0; i < 30; i++) {
            login("49155501" + (1000 + i), "");
        }
        assertRefused(login("491555012000", ""), "AUTHFAIL");
        assertThat(codes).hasSize(30);
        server.clock().advance(Duration.ofSeconds(61));
        assertThat(login("491555012000", "").path("result").asString()).isEqualTo("OK");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"op":"login","phone":"491555010026"}                              | MISSINGAPPID
            {"op":"login","appid":"two words","phone":"491555010026"}          | BADAPP
            {"op":"login","appid":"a.b.c"}                                     | BADUSER
            {"op":"login","appid":"a.b.c","phone":"12345678"}                  | BADUSER
            {"op":"login","appid":"a.b.c","phone":"49155x501002"}              | BADUSER
            {"op":"login","appid":"a.b.c","phone":{"a":[1]}}                   | BADUSER
            {"op":"login","appid":"a.b.c","phone":"491555010026","otp":"1"}    | AUTHFAIL
            {"op":"useradd"}                                                   | BADOP
            {"op":"login",                                                     | BADREQUEST
            """)
    void whatIsWrongIsNamed(String json, String error) {
        assertRefused(ask(json), error);
    }

    @Test
    void browsersMayAskFromElsewhere() {
        var reply = server.send(server.request(DemoLogin.PATH)
                .header("Access-Control-Request-Headers", "content-type")
                .method("OPTIONS", java.net.http.HttpRequest.BodyPublishers.noBody()));
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.headers().firstValue("Access-Control-Allow-Headers")).hasValue("content-type");
    }

    @Test
    void otherMethodsAreRefused() {
        var reply = server.send(server.request(DemoLogin.PATH).DELETE());
        assertThat(reply.status()).isEqualTo(405);
    }
}
