package dev.carillon.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is compressed, for whom, and what caches are told of it. */
class CompressionTest {
    private static final String ASSET = "/assets/app-AbCd1234.js";

    private final StaticPages pages = new StaticPages();

    private static HttpRequest request(String path, String... headers) {
        HttpHeaders lines = HttpHeaders.NONE;
        for (int i = 0; i < headers.length; i += 2) {
            lines = lines.with(headers[i], headers[i + 1]);
        }
        return new HttpRequest("GET", path, "", lines, new byte[0], new InetSocketAddress(0));
    }

    private HttpResponse get(String path, String... headers) {
        return pages.handle(request(path, headers));
    }

    private static byte[] bytes(HttpResponse response) {
        return ((HttpResponse.Body.Bytes) response.body()).bytes();
    }

    private static String unzipped(HttpResponse response) throws IOException {
        return new String(new GZIPInputStream(new ByteArrayInputStream(bytes(response))).readAllBytes(), UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "gzip, deflate, br, zstd|br",
                "gzip, deflate|gzip",
                "x-gzip|gzip",
                "GZIP|gzip",
                "br;q=0.5, gzip;q=0.9|gzip",
                "br;q=0, gzip;q=0|-",
                "*|br",
                "br;q=0, *|gzip",
                "identity, br;q=0.5|-",
                "zstd|-",
                "gzip;q=banana|-",
                "''|-"
            })
    void givesPagesInTheCodingThatTheAskerLikesBest(String accepted, String coding) {
        HttpResponse response = get(ASSET, "Accept-Encoding", accepted);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().get("Content-Encoding")).isEqualTo(coding);
        assertThat(response.headers().get("Content-Type")).startsWith("text/javascript");
        assertThat(response.headers().get("Vary")).isEqualTo("Accept-Encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {ASSET, "/testpage", "/mesibo.js"})
    void saysTheSameInEveryCoding(String path) throws Exception {
        HttpResponse plain = get(path);
        HttpResponse gzip = get(path, "Accept-Encoding", "gzip");
        HttpResponse brotli = get(path, "Accept-Encoding", "br");
        assertThat(unzipped(gzip)).isEqualTo(new String(bytes(plain), UTF_8));
        assertThat(plain.headers().get("Vary")).isEqualTo("Accept-Encoding");
        List<String> tags = List.of(plain, gzip, brotli).stream()
                .map(response -> response.headers().get("ETag", ""))
                .toList();
        assertThat(tags).doesNotHaveDuplicates();
        for (HttpResponse response : List.of(plain, gzip, brotli)) {
            String tag = response.headers().get("ETag", "");
            HttpResponse again = get(path, "Accept-Encoding", "br", "If-None-Match", "\"x\", W/" + tag);
            assertThat(again.status()).isEqualTo(304);
            assertThat(again.headers().get("Vary")).isEqualTo("Accept-Encoding");
            assertThat(again.headers().get("Cache-Control"))
                    .isEqualTo(response.headers().get("Cache-Control"));
            assertThat(bytes(again)).isEmpty();
        }
    }

    @Test
    void letsOnlyWhatHasAHashBeKeptUnasked() {
        assertThat(get(ASSET, "Accept-Encoding", "br").headers().get("Cache-Control"))
                .isEqualTo("public, max-age=31536000, immutable");
        for (String path : List.of("/testpage", "/mesibo.js")) {
            assertThat(get(path, "Accept-Encoding", "br").headers().get("Cache-Control"))
                    .isEqualTo("no-cache");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.br/testpage.html", "/.br/testpage", "/.gzip/assets/app-AbCd1234.js", "/.br/"})
    void hasNoPathToThePackedFiles(String path) {
        assertThat(get(path).status()).isEqualTo(404);
    }

    @Test
    void packsLargeAnswersOnly() throws Exception {
        HttpResponse large = HttpResponse.text(200, "x".repeat(5_000));
        HttpRequest asked = request("/metrics", "Accept-Encoding", "gzip, br");
        HttpResponse packed = Gzip.packed(asked, large);
        assertThat(packed.headers().get("Content-Encoding")).isEqualTo("gzip");
        assertThat(packed.headers().get("Vary")).isEqualTo("Accept-Encoding");
        assertThat(bytes(packed).length).isLessThan(500);
        assertThat(unzipped(packed)).isEqualTo("x".repeat(5_000));

        HttpResponse plain = Gzip.packed(request("/metrics"), large);
        assertThat(plain.headers().get("Content-Encoding")).isNull();
        assertThat(plain.headers().get("Vary")).isEqualTo("Accept-Encoding");
        HttpResponse small = Gzip.packed(asked, HttpResponse.text(200, "x"));
        assertThat(small.headers().get("Content-Encoding")).isNull();
    }
}
