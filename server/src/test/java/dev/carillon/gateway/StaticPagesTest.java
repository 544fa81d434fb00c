package dev.carillon.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages from the class path; those of this test lie in its resources. */
class StaticPagesTest {
    private final StaticPages pages = new StaticPages();

    private HttpResponse get(String path) {
        return ask("GET", path, HttpHeaders.NONE);
    }

    private HttpResponse ask(String method, String path, HttpHeaders headers) {
        return pages.handle(new HttpRequest(method, path, "", headers, new byte[0], new InetSocketAddress(0)));
    }

    private static String text(HttpResponse response) {
        return new String(((HttpResponse.Body.Bytes) response.body()).bytes(), UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "/testpage,test page",
        "/testpage/,test page",
        "/testpage.html,test page",
        "/nested,nested",
        "/nested/,nested",
        "/nested/index.html,nested"
    })
    void findsPagesByTheirShortNames(String path, String title) {
        HttpResponse response = get(path);
        assertThat(response.status()).isEqualTo(200);
        assertThat(text(response)).contains(title);
        assertThat(response.headers().get("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(response.headers().get("Cache-Control")).isEqualTo("no-cache");
        assertThat(response.headers().get("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.headers().get("Content-Security-Policy")).contains("script-src 'self'");
    }

    @Test
    void letsHashedFilesBeCachedForEverAndOthersNot() {
        assertThat(get("/assets/app-AbCd1234.js").headers().get("Cache-Control"))
                .contains("immutable");
        HttpResponse plain = get("/plain.js");
        assertThat(plain.headers().get("Cache-Control")).isEqualTo("no-cache");
        assertThat(plain.headers().get("Content-Type")).startsWith("text/javascript");
    }

    @Test
    void answersThatNothingHasChanged() {
        String tag = get("/testpage").headers().get("ETag", "");
        HttpResponse again = ask("GET", "/testpage", HttpHeaders.of("If-None-Match", tag));
        assertThat(again.status()).isEqualTo(304);
        assertThat(text(again)).isEmpty();
        assertThat(ask("GET", "/testpage", HttpHeaders.of("If-None-Match", "\"x\""))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mesibo.js",
                "/api/mesibo.js",
                "/mesibo-v2.js",
                "/mesibo3.js",
                "/mesibo-2.14.0.js",
                "/api/mesibo-1.5.3.js",
                "/sdk/mesibo.js"
            })
    void hasTheScriptWherePagesOfAnyOriginLookForIt(String path) {
        HttpResponse script = get(path);
        assertThat(script.status()).isEqualTo(200);
        assertThat(text(script)).contains("the script of this test");
        assertThat(script.headers().get("Content-Type")).startsWith("text/javascript");
        assertThat(script.headers().get("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(script.headers().get("Cache-Control")).isEqualTo("no-cache");
        HttpResponse map = get(path + ".map");
        assertThat(map.status()).isEqualTo(200);
        assertThat(map.headers().get("Content-Type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mesibo4.js", "/mesibo-2.js", "/mesibo-2.1.js", "/api/plain.js", "/api/api/mesibo.js"})
    void hasTheScriptNowhereElse(String path) {
        assertThat(get(path).status()).isEqualTo(404);
    }

    @Test
    void letsNobodyElseReadPages() {
        assertThat(get("/testpage").headers().get("Access-Control-Allow-Origin"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/none",
                "/assets",
                "/assets/",
                "/../logback.xml",
                "/nested/../../logback.xml",
                "/%2e%2e/logback.xml",
                "/..%2flogback.xml",
                "//testpage",
                "/nested//index.html",
                "/.hidden",
                "/testpage%00.html",
                "*"
            })
    void leadsNowhereElse(String path) {
        assertThat(get(path).status()).isEqualTo(404);
    }

    @Test
    void takesOnlyGetAndHead() {
        assertThat(ask("POST", "/testpage", HttpHeaders.NONE).status()).isEqualTo(405);
        assertThat(ask("HEAD", "/testpage", HttpHeaders.NONE).status()).isEqualTo(200);
    }

    @Test
    void saysAtTheRootThatNoPagesWereBuiltOrShowsThem() {
        HttpResponse root = get("/");
        assertThat(root.status()).isEqualTo(200);
        assertThat(text(root)).contains("Carillon");
    }
}
