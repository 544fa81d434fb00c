package dev.carillon.e2e;

import static dev.carillon.e2e.harness.Frame.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.Login;
import dev.carillon.e2e.harness.OnStage;
import dev.carillon.e2e.harness.Stage;
import dev.carillon.e2e.harness.WireClient;
import dev.carillon.e2e.harness.WireSocket;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Logging in and out, and the window of unacknowledged entries.
@ExtendWith(OnStage.class)
class SessionTest {
    private static final int AUTHFAIL = 0xC0;

    @Test
    void theWelcomeSaysWhoAndWhere(Stage stage) {
        WireClient ana = stage.phone("ana");
        Frame welcome = ana.welcome();
        assertThat(welcome.text("user.address")).isEqualTo(ana.address());
        assertThat(welcome.number("user.uid")).isPositive();
        assertThat(welcome.text("app.name")).isEqualTo("default");
        assertThat(welcome.number("device")).isPositive();
        assertThat(welcome.number("cursor")).isEqualTo(welcome.number("head"));
        assertThat(welcome.flag("cut")).isFalse();
        assertThat(welcome.number("heartbeat")).isEqualTo(30);
        assertThat(welcome.number("limits.frame")).isEqualTo(131_072);
        assertThat(ana.ask(Frame.of("time")).number("time")).isGreaterThanOrEqualTo(welcome.number("time"));
    }

    @Test
    void aSecondLoginWithTheSameTokenWins(Stage stage) {
        Login login = stage.token("ana", "phone");
        WireClient older = stage.login(login);
        WireClient newer = stage.login(login);
        WireClient.Ending ending = older.awaitEnd();
        assertThat(ending.code()).isEqualTo(4409);
        assertThat(ending.bye()).isNotNull();
        assertThat(ending.bye().text("name")).isEqualTo("SIGNOUT");
        assertThat(ending.bye().text("advice")).isEqualTo("stop");
        newer.ask(Frame.of("time"));
    }

    @Test
    void devicesOfOneUserDoNotDisturbEachOther(Stage stage) {
        WireClient phone = stage.phone("ana");
        WireClient tablet = stage.tablet("ana");
        assertThat(phone.welcome().number("device"))
                .isNotEqualTo(tablet.welcome().number("device"));
        phone.ask(Frame.of("time"));
        tablet.ask(Frame.of("time"));
    }

    @Test
    void badLoginsAreRefusedWithWhatToDo(Stage stage) {
        Login good = stage.token("ana", "phone");
        refused(stage, good, good.hello().with("token", "0".repeat(40)), AUTHFAIL, 4401);
        refused(stage, good, good.hello().with("app", "another"), AUTHFAIL, 4401);
        refused(stage, good, Frame.of("hello").with("v", 1), AUTHFAIL, 4401);
        refused(stage, good, good.hello().with("v", 2), 0x85, 4426);

        stage.backend().call("userset", Map.of("user", Map.of("address", good.address(), "active", false)));
        refused(stage, good, good.hello(), AUTHFAIL, 4403);
        stage.backend().call("userset", Map.of("user", Map.of("address", good.address(), "active", true)));
        stage.login(good);
    }

    private static void refused(Stage stage, Login login, Frame hello, int code, int close) {
        WireClient client = stage.keep(WireClient.connect(stage.server().address(), login));
        client.send(hello.with("id", 1));
        assertThat(client.expect("error").number("code")).as(hello.toString()).isEqualTo(code);
        assertThat(client.awaitEnd().code()).as(hello.toString()).isEqualTo(close);
    }

    @Test
    void aNewTokenEndsTheSessionOfTheOldOne(Stage stage) {
        WireClient ana = stage.phone("ana");
        Login again = stage.token("ana", "phone");
        assertThat(ana.awaitEnd().code()).isEqualTo(4409);
        stage.login(again);
    }

    @Test
    void disablingAUserEndsItsSessions(Stage stage) {
        WireClient phone = stage.phone("ana");
        WireClient tablet = stage.tablet("ana");
        stage.backend().call("userset", Map.of("user", Map.of("address", phone.address(), "active", false)));
        assertThat(phone.awaitEnd().code()).isEqualTo(4403);
        assertThat(tablet.awaitEnd().code()).isEqualTo(4403);
    }

    @Test
    void logoutKeepsTheTokenUnlessItIsRevoked(Stage stage) {
        WireClient ana = stage.phone("ana");
        ana.ask(Frame.of("logout"));
        ana.awaitEnd();
        WireClient again = stage.login(ana.login());
        again.ask(Frame.of("logout").with("revoke", true));
        again.awaitEnd();
        refused(stage, ana.login(), ana.login().hello(), AUTHFAIL, 4401);
    }

    @Test
    void pingsOfBothKindsAreAnswered(Stage stage) throws IOException {
        WireClient ana = stage.phone("ana");
        ana.send(Frame.of("ping"));
        assertThat(ana.expect("pong").number("time")).isPositive();
        ana.socket().send(WireSocket.PING, new byte[] {1, 2, 3});
        ana.ask(Frame.of("time"));
    }

    @Test
    void whatWasNotAcknowledgedComesAgainAndNothingElseDoes(Stage stage) {
        WireClient ana = stage.phone("ana");
        Login bobs = stage.token("bob", "phone");
        WireClient bob = stage.keep(WireClient.silent(stage.server().address(), bobs));
        for (int i = 1; i <= 3; i++) {
            ana.ask(message(bob.address(), stage.mid(), "m" + i));
        }
        bob.expectMessage("m1");
        long second = bob.expectMessage("m2").number("seq");
        bob.expectMessage("m3");
        bob.acknowledge(second);
        bob.ask(Frame.of("time"));

        // by the server's record, where the acknowledgement counts as soon as it is settled
        ana.expect("status", status -> status.text("by.0.address").equals(bob.address()));
        ana.expect("status", status -> status.text("by.0.address").equals(bob.address()));
        WireClient again = stage.login(bobs);
        again.expectMessage("m3");
        assertThat(again.entries())
                .extracting(entry -> entry.text("content.text"))
                .containsExactly("m3");

        // by the client's own: everything it does not claim to have
        WireClient fromStart = stage.keep(WireClient.connect(stage.server().address(), bobs));
        fromStart.send(bobs.hello().with("cursor", 0));
        fromStart.expect("welcome");
        fromStart.expectMessage("m3");
        assertThat(fromStart.entries())
                .extracting(entry -> entry.text("content.text"))
                .containsExactly("m1", "m2", "m3");
    }

    @Test
    void noMoreThanTheWindowIsSentUnacknowledged(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.keep(WireClient.silent(stage.server().address(), stage.token("bob", "phone")));
        long window = bob.welcome().number("limits.window");
        for (int i = 1; i <= window + 50; i++) {
            ana.ask(message(bob.address(), stage.mid(), "m" + i));
        }
        Frame last = bob.expectMessage("m" + window);
        bob.ask(Frame.of("time"));
        assertThat(bob.entries()).hasSize((int) window);
        bob.acknowledge(last.number("seq"));
        bob.expectMessage("m" + (window + 50));
        assertThat(bob.entries()).hasSize((int) window + 50);
    }

    @Test
    void anAcknowledgementOfWhatWasNeverSentIsRefused(Stage stage) {
        WireClient ana = stage.phone("ana");
        ana.refused(Frame.of("ack").with("seq", 1_000_000_000L), 0x85);
    }
}
