package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.App;
import dev.carillon.accounts.Login;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An invitation from the back-end's request to the login of the person invited, over HTTP.
class InviteEndpointTest {
    private TestServer server;
    private App app;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new TestServer(
                folder,
                ApiSettings.DEFAULT,
                (accounts, _) -> Map.of(InviteEndpoint.PATH, new InviteEndpoint(accounts)));
        app = server.app("demo");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Reply op(String op, String invite) {
        return server.json(
                "/backend", "{\"op\":\"" + op + "\",\"token\":\"" + app.token() + "\",\"invite\":" + invite + "}");
    }

    private Reply redeem(String body) {
        Reply reply = server.json(InviteEndpoint.PATH, body);
        assertThat(reply.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(reply.headers().firstValue("Cache-Control")).hasValue("no-store");
        return reply;
    }

    private void refused(Reply reply, int status, String error) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.string("error")).isEqualTo(error);
        assertThat(reply.string("message")).isNotBlank();
        assertThat(reply.body()).doesNotContainKey("token");
    }

    @Test
    void strangersGetNoMemoryForLargeForms() {
        Reply reply = server.post(InviteEndpoint.PATH, "multipart/form-data; boundary=b", new byte[2 << 20]);
        assertThat(reply.status()).isEqualTo(413);
    }

    @Test
    void aLinkLeadsToALogin() {
        Reply made = op("inviteadd", "{\"name\":\"Guest\"}").ok();
        String secret = made.string("invite.secret");
        assertThat(made.string("invite.url")).endsWith("/messenger#invite=" + secret);
        assertThat(made.at("invite.expires"))
                .isEqualTo(server.clock().millis() + Duration.ofDays(1).toMillis());
        assertThat(made.number("invite.uses")).isEqualTo(1);

        Reply in = redeem("{\"secret\":\"" + secret + "\",\"name\":\"Ana\"}");
        assertThat(in.status()).isEqualTo(200);
        assertThat(in.string("name")).isEqualTo("Ana");
        var login = (Login.Accepted) server.accounts().login(in.string("token"), null, "javascript");
        assertThat(login.user().address()).isEqualTo(in.string("address"));
        assertThat(login.user().uid()).isEqualTo(in.number("uid"));

        refused(redeem("{\"secret\":\"" + secret + "\"}"), 410, "INVITEUSED");
    }

    @Test
    void parametersCanStandAnywhere() {
        Reply made = server.get("/api.php?op=inviteadd&addr=ana&uses=2&lifetime=60&token=" + app.token())
                .ok();
        assertThat(made.number("invite.uses")).isEqualTo(2);
        Reply in = server.post(
                InviteEndpoint.PATH,
                "application/x-www-form-urlencoded",
                ("secret=" + made.string("invite.secret")).getBytes(StandardCharsets.UTF_8));
        assertThat(in.string("address")).isEqualTo("ana");
        server.clock().advance(Duration.ofSeconds(60));
        refused(redeem("{\"secret\":\"" + made.string("invite.secret") + "\"}"), 410, "INVITEEXPIRED");
    }

    @Test
    void whatIsWrongIsSaid() {
        op("inviteadd", "{\"lifetime\":0}").refused("BADPARA", 400, "invite.lifetime");
        op("inviteadd", "{\"uses\":0}").refused("BADPARA", 400, "invite.uses");
        op("inviteadd", "{\"address\":\"" + "x".repeat(64) + "\"}").refused("BADPARA", 400, "invite.address");
        op("invitedel", "{}").refused("MISSINGPARA", 400, "invite.secret");
        assertThat(op("invitedel", "{\"secret\":\"other\"}").ok().number("count"))
                .isZero();
        refused(redeem("{\"secret\":\"other\"}"), 404, "INVITEINVALID");
        refused(redeem("{}"), 400, "MISSINGPARA");
        refused(redeem("{\"secret\":[1]}"), 400, "MISSINGPARA");
        refused(redeem("{"), 400, "BADREQUEST");
    }

    @Test
    void aVisitUsesNothingUp() {
        String secret = op("inviteadd", "{}").ok().string("invite.secret");
        assertThat(server.get(InviteEndpoint.PATH + "?secret=" + secret).status())
                .isEqualTo(405);
        var preflight = server.send(server.request(InviteEndpoint.PATH).method("OPTIONS", BodyPublishers.noBody()));
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
                .hasValue("POST, OPTIONS");
        assertThat(preflight.headers().allValues("Access-Control-Allow-Origin"))
                .as("a browser takes one value only")
                .containsExactly("*");
        assertThat(redeem("{\"secret\":\"" + secret + "\"}").status()).isEqualTo(200);
    }

    @Test
    void aDeletedInvitationLetsNobodyIn() {
        String secret = op("inviteadd", "{}").ok().string("invite.secret");
        assertThat(op("invitedel", "{\"secret\":\"" + secret + "\"}").ok().number("count"))
                .isEqualTo(1);
        refused(redeem("{\"secret\":\"" + secret + "\"}"), 404, "INVITEINVALID");
    }
}
