package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StoppingTest extends ApiFixture {

    @Test
    void aServerThatStopsSaysSo() {
        query("appstats", "").ok();
        server.api().stop();
        Reply reply = query("appstats", "");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.headers().firstValue("Retry-After")).hasValue("1");
    }
}
