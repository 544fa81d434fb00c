package dev.carillon.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenKeyTest {
    private final TokenKey key = new TokenKey(new byte[32]);

    @Property
    void aTokenSaysWhatItWasMadeFor(@ForAll @IntRange(min = 0) int device, @ForAll @IntRange(min = 0) int generation) {
        String token = key.seal(device, generation);

        assertThat(token).hasSize(50).matches("[0-9a-z]+");
        assertThat(key.check(token)).isEqualTo(new TokenKey.Claim(device, generation));
        assertThat(key.seal(device, generation)).isEqualTo(token);
    }

    @Property
    void noCharacterCanBeChanged(
            @ForAll @IntRange(min = 0) int device,
            @ForAll @IntRange(min = 0, max = 49) int place,
            @ForAll @IntRange(min = 1, max = 35) int shift) {
        String token = key.seal(device, 3);
        int digit = (Character.digit(token.charAt(place), 36) + shift) % 36;
        String forged = token.substring(0, place) + Character.forDigit(digit, 36) + token.substring(place + 1);

        assertThat(key.check(forged)).isNull();
    }

    @Property
    void anyOtherTextIsRefused(@ForAll String text) {
        assertThat(key.check(text)).isNull();
    }

    @Test
    void refusesTokensOfAnotherFormOrKey() {
        String token = key.seal(5, 1);
        byte[] other = new byte[32];
        other[0] = 1;

        assertThat(key.check(token.toUpperCase(Locale.ROOT))).isNull();
        assertThat(key.check("-" + token.substring(1))).isNull();
        assertThat(key.check("+" + token.substring(1))).isNull();
        assertThat(key.check(token + "0")).isNull();
        assertThat(new TokenKey(other).check(token)).isNull();
    }

    @Test
    void theKeyIsMadeOnceAndOnlyTheOwnerReadsIt(@TempDir Path folder) throws IOException {
        String token = TokenKey.open(folder.resolve("data")).seal(7, 1);
        Path file = folder.resolve("data/secret.key");

        assertThat(TokenKey.open(folder.resolve("data")).check(token)).isEqualTo(new TokenKey.Claim(7, 1));
        assertThat(Files.size(file)).isEqualTo(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(folder.resolve("data"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aDamagedKeyIsNamedAndLeftAlone(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("secret.key");
        Files.write(file, new byte[5]);

        assertThatThrownBy(() -> TokenKey.open(folder))
                .isInstanceOf(UnusableData.class)
                .hasMessageContaining("secret.key")
                .hasMessageContaining("5 bytes");
        assertThat(Files.size(file)).isEqualTo(5);
    }

    @Test
    void manyWhoOpenAtOnceGetOneKey(@TempDir Path folder) throws Exception {
        Callable<String> open = () -> TokenKey.open(folder).seal(1, 1);
        try (var threads = Executors.newFixedThreadPool(8)) {
            var tokens = threads.invokeAll(Collections.nCopies(8, open));
            for (var token : tokens) {
                assertThat(token.get()).isEqualTo(tokens.getFirst().get());
            }
        }
    }
}
