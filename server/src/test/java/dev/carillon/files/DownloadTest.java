package dev.carillon.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.RawSocket;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What comes back of a file, and that nothing of it can run.
class DownloadTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private FileHouse house;
    private String ana;

    @BeforeEach
    void open() throws Exception {
        house = new FileHouse(folder, FileSettings.DEFAULT);
        ana = house.token("ana");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private HttpResponse<byte[]> range(String file, String range) {
        return house.ask(house.request(file).header("Range", range));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static byte[] joined(byte[]... pieces) {
        var out = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }

    @Test
    void givesRangesOfSmallAndLargeFiles() {
        for (int size : new int[] {1_000, 3_000_000}) {
            byte[] bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            String file = house.upload(ana, "film.bin", "", bytes);
            var whole = house.get(file);
            assertThat(whole.statusCode()).isEqualTo(200);
            assertThat(whole.body()).isEqualTo(bytes);
            assertThat(FileHouse.header(whole, "Accept-Ranges")).isEqualTo("bytes");
            var part = range(file, "bytes=100-" + (size - 101));
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(Arrays.copyOfRange(bytes, 100, size - 100));
            assertThat(FileHouse.header(part, "Content-Range")).isEqualTo("bytes 100-" + (size - 101) + "/" + size);
            assertThat(range(file, "bytes=-10").body()).isEqualTo(Arrays.copyOfRange(bytes, size - 10, size));
            assertThat(range(file, "bytes=0-99999999999999999999999").body()).isEqualTo(bytes);
            assertThat(range(file, "bytes=9-3").statusCode())
                    .as("no range at all")
                    .isEqualTo(200);
            for (String beyond : new String[] {"bytes=" + size + "-", "bytes=99999999999999999999-", "bytes=-0"}) {
                var refused = range(file, beyond);
                assertThat(refused.statusCode()).isEqualTo(416);
                assertThat(FileHouse.header(refused, "Content-Range")).isEqualTo("bytes */" + size);
            }
        }
    }

    @Test
    void isKeptByCachesAndBrowsersOfAnyOrigin() {
        String file = house.upload(ana, "a.txt", "text/plain", ascii("Hello"));
        var answer = house.get(file);
        assertThat(FileHouse.header(answer, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(FileHouse.header(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(FileHouse.header(answer, "Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
        String tag = FileHouse.header(answer, "ETag");
        assertThat(house.ask(house.request(file).header("If-None-Match", tag)).statusCode())
                .isEqualTo(304);
        assertThat(house.ask(house.request(file).header("If-Range", "\"other\"").header("Range", "bytes=1-2"))
                        .statusCode())
                .isEqualTo(200);
        var head = house.ask(house.request(file).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(FileHouse.header(head, "Content-Length")).isEqualTo("5");
    }

    static Stream<Arguments> hostile() throws Exception {
        byte[] html = ascii("<!doctype html><script>alert(1)</script>");
        byte[] svg = ascii("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
        byte[] gif = ascii("GIF89a\1\0\1\0\0\0\0;");
        return Stream.of(
                Arguments.of("x.html", "text/html", html),
                Arguments.of("x.png", "image/png", html),
                Arguments.of("x.txt", "text/plain", html),
                Arguments.of("x.txt", "text/plain", joined(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, html)),
                Arguments.of("x.txt", "text/plain", new String(html, UTF_8).getBytes(UTF_16)),
                Arguments.of("x.svg", "image/svg+xml", svg),
                Arguments.of("x.gif", "image/gif", svg),
                Arguments.of("x.xml", "text/xml", ascii("<?xml version='1.0'?><x/>")),
                Arguments.of("x.xhtml", "application/xhtml+xml", html),
                Arguments.of("x.js", "text/javascript", ascii("alert(1)")),
                Arguments.of("x.txt", "application/javascript", ascii("alert(1)")),
                Arguments.of("x.mjs", "", ascii("alert(1)")),
                Arguments.of("x.css", "text/css", ascii("body{}")),
                Arguments.of("x.sh", "text/plain", ascii("#!/bin/sh\necho")),
                Arguments.of("x.pdf", "application/pdf", ascii("%PDF-1.7 <script>")),
                Arguments.of("x.gif", "text/html", joined(gif, ascii("PK\3\4"), html)),
                Arguments.of("x.jpg", "text/html", joined(Pictures.of("jpg", 8, 8), html)),
                Arguments.of("x.swf", "application/x-shockwave-flash", ascii("CWS\5aaaa")),
                Arguments.of("x.zip", "text/html", ascii("PK\3\4aaaaaaa")),
                Arguments.of("x.hta", "text/html\r\nX: y", html));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void nothingRuns(String name, String declared, byte[] bytes) {
        String file = house.upload(ana, name, declared, bytes);
        for (String path : new String[] {file, file.replaceFirst("/[^/]*$", "/index.html"), file + "?download"}) {
            var answer = house.get(path);
            assertThat(answer.body()).isEqualTo(bytes);
            String type = FileHouse.header(answer, "Content-Type");
            assertThat(type).matches("application/(octet-stream|pdf|zip)|image/(gif|jpeg)|text/plain; charset=utf-8");
            assertThat(FileHouse.header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(FileHouse.header(answer, "Content-Security-Policy")).isEqualTo("default-src 'none'; sandbox");
            if (!type.startsWith("image/")) {
                assertThat(FileHouse.header(answer, "Content-Disposition")).startsWith("attachment");
            }
        }
        assertThat(FileHouse.header(house.get(file + "?download"), "Content-Disposition"))
                .startsWith("attachment");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "..\\..\\x",
                "/abs/olute",
                "a\0b.txt",
                "a\r\nSet-Cookie: x=1.txt",
                "con.txt",
                "...",
                "\u202egpj.exe",
                "\"quoted\".txt"
            })
    void noNameLeavesItsPlace(String name) {
        String file = house.upload(ana, name, "", ascii("Hello"));
        assertThat(file).matches("/files/[A-Za-z0-9_-]{22}/[A-Za-z0-9._~%-]+").doesNotContain("..");
        var answer = house.get(file);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(folder.resolve("files/whole"))
                .isDirectoryRecursivelyContaining(path -> !path.toString().contains("passwd"));
    }

    @Test
    void aNameHasItsLength() {
        String file = house.upload(ana, "ä".repeat(400) + ".jpeg", "", ascii("Hello"));
        JsonNode info = JSON.readTree(house.get(file + "?info").body());
        String name = info.path("name").stringValue();
        assertThat(name).endsWith(".jpeg");
        assertThat(name.getBytes(UTF_8).length).isBetween(250, 255);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/files/",
                "/files/x",
                "/files/../secret.key",
                "/files/..%2f..%2fsecret.key",
                "/files/AAAAAAAAAAAAAAAAAAAAAA/x",
                "/files/AAAAAAAAAAAAAAAAAAAAAA/../../secret.key",
                "/files/%2e%2e/%2e%2e/etc/passwd",
                "/files//etc/passwd",
                "/files/whole/00/00/x",
                "/files/\0"
            })
    void noPathLeadsElsewhere(String path) throws Exception {
        try (var client = new RawSocket(house.port())) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(client.answer().status()).isBetween(400, 404);
        }
    }

    @Test
    void showsPicturesWithTheirSizeAndThumbnail() throws Exception {
        for (String format : new String[] {"jpg", "png", "gif", "bmp"}) {
            String file = house.upload(ana, "a." + format, "", Pictures.of(format, 800, 600));
            assertThat(FileHouse.header(house.get(file), "Content-Disposition")).startsWith("inline");
            JsonNode info = JSON.readTree(house.get(file + "?info").body());
            assertThat(info.path("fileType").intValue()).isEqualTo(1);
            assertThat(info.path("width").intValue()).isEqualTo(800);
            assertThat(info.path("height").intValue()).isEqualTo(600);
            assertThat(info.path("url").stringValue()).isEqualTo("http://127.0.0.1:" + house.port() + file);
            byte[] small = info.path("thumbnail").binaryValue();
            assertThat(small.length).isLessThanOrEqualTo(32_768);
            assertThat(house.get(file + "?thumbnail").body()).isEqualTo(small);
            BufferedImage thumbnail = ImageIO.read(new ByteArrayInputStream(small));
            assertThat(thumbnail.getWidth()).isEqualTo(320);
            assertThat(thumbnail.getHeight()).isEqualTo(240);
            assertThat(new Color(thumbnail.getRGB(10, 120)).getRed()).isGreaterThan(200);
            assertThat(new Color(thumbnail.getRGB(310, 120)).getRed()).isLessThan(60);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lossy.webp", "lossless.webp", "alpha.webp"})
    void showsWebPToo(String name) throws Exception {
        String file = house.upload(ana, name, "image/webp", resource(name));
        JsonNode info = JSON.readTree(house.get(file + "?info").body());
        assertThat(info.path("mimeType").stringValue()).isEqualTo("image/webp");
        assertThat(info.path("width").intValue()).isEqualTo(640);
        assertThat(info.path("height").intValue()).isEqualTo(480);
        BufferedImage thumbnail =
                ImageIO.read(new ByteArrayInputStream(info.path("thumbnail").binaryValue()));
        assertThat(thumbnail.getWidth()).isEqualTo(320);
        Color left = new Color(thumbnail.getRGB(10, 120));
        assertThat(left.getRed()).isGreaterThan(200);
        assertThat(left.getBlue()).isLessThan(60);
        int right = new Color(thumbnail.getRGB(310, 120)).getBlue();
        assertThat(name.startsWith("alpha") ? 255 - right : right)
                .as("black, or white where it is transparent")
                .isLessThan(60);
    }

    @Test
    void aWebPThatIsMoreThanItSaysGetsNoThumbnail() throws Exception {
        byte[] lossy = resource("lossy.webp");
        byte[] small = lossy.clone();
        Arrays.fill(small, 24, 30, (byte) 0); // a canvas of one pixel
        byte[] moving = lossy.clone();
        moving[20] |= 2;
        byte[] endless = lossy.clone();
        Arrays.fill(endless, 34, 38, (byte) -1); // the chunk after the head
        for (byte[] bomb : new byte[][] {small, moving, endless, Arrays.copyOf(lossy, 40)}) {
            String file = house.upload(ana, "bomb.webp", "", bomb);
            assertThat(JSON.readTree(house.get(file + "?info").body()).has("thumbnail"))
                    .isFalse();
            assertThat(house.get(file).body()).isEqualTo(bomb);
        }
    }

    private static byte[] resource(String name) throws Exception {
        try (var in = Objects.requireNonNull(DownloadTest.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }

    @Test
    void turnsAThumbnailAsTheCameraWasHeld() throws Exception {
        byte[] exif = ascii("\u00ff\u00e1\0\42Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0\6\0\0\0\0\0\0");
        byte[] plain = Pictures.of("jpg", 400, 200);
        String file = house.upload(
                ana, "a.jpg", "", joined(Arrays.copyOf(plain, 2), exif, Arrays.copyOfRange(plain, 2, plain.length)));
        JsonNode info = JSON.readTree(house.get(file + "?info").body());
        assertThat(info.path("width").intValue()).isEqualTo(200);
        assertThat(info.path("height").intValue()).isEqualTo(400);
        BufferedImage thumbnail =
                ImageIO.read(new ByteArrayInputStream(info.path("thumbnail").binaryValue()));
        assertThat(thumbnail.getHeight()).isEqualTo(2 * thumbnail.getWidth());
        assertThat(new Color(thumbnail.getRGB(80, 20)).getRed())
                .as("left is up")
                .isGreaterThan(200);
    }

    @Test
    void aBombIsAFileWithoutThumbnail() throws Exception {
        var header = ByteBuffer.allocate(17).put(ascii("IHDR")).putInt(100_000).putInt(100_000);
        header.put(new byte[] {8, 2, 0, 0, 0});
        var crc = new CRC32();
        crc.update(header.array());
        byte[] bomb = joined(
                ascii("\u0089PNG\r\n\u001a\n\0\0\0\15"),
                header.array(),
                ByteBuffer.allocate(4).putInt((int) crc.getValue()).array(),
                new byte[100]);
        String file = house.upload(ana, "bomb.png", "image/png", bomb);
        JsonNode info = JSON.readTree(house.get(file + "?info").body());
        assertThat(info.path("width").intValue()).isEqualTo(100_000);
        assertThat(info.has("thumbnail")).isFalse();
        assertThat(house.get(file + "?thumbnail").statusCode()).isEqualTo(404);
        assertThat(house.get(file).body()).isEqualTo(bomb);
    }
}
