package dev.carillon.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OneTimeCodesTest extends AccountsFixture {

    private String code(int tries, boolean reuse) {
        return accounts.otp(app.aid(), "ana", tries, 300, reuse);
    }

    private boolean verify(String code) {
        return accounts.verifyOtp(app.aid(), "ana", code);
    }

    private static String wrong(String code) {
        return code.equals("000000") ? "000001" : "000000";
    }

    @Test
    void aCodeIsGoodOnce() {
        String code = code(5, false);

        assertThat(code).matches("[0-9]{6}");
        assertThat(verify(code)).isTrue();
        assertThat(verify(code)).isFalse();
    }

    @Test
    void itBelongsToItsAddressAndApp() {
        App other = open.app("other");
        String code = code(5, false);

        assertThat(accounts.verifyOtp(other.aid(), "ana", code)).isFalse();
        assertThat(accounts.verifyOtp(app.aid(), "Ana", code)).isFalse();
        assertThat(verify(code)).isTrue();
    }

    @Test
    void itDiesAfterTooManyWrongTries() {
        String code = code(3, false);
        assertThat(verify(wrong(code))).isFalse();
        assertThat(verify("")).isFalse();
        restart();
        assertThat(verify(code + "0")).isFalse();

        assertThat(verify(code)).isFalse();
    }

    @Test
    void theLastTryCounts() {
        String code = code(2, false);
        assertThat(verify(wrong(code))).isFalse();
        assertThat(verify(code)).isTrue();
    }

    @Test
    void itDiesWithTime() {
        String code = code(5, false);
        open.clock().advance(Duration.ofSeconds(300));
        assertThat(verify(code)).isFalse();
    }

    @Test
    void survivesARestart() {
        String code = code(5, false);
        restart();
        assertThat(verify(code)).isTrue();
    }

    @Test
    void reuseRepeatsACodeThatIsStillGood() {
        String code = code(5, true);
        assertThat(code(5, true)).isEqualTo(code);
        verify(code);
        String second = code(5, true);
        open.clock().advance(Duration.ofSeconds(301));
        code(5, true);

        assertThat(verify(second) && second.equals(code)).isFalse();
    }

    @Test
    void withoutReuseTheOldCodeIsReplaced() {
        String old = code(5, false);
        String fresh = code(5, false);

        assertThat(verify(old)).isEqualTo(old.equals(fresh));
    }

    @Test
    void nonsensicalBoundsAreClamped() {
        String code = accounts.otp(app.aid(), "ana", -1, -1, false);
        assertThat(verify(code)).isTrue();
        code = accounts.otp(app.aid(), "ana", Integer.MAX_VALUE, Long.MAX_VALUE, false);
        assertThat(verify(code)).isTrue();
    }
}
