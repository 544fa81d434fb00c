package dev.carillon.api;

import java.util.List;
import org.junit.jupiter.api.Test;

/// A server that takes requests only from a network in which the tests are not.
class OtherNetworkTest extends ApiFixture {

    @Override
    protected ApiSettings settings() {
        return new ApiSettings(true, false, true, List.of("10.9.0.0/16"), null, "", 1 << 20, 1 << 20);
    }

    @Test
    void nobodyElsewhereLearnsWhetherATokenIsGood() {
        query("appstats", "").refused("TOKENBREACH", 403);
        server.get("/backend?op=appstats&token=wrong").refused("TOKENBREACH", 403);
        server.get("/backend").refused("NOOP", 400, "op");
    }
}
