package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.ApiFixture;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OtpOpTest extends ApiFixture {

    @Test
    void theCodeIsText() {
        var reply = call("otp", "{\"otp\": {\"address\": \"+49 155\"}}").ok();

        assertThat(reply.string("otp")).matches("\\d{6}");
        assertThat(reply.body().keySet()).containsExactly("otp", "op", "result");
        assertThat(known("+49 155")).isNull();
    }

    @Test
    void aCodeDiesOfWrongTriesAndOfAge() {
        String code = call("otp", "{\"otp\": {\"address\": \"ana\", \"tries\": 2}}")
                .ok()
                .string("otp");
        query("useradd", "addr=ana&otp=x").refused("BADOTP", 400, "user.otp");
        query("useradd", "addr=ana&otp=x").refused("BADOTP", 400, "user.otp");
        query("useradd", "addr=ana&otp=" + code).refused("BADOTP", 400, "user.otp");

        String late = query("otp", "addr=ana&expiry=60").ok().string("otp");
        server.clock().advance(Duration.ofSeconds(61));
        query("useradd", "addr=ana&otp=" + late).refused("BADOTP", 400, "user.otp");
        assertThat(known("ana")).isNull();
    }

    @Test
    void aCodeIsRepeatedOnlyOnRequest() {
        String code = query("otp", "addr=ana&reuse=1").ok().string("otp");
        assertThat(query("otp", "addr=ana&reuse=1").ok().string("otp")).isEqualTo(code);
        query("useradd", "addr=bob&otp=" + code).refused("BADOTP", 400, "user.otp");
        query("useradd", "addr=ana&otp=" + code).ok();
    }

    @Test
    void badValuesAreNamed() {
        query("otp", "").refused("MISSINGPARA", 400, "otp.address");
        query("otp", "addr=" + "x".repeat(64)).refused("BADPARA", 400, "otp.address");
        query("otp", "addr=ana&tries=0").refused("BADPARA", 400, "otp.tries");
        query("otp", "addr=ana&expiry=0").refused("BADPARA", 400, "otp.expiry");
        assertThat(call("otp", "{\"otp\": 5}")
                        .refused("MISSINGPARA", 400, "otp.address")
                        .body())
                .isNotEqualTo(Map.of());
    }
}
