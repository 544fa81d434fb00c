package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.ServerFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageRatesTest {
    @TempDir
    Path folder;

    @Test
    @Tag("G4")
    void aBurstPassesAndThenSoManyASecond() {
        var nanos = new AtomicLong(-5_000);
        var rates = new MessageRates(5, nanos::get);
        assertThat(granted(rates, 1)).isEqualTo(50);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1_900));
        assertThat(granted(rates, 1)).isEqualTo(9);
        assertThat(granted(rates, 2)).as("another user").isEqualTo(50);
        nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertThat(granted(rates, 1)).as("no more than a burst").isEqualTo(50);
    }

    @Test
    @Tag("G4")
    void withoutABoundEverythingPasses() {
        var rates = new MessageRates(0, System::nanoTime);
        for (int i = 0; i < 10_000; i++) {
            assertThat(rates.grants(1)).isTrue();
        }
    }

    private static int granted(MessageRates rates, int uid) {
        int granted = 0;
        while (rates.grants(uid)) {
            granted++;
        }
        return granted;
    }

    /// What others get is counted together, on all devices; what only oneself sees is not.
    @Test
    @Tag("G4")
    void whoSendsTooFastIsRefusedAndHearsWhenToTryAgain() throws IOException {
        try (var server = new TestGateway(folder, SessionLimits.DEFAULT.withMessageRate(1))) {
            server.user("bob");
            var ana = server.login("ana");
            var tablet = server.connect();
            tablet.hello(server.token(server.user("ana"), "tablet"));
            long order = 0;
            for (int mid = 1; mid <= 8; mid++) {
                order = ana.ask(ServerFrame.Sent.class, send(mid)).order();
            }
            String edit = "{\"t\":\"edit\",\"peer\":\"bob\",\"order\":" + order + ",\"content\":{\"text\":\"b\"}}";

            ServerFrame.Error refused = null;
            for (int i = 0; i < 40 && refused == null; i++) {
                refused = refusal(tablet, edit);
            }
            assertThat(refused).isNotNull();
            assertThat(refused.code()).isEqualTo(ErrorCode.RATELIMIT.code());
            assertThat(refused.advice()).hasToString("RETRY");
            String retract = "{\"t\":\"retract\",\"peer\":\"bob\",\"orders\":[" + order + "],\"how\":\"wipe\"}";
            String message = null;
            for (int i = 0; i < 40 && message == null; i++) {
                refused = refusal(ana, send(100 + i));
                message = refused == null ? null : refused.message();
            }
            assertThat(refused.mid()).isGreaterThanOrEqualTo(100);
            assertThat(refused.status()).isEqualTo(0x80);
            assertThat(message).contains("1 messages").contains("10 at once");
            ana.ok("{\"t\":\"read\",\"peer\":\"bob\",\"upTo\":" + order + "}");
            ServerFrame.Error last = null;
            for (int i = 0; i < 40 && last == null; i++) {
                last = refusal(ana, retract);
            }
            assertThat(last).isNotNull();
        }
    }

    private static String send(long mid) {
        return "{\"t\":\"send\",\"mid\":" + mid + ",\"to\":\"bob\",\"content\":{\"text\":\"a\"}}";
    }

    private static ServerFrame.@Nullable Error refusal(TestClient client, String json) throws IOException {
        ServerFrame answer = client.ask(ServerFrame.class, json);
        return answer instanceof ServerFrame.Error error ? error : null;
    }
}
