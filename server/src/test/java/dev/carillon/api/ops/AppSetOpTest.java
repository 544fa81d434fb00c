package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.SignedFiles;
import dev.carillon.api.ApiFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppSetOpTest extends ApiFixture {

    @Test
    void changesWhatIsGiven() {
        String name = "renamed " + app.aid();
        call("appset", "{\"app\": {\"name\": \"%s\", \"deleteAfterDelivery\": 1}}".formatted(name))
                .ok();
        var reply = query("appset", "retention=3600").ok();

        assertThat(reply.at("app.name")).isEqualTo(name);
        assertThat(reply.at("app.retention")).isEqualTo(3_600);
        assertThat(reply.at("app.deleteAfterDelivery")).isEqualTo(true);
        var settings = server.accounts().app(app.aid()).settings();
        assertThat(settings.retention()).isEqualTo(3_600);
        assertThat(settings.deleteAfterDelivery()).isTrue();
        assertThat(query("appset", "retention=-1").ok().at("app.retention")).isEqualTo(3_600);
    }

    @Test
    void whetherFilesAreSignedIsOneOfThreeWords() {
        for (SignedFiles choice : SignedFiles.values()) {
            var reply = call("appset", "{\"app\": {\"signedFiles\": \"%s\"}}".formatted(choice.word()))
                    .ok();
            assertThat(reply.at("app.signedFiles")).isEqualTo(choice.word());
            query("appset", "retention=60").ok();
            call("appflags", "{\"flag\": 1}").ok();
            assertThat(server.accounts().app(app.aid()).settings().signedFiles())
                    .as("other settings leave it alone")
                    .isEqualTo(choice);
        }
        query("appset", "signedFiles=maybe").refused("BADPARA", 400, "app.signedFiles");
        call("appset", "{\"app\": {\"signedFiles\": true}}").refused("BADPARA", 400, "app.signedFiles");
    }

    @Test
    void namesAreUnique() {
        server.app("taken by " + app.aid());
        call("appset", "{\"app\": {\"name\": \"taken by %d\", \"retention\": 1}}".formatted(app.aid()))
                .refused("EXISTS", 409, "app.name");
        call("appset", "{\"app\": {\"name\": \"\"}}").refused("BADPARA", 400, "app.name");
        call("appset", "{\"app\": {\"name\": \"%s\"}}".formatted(app.name())).ok();
        assertThat(server.accounts().app(app.aid()).settings().retention()).isEqualTo(31_536_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"webhook\": {\"url\": \"https://x\"}",
                "\"url\": \"https://x\"",
                "\"fcm_key\": \"k\"",
                "\"notify\": 1",
                "\"e2ee\": true"
            })
    void whatTheServerCannotDoIsRefused(String setting) {
        String name = setting.substring(1, setting.indexOf('"', 1));
        call("appset", "{\"app\": {\"retention\": 5, " + setting + "}}").refused("BADPARA", 400, "app." + name);
        assertThat(server.accounts().app(app.aid()).settings().retention()).isEqualTo(31_536_000);
    }

    @Test
    void settingNothingIsNoError() {
        query("appset", "url=&secret=&notify=0&nrate=-1&ninterval=-1&maxusers=-1")
                .ok();
        query("appset", "retention=x").refused("BADPARA", 400, "app.retention");
    }
}
