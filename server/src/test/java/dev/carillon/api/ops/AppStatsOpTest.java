package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.ApiFixture;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AppStatsOpTest extends ApiFixture {

    @Test
    void showsTheApplication() {
        group("ana", "bob");

        assertThat(query("appstats", "d=1").ok().at("app"))
                .isEqualTo(Map.of(
                        "aid",
                        app.aid(),
                        "name",
                        app.name(),
                        "u_users",
                        2,
                        "u_groups",
                        1,
                        "flag",
                        0,
                        "retention",
                        31_536_000,
                        "deleteAfterDelivery",
                        false,
                        "signedFiles",
                        "default"));
    }
}
