package dev.carillon.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Every route of a running server, asked in every odd way that we could think of: whatever comes, nobody is answered
/// 500, and the log has no stack trace.
class HostileRequestsTest {
    private static final String FILE = "/files/AAAAAAAAAAAAAAAAAAAAAA/a.txt";
    private static final List<String> ROUTES = List.of(
            "/",
            "/messenger",
            "/none",
            "/assets/index-AbCd1234.js",
            "/sdk/mesibo.js",
            "/mesibo.js",
            "/backend",
            "/backend/openapi.json",
            "/api.php",
            "/mesiboapi",
            "/messenger/api",
            "/healthz",
            "/readyz",
            "/metrics",
            "/ws",
            "/files/upload",
            "/files/uploads",
            "/files/uploads/AAAAAAAAAAAAAAAAAAAAAA",
            "/files/sign",
            FILE);
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "x!");
    private static final List<String> ENDS = List.of(
            "/a".repeat(2_000),
            "/" + "a".repeat(12_000),
            "/%00%ff%",
            "/../../etc/passwd",
            "//",
            "/.",
            "/\u00ff\u0080",
            "?%",
            "?" + "a=1&".repeat(3_000),
            "?op=message&token=%zz&from=%&to[]=1&to[a][b]=2",
            "?e=999999999999&s=.&info&thumbnail",
            "?%ff%fe=%c0%80",
            "?" + "[".repeat(4_000) + "=1");
    private static final List<String> HEADERS = List.of(
            "Range: bytes=9-3,4-,-",
            "Range: lines=1-2",
            "If-Modified-Since: yesterday",
            "If-Modified-Since: Tue, 31 Feb 9999 25:61:61 GMT",
            "If-None-Match: \"a, W/\"\"",
            "If-Match: ,",
            "If-Range: W/\"x\"\r\nRange: bytes=0-0",
            "Accept-Encoding: gzip;q=banana, br;q=, *;q=0, ;",
            "Accept-Encoding: " + "a,".repeat(3_000),
            "Content-Type: multipart/form-data",
            "Content-Type: multipart/form-data; boundary=\"",
            "Content-Type: ;=;",
            "Content-Encoding: gzip",
            "Content-Encoding: ,br, gzip",
            "Authorization: Bearer " + "x".repeat(8_000),
            "Authorization: bearer \u00ff\u0000",
            "Authorization: Basic",
            "Forwarded: for=\"[::\";proto=;host=\"",
            "Forwarded: " + ",;=\"".repeat(2_000),
            "X-Forwarded-For: , ,999.1.1.1, [::1]:x",
            "X-Forwarded-Proto: javascript\r\nX-Forwarded-Host: a b, <script>",
            "Access-Control-Request-Headers: x\u00ff, y\u0001\r\nAccess-Control-Request-Method: POST",
            "Upload-Length: -1",
            "Upload-Length: 99999999999999999999",
            "Upload-Length: 0\r\nUpload-Metadata: ,, filename =,name",
            "Upload-Length: 1\r\nUpload-Metadata: filename " + "A".repeat(5_000),
            "Upload-Length: 3\r\nUpload-Concat: final;/files/uploads/a /b",
            "Upload-Defer-Length: 1",
            "Upload-Offset: 1\r\nContent-Type: application/offset+octet-stream",
            "X-HTTP-Method-Override: \u00e9",
            "X-HTTP-Method-Override: PATCH",
            "Sec-WebSocket-Key: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: ,\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 99",
            "Expect: a miracle",
            "Cookie: " + "a=b;".repeat(1_000),
            "Host: other",
            "X: " + "y".repeat(20_000),
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: identity",
            "Content-Length: 1, 2");

    @TempDir
    private Path folder;

    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.carillon");
    private final List<String> failures = new ArrayList<>();
    private Server server;
    private String token;
    private int asked;

    @BeforeEach
    void start() throws Exception {
        var flags = new EnumMap<Setting, String>(Setting.class);
        flags.put(Setting.HOST, "127.0.0.1");
        flags.put(Setting.PORT, "0");
        flags.put(Setting.DEMO_LOGIN, "default");
        flags.put(Setting.DATA, folder.resolve("data").toString());
        server = Server.start(Config.of(flags, Map.of(), null), Clock.systemUTC());
        String answer = ask(
                head("POST", "/backend"),
                ("{\"op\":\"useradd\",\"token\":\"" + server.firstApp().token()
                                + "\",\"user\":{\"address\":\"ana\",\"token\":{\"v2\":true}}}")
                        .getBytes(UTF_8));
        Matcher found = Pattern.compile("\"token\":\"([^\"]+)\"").matcher(answer);
        assertThat(found.find()).as(answer).isTrue();
        token = found.group(1);
        events.start();
        logger.addAppender(events);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(events);
        server.close();
    }

    private static String head(String method, String target, String... lines) {
        var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (String line : lines) {
            head.append(line).append("\r\n");
        }
        return head.toString();
    }

    /// Sends one request on a connection of its own; returns all of the answer.
    private String ask(String head, byte[] body) throws Exception {
        String length = head.contains("Content-Length") || head.contains("Transfer-Encoding")
                ? ""
                : "Content-Length: " + body.length + "\r\n";
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write((head + length + "\r\n").getBytes(ISO_8859_1));
            socket.getOutputStream().write(body);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private void tries(String head, byte[] body) throws Exception {
        asked++;
        String answer = ask(head, body);
        boolean wrong = answer.startsWith("HTTP/1.1 500") || answer.contains("\"SERVERERROR\",\"code\"");
        if (wrong || (!answer.isEmpty() && !answer.startsWith("HTTP/1.1 "))) {
            failures.add(shown(head) + " → " + shown(answer));
        }
    }

    private static String shown(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }

    private void failsNowhere() {
        assertThat(failures).isEmpty();
        assertThat(events.list.stream().filter(event -> event.getThrowableProxy() != null))
                .as("the log")
                .isEmpty();
    }

    @Test
    @Tag("E15")
    void methodsPathsAndQueries() throws Exception {
        for (String route : ROUTES) {
            for (String method : METHODS) {
                tries(head(method, route), new byte[0]);
            }
            for (String end : ENDS) {
                tries(head("GET", route + end), new byte[0]);
                tries(head("POST", route + end, "Authorization: Bearer " + token), "{}".getBytes(UTF_8));
            }
        }
        for (String target : List.of("*", "x", "http://other/" + "a/".repeat(2_000), "http://", "//", "/?/../", "?")) {
            tries(head("GET", target), new byte[0]);
        }
        assertThat(asked).isGreaterThan(500);
        failsNowhere();
    }

    @Test
    @Tag("E15")
    void headers() throws Exception {
        String bearer = "Authorization: Bearer " + token;
        for (String route : ROUTES) {
            for (String header : HEADERS) {
                tries(head("GET", route, header), new byte[0]);
                tries(head("POST", route, header, "Tus-Resumable: 1.0.0", bearer), "a=1".getBytes(UTF_8));
            }
        }
        assertThat(asked).isGreaterThan(500);
        failsNowhere();
    }

    private static List<byte[]> bodies() throws Exception {
        var gzip = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(gzip)) {
            out.write(new byte[3_000_000]);
        }
        byte[] half = new byte[100];
        System.arraycopy(gzip.toByteArray(), 0, half, 0, half.length);
        List<byte[]> bodies = new ArrayList<>(List.of(gzip.toByteArray(), half, new byte[] {(byte) 0xEF, (byte) 0xBB}));
        for (String text : List.of(
                "[".repeat(100_000),
                "{\"op\":".repeat(10_000),
                "{\"op\":\"useradd\",\"user\":{\"address\":1e999999999}}",
                "{\"op\":\"message\",\"id\":" + "9".repeat(2_000) + "}",
                "{\"op\":null,\"token\":[],\"urls\":[null,1,{}]}",
                "{\"urls\":[\"/files/AAAAAAAAAAAAAAAAAAAAAA?\\ud800\",\"\\u0000\"]}",
                "\u00ff\u00fe{\u0000\"\u0000",
                "\u0000\u0000\u0000{",
                "a[b][c]=" + "%".repeat(1_000) + "&[]=1&=&&",
                "--b\r\n\r\n--b--",
                "--b\r\nContent-Disposition: form-data; name=\"a\"; filename*=UTF-8''%zz; filename=\"\\\"\r\n\r\nx\r\n--b--",
                "--b\r\nContent-Disposition: form-data; name=token\r\n\r\n\u00ff\r\n--b\r\n")) {
            bodies.add(text.getBytes(ISO_8859_1));
        }
        return bodies;
    }

    @Test
    @Tag("E15")
    void oddBodies() throws Exception {
        for (String route : ROUTES) {
            for (byte[] body : bodies()) {
                for (String type : List.of(
                        "Content-Type: application/json",
                        "Content-Type: application/x-www-form-urlencoded",
                        "Content-Type: multipart/form-data; boundary=b",
                        "Content-Encoding: gzip",
                        "Content-Encoding: deflate\r\nContent-Type: application/offset+octet-stream")) {
                    tries(head("POST", route, type, "Authorization: Bearer " + token), body);
                }
            }
        }
        assertThat(asked).isGreaterThan(500);
        failsNowhere();
    }
}
