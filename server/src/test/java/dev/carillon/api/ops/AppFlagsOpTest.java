package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.ApiFixture;
import org.junit.jupiter.api.Test;

class AppFlagsOpTest extends ApiFixture {

    @Test
    void setsTheFlags() {
        assertThat(query("appflags", "flag=0x11").ok().at("app.flag")).isEqualTo(17);
        assertThat(call("appflags", "{\"app\": {\"flags\": 3}}").ok().at("app.flag"))
                .isEqualTo(3);
        assertThat(server.accounts().app(app.aid()).settings().flags()).isEqualTo(3);
    }

    @Test
    void needsFlags() {
        query("appflags", "").refused("MISSINGPARA", 400, "app.flag");
        query("appflags", "flag=red").refused("BADPARA", 400, "app.flag");
    }
}
