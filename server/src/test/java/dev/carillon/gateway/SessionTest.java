package dev.carillon.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.accounts.IssuedToken;
import dev.carillon.accounts.Platform;
import dev.carillon.accounts.TokenRequest;
import dev.carillon.accounts.User;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.CloseCode;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ServerFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a session: login, refusals, bounds, ends. */
class SessionTest {
    @TempDir
    private Path folder;

    private TestGateway server;
    private User ana;
    private String token;

    @BeforeEach
    void start() throws IOException {
        server = new TestGateway(folder, new SessionLimits(2, 4, 2, 0));
        ana = server.user("ana");
        token = server.token(ana, "phone");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    // --- login

    @Test
    void welcomesWithEverythingAClientNeeds() throws IOException {
        server.profile(ana, "Ana", Map.of("status", "here"), Map.of());
        var welcome = server.connect().hello(token);
        assertThat(welcome.id()).isEqualTo(1);
        assertThat(welcome.v()).isEqualTo(1);
        assertThat(welcome.user().address()).isEqualTo("ana");
        assertThat(welcome.user().uid()).isEqualTo(ana.uid());
        assertThat(welcome.user().name()).isEqualTo("Ana");
        assertThat(welcome.user().fields()).containsEntry("status", "here");
        assertThat(welcome.app().name()).isEqualTo("test");
        assertThat(welcome.device())
                .isEqualTo(server.accounts.devices(ana.uid()).getFirst().id());
        assertThat(welcome.expires()).isZero();
        assertThat(welcome.heartbeat()).isEqualTo(Limits.HEARTBEAT_SECONDS);
        assertThat(welcome.groups()).isEmpty();
        assertThat(welcome.limits()).isEqualTo(ServerFrame.LimitsInfo.CURRENT);
    }

    @Test
    void saysWhenTheTokenEnds() throws IOException {
        var request = new TokenRequest(null, true, 0, null, null, null, "for an hour", null, 60, 0);
        String ending = ((IssuedToken.Issued) server.accounts.issue(ana.uid(), request)).token();
        var welcome = server.connect().hello(ending);
        assertThat(welcome.expires())
                .isEqualTo(server.accounts.devices(ana.uid()).getLast().expires())
                .isGreaterThan(welcome.time());
    }

    @Test
    void takesAHelloThatComesRightBehindTheHandshake() throws IOException {
        try (var raw = new RawSocket(server.port())) {
            byte[] hello = RawSocket.frame(
                    0x81, ("{\"t\":\"hello\",\"id\":5,\"v\":1,\"token\":\"" + token + "\"}").getBytes(UTF_8));
            byte[] all = (RawSocket.HANDSHAKE + new String(hello, ISO_8859_1)).getBytes(ISO_8859_1);
            raw.send(all);
            assertThat(raw.answer().status()).isEqualTo(101);
            assertThat(raw.frame().text()).startsWith("{\"t\":\"welcome\",\"id\":5");
        }
    }

    @Test
    void refusesABadToken() throws IOException {
        var client = server.connect();
        client.send("{\"t\":\"hello\",\"id\":3,\"v\":1,\"token\":\"" + "x".repeat(50) + "\"}");
        var error = client.next(ServerFrame.Error.class);
        assertThat(error.id()).isEqualTo(3);
        assertThat(error.name()).isEqualTo(ErrorCode.AUTHFAIL.name());
        client.assertClosed(CloseCode.AUTHFAIL);
    }

    @Test
    void refusesAHelloWithoutAToken() throws IOException {
        var client = server.connect().send("{\"t\":\"hello\",\"v\":1}");
        assertThat(client.next(ServerFrame.Error.class).message()).contains("hello.token");
        client.assertClosed(CloseCode.AUTHFAIL);
    }

    @Test
    void refusesAnotherVersion() throws IOException {
        var client = server.connect().send("{\"t\":\"hello\",\"v\":2,\"token\":\"" + token + "\"}");
        assertThat(client.next(ServerFrame.Error.class).message()).contains("hello.v");
        client.assertClosed(CloseCode.VERSION);
    }

    @Test
    void namesWhatIsWrongInAMalformedHello() throws IOException {
        var client = server.connect().send("{\"t\":\"hello\",\"id\":7,\"v\":1,\"token\":[[]]}");
        var answer = client.next(ServerFrame.Error.class);
        assertThat(answer.id()).isEqualTo(7);
        assertThat(answer.code()).isEqualTo(ErrorCode.BADREQ.code());
        assertThat(answer.message()).startsWith("hello.token: ");
        client.assertClosed(CloseCode.BAD_FRAME);
    }

    @Test
    void refusesACursorThatIsNone() throws IOException {
        var client = server.connect().send("{\"t\":\"hello\",\"v\":1,\"cursor\":-1,\"token\":\"" + token + "\"}");
        assertThat(client.next(ServerFrame.Error.class).message()).contains("hello.cursor");
        client.assertClosed(CloseCode.BAD_FRAME);
    }

    @Test
    void tellsADisabledUserToStop() throws IOException {
        server.activate(ana, false);
        var client = server.connect().send("{\"t\":\"hello\",\"v\":1,\"token\":\"" + token + "\"}");
        assertThat(client.next(ServerFrame.Error.class).name()).isEqualTo(ErrorCode.AUTHFAIL.name());
        client.assertClosed(CloseCode.DISABLED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"t\":\"ping\"}", "{\"t\":\"nonsense\"}", "{\"t\":\"send\",\"mid\":\"x\"}"})
    void wantsHelloFirst(String frame) throws IOException {
        server.connect().send(frame).assertClosed(CloseCode.TOO_EARLY);
    }

    @Test
    void refusesASecondHello() throws IOException {
        var client = server.connect();
        client.hello(token);
        client.send("{\"t\":\"hello\",\"v\":1,\"token\":\"" + token + "\"}");
        client.assertClosed(CloseCode.TOO_EARLY);
    }

    @Test
    void waitsForHelloOnlySoLong() throws IOException {
        server.connect().assertClosed(CloseCode.LOGIN_TIMEOUT);
    }

    @Test
    void closesASilentConnectionAndKeepsOneThatPings() throws IOException {
        var silent = server.connect();
        silent.hello(token);
        var pinging = server.login("bob");
        await().pollInSameThread().until(() -> {
            pinging.send("{\"t\":\"ping\"}").next(ServerFrame.Pong.class);
            return !server.hub.online(ana.uid());
        });
        silent.assertClosed(CloseCode.HEARTBEAT);
        pinging.settle();
    }

    // --- frames

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "",
                "[1]",
                "[\"ping\",{\"id\":1}]",
                "{\"id\":1}",
                "{",
                "null",
                "\"t\"",
                "{\"t\":\"ping\"} x"
            })
    void closesWhatDoesNotSpeakTheProtocol(String text) throws IOException {
        var client = server.connect();
        client.hello(token);
        client.send(text).assertClosed(CloseCode.BAD_FRAME);
    }

    @Test
    void closesOnABinaryMessage() throws IOException {
        var client = server.connect();
        client.socket().send(RawSocket.frame(0x82, new byte[] {1, 2}));
        client.assertClosed(CloseCode.BAD_FRAME);
    }

    @Test
    void answersUnknownFramesAndBadMembersAndLivesOn() throws IOException {
        var client = server.login("bob");
        assertThat(client.error("{\"t\":\"dance\"}", ErrorCode.BADREQ).message())
                .contains("dance");
        assertThat(client.error("{\"t\":\"send\",\"mid\":\"x\"}", ErrorCode.BADREQ)
                        .message())
                .contains("mid");
        client.settle();
    }

    @Test
    void closesAfterSixteenBadRequestsInARow() throws IOException {
        var client = server.login("bob");
        for (int i = 0; i < 15; i++) {
            client.error("{\"t\":\"dance\"}", ErrorCode.BADREQ);
        }
        client.settle();
        for (int i = 0; i < 16; i++) {
            client.error("{\"t\":\"dance\"}", ErrorCode.BADREQ);
        }
        client.assertClosed(CloseCode.BAD_FRAME);
    }

    @Test
    void putsFragmentsTogetherWithPingsBetween() throws IOException {
        var client = server.login("bob");
        client.socket()
                .send(RawSocket.frame(0x01, "{\"t\":\"ti".getBytes(UTF_8)))
                .send(RawSocket.frame(0x89, "are you there".getBytes(UTF_8)))
                .send(RawSocket.frame(0x00, "me\",".getBytes(UTF_8)))
                .send(RawSocket.frame(0x80, "\"id\":9}".getBytes(UTF_8)));
        var pong = client.socket().frame();
        assertThat(pong.opcode()).isEqualTo(10);
        assertThat(pong.text()).isEqualTo("are you there");
        assertThat(client.next(ServerFrame.Ok.class).id()).isEqualTo(9);
    }

    @Test
    void takesTheLargestFrameAndNoLarger() throws IOException {
        var client = server.login("bob");
        String frame = "{\"t\":\"time\",\"id\":4,\"x\":\"\"}";
        client.send(frame.replace("\"\"", '"' + "x".repeat(Limits.FRAME_BYTES - frame.length()) + '"'));
        assertThat(client.next(ServerFrame.Ok.class).id()).isEqualTo(4);
        client.send("x".repeat(Limits.FRAME_BYTES + 1)).assertClosed(CloseCode.TOO_LARGE);
    }

    @Test
    void boundsFragmentedMessages() throws IOException {
        var client = server.login("bob");
        client.socket().send(RawSocket.frame(0x01, new byte[100_000])).send(RawSocket.frame(0x00, new byte[40_000]));
        client.assertClosed(CloseCode.TOO_LARGE);
    }

    @Test
    void endsWhatIsNoWebSocketWithTheCodesOfTheStandard() throws IOException {
        byte[] unmasked = {(byte) 0x81, 2, '{', '}'};
        byte[] reserved = RawSocket.frame(0x83, new byte[0]);
        byte[] reservedBit = RawSocket.frame(0xC1, "{}".getBytes(UTF_8));
        byte[] orphan = RawSocket.frame(0x80, "{}".getBytes(UTF_8));
        byte[] longPing = RawSocket.frame(0x89, new byte[126]);
        for (byte[] bytes : new byte[][] {unmasked, reserved, reservedBit, orphan, longPing}) {
            var client = server.connect();
            client.socket().send(bytes);
            assertThat(client.socket().closeCode()).isEqualTo(1002);
        }
        var client = server.connect();
        client.socket().send(RawSocket.frame(0x81, new byte[] {'{', (byte) 0xC3, '}'}));
        assertThat(client.socket().closeCode()).isEqualTo(1007);
    }

    @Test
    void answersTheClientsClose() throws IOException {
        var client = server.connect();
        client.hello(token);
        client.socket().send(RawSocket.frame(0x88, new byte[] {3, (byte) 0xE8}));
        assertThat(client.socket().closeCode()).isEqualTo(1000);
        assertThat(client.socket().ended()).isTrue();
        await().until(() -> !server.hub.online(ana.uid()));
    }

    @Test
    void worksOffAFloodInOrder() throws IOException {
        var client = server.login("bob");
        for (int i = 1; i <= 3_000; i++) {
            client.send("{\"t\":\"time\",\"id\":" + i + "}");
        }
        for (int i = 1; i <= 3_000; i++) {
            assertThat(client.next(ServerFrame.Ok.class).id()).isEqualTo(i);
        }
    }

    @Test
    void refusesMoreSlowRequestsThanFitIntoTheLane() throws IOException {
        var client = server.connect(4_096);
        client.hello(token);
        fillOwnTalk(client);
        var answers = new HashMap<String, Integer>();
        for (int i = 0; i < 100; i++) {
            client.send("{\"t\":\"history\",\"id\":" + (i + 10) + ",\"peer\":\"ana\",\"limit\":2}");
        }
        for (int i = 0; i < 100; i++) {
            String text = client.nextText();
            if (text.contains("\"history\"")) {
                answers.merge("history", 1, Integer::sum);
            } else {
                assertThat(text).contains("OVERCAPACITY");
                answers.merge("refused", 1, Integer::sum);
            }
        }
        assertThat(answers.get("history")).isBetween(Lane.MOST, 99);
    }

    /** Messages that make a page of history large. */
    private static void fillOwnTalk(TestClient client) throws IOException {
        for (int mid = 1; mid <= 2; mid++) {
            client.ask(
                    ServerFrame.Sent.class,
                    "{\"t\":\"send\",\"mid\":" + mid + ",\"to\":\"ana\",\"content\":{\"text\":\"" + "x".repeat(60_000)
                            + "\"}}");
        }
    }

    // --- slow readers

    @Test
    void closesAReaderThatIsTooSlow() throws IOException {
        var bob = server.login("bob");
        var client = server.connect(4_096);
        client.hello(token);
        String text = "x".repeat(60_000);
        await().pollInSameThread().until(() -> {
            client.send("{\"t\":\"ping\"}");
            for (int i = 0; i < 20; i++) {
                bob.send("{\"t\":\"send\",\"mid\":7,\"to\":\"ana\",\"expiry\":0,\"content\":{\"text\":\"" + text
                        + "\"}}");
            }
            bob.settle();
            return !server.hub.online(ana.uid());
        });
        assertThat(client.socket().closeCode()).isEqualTo(CloseCode.SLOW_READER.code());
    }

    @Test
    void closesAReaderThatDoesNotReadAtAll() throws IOException {
        var bob = server.login("bob");
        var client = server.connect(4_096);
        client.hello(token);
        String text = "x".repeat(60_000);
        for (int mid = 1; mid <= 100; mid++) {
            bob.ask(
                    ServerFrame.Sent.class,
                    "{\"t\":\"send\",\"mid\":" + mid + ",\"to\":\"ana\",\"content\":{\"text\":\"" + text + "\"}}");
        }
        await().pollInSameThread().until(() -> {
            client.send("{\"t\":\"ping\"}");
            bob.send("{\"t\":\"ping\"}");
            return !server.hub.online(ana.uid());
        });
        assertThat(client.socket().closeCode()).isEqualTo(CloseCode.SLOW_READER.code());

        var again = server.connect();
        var welcome = again.hello(token, 0L);
        assertThat(welcome.cut()).isFalse();
        for (int mid = 1; mid <= 100; mid++) {
            assertThat(again.find(ServerFrame.Message.class).mid()).isEqualTo(mid);
            again.ack();
        }
    }

    // --- ends

    @Test
    void letsTheNewestConnectionOfADeviceWin() throws IOException {
        var old = server.connect();
        old.hello(token);
        var young = server.connect();
        young.hello(token);
        old.assertClosed(CloseCode.SIGNOUT);
        young.settle();
        assertThat(server.hub.online(ana.uid())).isTrue();
        var other = server.connect();
        other.hello(server.token(ana, "tablet"));
        young.settle();
    }

    @Test
    void isNotEndedByTheLateHelloOfAnOlderConnection() throws IOException {
        var old = server.connect();
        var young = server.connect();
        young.hello(token);
        old.send("{\"t\":\"hello\",\"v\":1,\"token\":\"" + token + "\"}");
        old.assertClosed(CloseCode.SIGNOUT);
        young.settle();
        assertThat(server.hub.online(ana.uid())).isTrue();
    }

    @Test
    void endsWithItsToken() throws IOException {
        var replaced = server.connect();
        replaced.hello(token);
        String renewed = server.token(ana, "phone");
        replaced.assertClosed(CloseCode.SIGNOUT);
        var revoked = server.connect();
        revoked.hello(renewed);
        server.accounts.revoke(ana.uid(), null, null, null);
        revoked.assertClosed(CloseCode.SIGNOUT);
    }

    @Test
    void endsWithItsUser() throws IOException {
        var client = server.connect();
        client.hello(token);
        server.activate(ana, false);
        client.assertClosed(CloseCode.DISABLED);
        server.activate(ana, true);
        var again = server.connect();
        again.hello(token);
        server.accounts.delete(ana.uid());
        again.assertClosed(CloseCode.DISABLED);
    }

    @Test
    void logsOutWithAndWithoutItsToken() throws IOException {
        var client = server.connect();
        client.hello(token);
        client.ok("{\"t\":\"logout\"}");
        assertThat(client.socket().closeCode()).isEqualTo(1000);
        var again = server.connect();
        again.hello(token);
        again.ok("{\"t\":\"logout\",\"revoke\":true}");
        assertThat(again.socket().closeCode()).isEqualTo(1000);
        var third = server.connect().send("{\"t\":\"hello\",\"v\":1,\"token\":\"" + token + "\"}");
        assertThat(third.next(ServerFrame.Error.class).name()).isEqualTo(ErrorCode.AUTHFAIL.name());
        assertThat(server.accounts.devices(ana.uid())).isEmpty();
    }

    @Test
    void saysByeWhenTheServerStops() throws IOException {
        var in = server.connect();
        in.hello(token);
        var early = server.connect();
        server.stop();
        in.assertClosed(CloseCode.RESTART);
        early.assertClosed(CloseCode.RESTART);
        server.connect().assertClosed(CloseCode.RESTART);
    }

    @Test
    void leavesNothingBehind() throws IOException {
        for (int i = 0; i < 20; i++) {
            server.login("bob").close();
            server.connect().close();
        }
        await().until(() -> server.metric("carillon_sessions") == 0);
        await().until(() -> server.metric("carillon_connections") == 0);
        assertThat(server.hub.users()).isZero();
    }

    @Test
    void checksThePlatformOfAToken() throws IOException {
        var request = new TokenRequest(null, true, Platform.IOS.bit(), null, null, null, "x", null, 0, 0);
        var issued = (IssuedToken.Issued) server.accounts.issue(ana.uid(), request);
        var web = server.connect();
        web.send(new ClientFrame.Hello(1, 1, issued.token(), null, null, null, null, null, null));
        assertThat(web.next(ServerFrame.Error.class).name()).isEqualTo(ErrorCode.AUTHFAIL.name());
        var phone = server.connect();
        phone.send(new ClientFrame.Hello(1, 1, issued.token(), null, "ios", null, null, null, null));
        phone.next(ServerFrame.Welcome.class);
    }
}
