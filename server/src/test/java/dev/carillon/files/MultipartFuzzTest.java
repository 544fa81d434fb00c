package dev.carillon.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Forms as no client should send them, in pieces of any size: read to their end or refused, never anything else.
class MultipartFuzzTest {

    @FuzzTest(maxDuration = "2m")
    void uploadForm(FuzzedDataProvider data) throws IOException {
        int piece = data.consumeInt(1, 9);
        byte[] bytes = data.consumeRemainingAsBytes();
        var parts = new MultipartParts(slow(bytes, piece), "b");
        long total = 0;
        try {
            for (var part = parts.next(); part != null; part = parts.next()) {
                byte[] content = parts.stream().readAllBytes();
                total += content.length;
                assertThat(new String(content, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain("\r\n--b");
                assertThat(FileName.clean(part.fileName() == null ? "" : part.fileName()))
                        .isNotEmpty()
                        .doesNotContain("/", "\\", "\r", "\n", "\0");
            }
        } catch (MultipartParts.Malformed e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
        assertThat(total).isLessThanOrEqualTo(bytes.length);
    }

    private static InputStream slow(byte[] bytes, int piece) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int at, int length) {
                return super.read(into, at, Math.min(length, piece));
            }
        };
    }
}
