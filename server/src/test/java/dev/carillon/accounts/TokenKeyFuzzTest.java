package dev.carillon.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.carillon.accounts.TokenKey.Claim;

/// Tokens as they come in a login.
class TokenKeyFuzzTest {
    private final TokenKey key = new TokenKey(new byte[32]);

    @FuzzTest(maxDuration = "1m")
    void onlyWhatTheKeySealedIsBelieved(FuzzedDataProvider data) {
        String token = data.consumeString(60);
        Claim claim = key.check(token);
        if (claim != null) {
            assertThat(key.seal(claim.device(), claim.generation())).isEqualTo(token);
        }
        int device = data.consumeInt(0, Integer.MAX_VALUE);
        int generation = data.consumeInt(0, Integer.MAX_VALUE);
        String good = key.seal(device, generation);
        assertThat(key.check(good)).isEqualTo(new Claim(device, generation));
        int at = data.consumeInt(0, good.length() - 1);
        char other = (char) data.consumeInt(0, 0xFFFF);
        if (good.charAt(at) != other) {
            String changed = good.substring(0, at) + other + good.substring(at + 1);
            assertThat(key.check(changed)).isNull();
        }
    }
}
