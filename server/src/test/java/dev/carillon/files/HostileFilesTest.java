package dev.carillon.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.RawSocket;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Pictures that want the server's memory, ranges and conditions that want its confusion, and answers about files that
/// want to be more than text.
class HostileFilesTest {
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

    private JsonNode info(String file) {
        return JSON.readTree(house.get(file + "?info").body());
    }

    // --- pictures

    private static byte[] chunk(String type, byte[] data) {
        byte[] body = ByteBuffer.allocate(4 + data.length)
                .put(type.getBytes(ISO_8859_1))
                .put(data)
                .array();
        var crc = new CRC32();
        crc.update(body);
        return ByteBuffer.allocate(8 + body.length)
                .putInt(data.length)
                .put(body)
                .putInt((int) crc.getValue())
                .array();
    }

    private static byte[] png(int width, int height, int depth, int color, byte[]... chunks) {
        var out = new ByteArrayOutputStream();
        out.writeBytes("\u0089PNG\r\n\u001a\n".getBytes(ISO_8859_1));
        out.writeBytes(chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put(new byte[] {(byte) depth, (byte) color, 0, 0, 0})
                        .array()));
        for (byte[] chunk : chunks) {
            out.writeBytes(chunk);
        }
        out.writeBytes(chunk("IEND", new byte[0]));
        return out.toByteArray();
    }

    /// So many zeros, deflated to a thousandth.
    private static byte[] zeros(long count) throws Exception {
        var out = new ByteArrayOutputStream();
        var best = new Deflater(Deflater.BEST_COMPRESSION);
        try (var deflate = new DeflaterOutputStream(out, best)) {
            byte[] some = new byte[1 << 20];
            for (long left = count; left > 0; left -= some.length) {
                deflate.write(some, 0, (int) Math.min(left, some.length));
            }
        } finally {
            best.end();
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... pieces) {
        var out = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }

    /// One after the other; the server takes pictures as before.
    private void assertStillMakesThumbnails() throws Exception {
        String file = house.upload(ana, "fine.png", "", Pictures.of("png", 320, 200));
        assertThat(info(file).has("thumbnail")).isTrue();
    }

    @Test
    void picturesThatSayThatTheyAreHugeGetNoThumbnail() throws Exception {
        byte[] few = chunk("IDAT", zeros(1_000));
        byte[][] bombs = {
            png(Integer.MAX_VALUE, Integer.MAX_VALUE, 8, 6, few),
            png(-1, 5, 8, 2, few),
            png(0, 0, 8, 2, few),
            png(1, 2_000_000_000, 1, 0, few),
            png(60_000, 60_000, 16, 6, chunk("IDAT", zeros(100_000_000))),
            joined("GIF89a".getBytes(UTF_8), new byte[] {-1, -1, -1, -1, 0, 0, 0}, new byte[20]),
            joined(
                    "BM".getBytes(UTF_8),
                    ByteBuffer.allocate(60)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(0, 62)
                            .putInt(8, 54)
                            .putInt(12, 40)
                            .putInt(16, 2_000_000)
                            .putInt(20, 2_000_000)
                            .putShort(24, (short) 1)
                            .putShort(26, (short) 24)
                            .array()),
            joined(
                    new byte[] {
                        -1, (byte) 0xD8, -1, (byte) 0xC2, 0, 17, 8, -1, -1, -1, -1, 3, 1, 34, 0, 2, 17, 1, 3, 17, 1
                    },
                    new byte[100]),
        };
        for (byte[] bomb : bombs) {
            String file = house.upload(ana, "bomb", "image/png", bomb);
            assertThat(info(file).has("thumbnail")).isFalse();
            assertThat(house.get(file).body()).isEqualTo(bomb);
        }
        assertStillMakesThumbnails();
    }

    /// 300 MB come out of 300 KB, in a picture of 100 pixels: as its pixels, its text, its profile.
    @Test
    void picturesThatAreMoreThanTheySayAreDecodedAsFarAsTheySay() throws Exception {
        byte[] bomb = zeros(300_000_000);
        byte[] pixels = chunk("IDAT", zeros(10 * 31));
        byte[] text = joined("Comment\0\0".getBytes(UTF_8), bomb);
        byte[][] pictures = {
            png(10, 10, 8, 2, chunk("IDAT", bomb)),
            png(10, 10, 8, 2, chunk("zTXt", text), pixels),
            png(10, 10, 8, 2, chunk("iCCP", text), pixels),
            png(10, 10, 8, 2, chunk("iTXt", joined("Comment\0\1\0\0\0".getBytes(UTF_8), bomb)), pixels),
        };
        for (byte[] picture : pictures) {
            String file = house.upload(ana, "more.png", "image/png", picture);
            JsonNode info = info(file);
            assertThat(info.path("width").intValue()).isEqualTo(10);
            assertThat(info.path("size").intValue()).isEqualTo(picture.length);
        }
        assertStillMakesThumbnails();
    }

    @Test
    void picturesThatBreakOffAnywhereAreFilesAllTheSame() throws Exception {
        for (String format : new String[] {"png", "jpg", "gif", "bmp"}) {
            byte[] whole = Pictures.of(format, 40, 30);
            for (int length = 1; length < whole.length; length += 1 + whole.length / 12) {
                byte[] broken = Arrays.copyOf(whole, length);
                assertThat(house.get(house.upload(ana, "a." + format, "", broken))
                                .body())
                        .isEqualTo(broken);
            }
        }
        assertStillMakesThumbnails();
    }

    // --- answers

    @Test
    void noAnswerIsTakenForMoreThanItIs() {
        String file = house.upload(ana, "<b>.html", "text/html", "<script>alert(1)</script>".getBytes(UTF_8));
        String[] paths = {
            file,
            file + "?info",
            file + "?thumbnail",
            file + "?<script>",
            "/files/<script>alert(1)</script>",
            "/files/AAAAAAAAAAAAAAAAAAAAAA/x.html",
            "/files/uploads/<script>",
            "/files/sign?<script>",
        };
        for (String path : paths) {
            var answer = house.get(path.replace("<", "%3C").replace(">", "%3E"));
            assertThat(FileHouse.header(answer, "X-Content-Type-Options"))
                    .as(path)
                    .isEqualTo("nosniff");
            assertThat(FileHouse.header(answer, "Content-Type"))
                    .as(path)
                    .matches("application/(json; charset=utf-8|octet-stream)");
            if (!FileHouse.header(answer, "Content-Disposition").startsWith("attachment")) {
                assertThat(FileHouse.text(answer)).as(path).doesNotContain("<script>");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "x.gif, GIF89a/*<svg onload=alert(1)>*/=1;alert(1), image/gif",
        "x.mp4, '\u0001\u0001\u0001\u0018ftypisom<script>alert(1)</script>', video/mp4",
        "x.mhtml, MIME-Version: 1.0 multipart/related <html>, text/plain; charset=utf-8",
        "x.vtt, WEBVTT <script>alert(1)</script>, text/plain; charset=utf-8",
        "x.htm, '   <html><script>alert(1)</script>', application/octet-stream",
        "x.txt, '<!-- --><script>alert(1)</script>', application/octet-stream",
        "x.wasm, '\u0001asm', application/octet-stream",
        "x.json, '{\"a\": \"<script>\"}', text/plain; charset=utf-8",
        "x.webmanifest, '{\"start_url\": \"/\"}', text/plain; charset=utf-8",
    })
    void polyglotsAreWhatTheirFirstBytesSay(String name, String text, String type) {
        String file = house.upload(ana, name, "text/html; charset=utf-7", text.getBytes(UTF_8));
        var answer = house.get(file);
        assertThat(FileHouse.header(answer, "Content-Type")).isEqualTo(type);
        assertThat(FileHouse.header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(FileHouse.header(answer, "Content-Security-Policy")).isEqualTo("default-src 'none'; sandbox");
        if (!type.startsWith("image/") && !type.startsWith("video/")) {
            assertThat(FileHouse.header(answer, "Content-Disposition")).startsWith("attachment");
        }
    }

    @Test
    void namesThatMeanSomethingElsewhereMeanNothingHere() {
        String[] names = {
            "../../../etc/passwd",
            "..%2f..%2fx",
            "%00.png",
            "a\0.png",
            "a\r\nX-Evil: 1\r\n\r\n<html>",
            "\u202Egnp.exe",
            "\u2066a\u2069.txt",
            ".htaccess",
            "-rf",
            "a;b&c|d`e$(f)",
            "\uD800",
            "a\u2028b",
            "x".repeat(2_000) + ".txt"
        };
        for (String name : names) {
            String file = house.upload(ana, name, "", "Hello".getBytes(UTF_8));
            var answer = house.get(file);
            assertThat(answer.statusCode()).as(name).isEqualTo(200);
            assertThat(answer.headers().firstValue("X-Evil")).isEmpty();
            String disposition = FileHouse.header(answer, "Content-Disposition");
            assertThat(disposition).matches("[\\x20-\\x7e]*");
            String told = info(file).path("name").stringValue();
            assertThat(told)
                    .doesNotContainPattern("[\\x00-\\x1f\\x7f/\\\\\u2028\u202e\u2066-\u2069]")
                    .doesNotStartWith(".");
            assertThat(told.getBytes(UTF_8).length).isBetween(1, 255);
        }
        String endless = "x".repeat(5_000);
        assertThat(house.create(ana, endless, "", 1).statusCode()).isEqualTo(400);
    }

    // --- requests

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=0-0,1-1",
                "bytes=0-,0-,0-,0-,0-,0-,0-,0-",
                "bytes=-",
                "bytes=--1",
                "bytes=1-2-3",
                "bytes=+1-2",
                "bytes=0x1-2",
                "bytes 0-1",
                "items=0-1",
                "bytes=5-1",
                "bytes=\u0661-\u0662",
                ""
            })
    void rangesThatAreNoneGiveAllOfIt(String range) throws Exception {
        String file = house.upload(ana, "a.txt", "", "0123456789".getBytes(UTF_8));
        try (var client = new RawSocket(house.port())) {
            client.send(("GET " + file + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nRange: " + range + "\r\n\r\n")
                    .getBytes(UTF_8));
            assertThat(client.answer().status()).isIn(200, 400);
        }
        if (range.chars().allMatch(c -> c < 128)) {
            var answer = house.ask(house.request(file).header("Range", range));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(FileHouse.text(answer)).isEqualTo("0123456789");
        }
    }

    @Test
    void anEmptyFileHasNoRanges() {
        String file = house.upload(ana, "a.txt", "", new byte[0]);
        for (String range : new String[] {"bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0"}) {
            var answer = house.ask(house.request(file).header("Range", range));
            assertThat(answer.statusCode()).as(range).isEqualTo(416);
            assertThat(FileHouse.header(answer, "Content-Range")).isEqualTo("bytes */0");
        }
        assertThat(house.get(file).statusCode()).isEqualTo(200);
    }

    private HttpResponse<byte[]> head(String path, String... headers) {
        HttpRequest.Builder request = house.request(path).HEAD();
        return house.ask(headers.length == 0 ? request : request.headers(headers));
    }

    @Test
    void headTellsWhatGetWouldAndIgnoresRanges() {
        String file = house.upload(ana, "a.txt", "", "0123456789".getBytes(UTF_8));
        var get = house.get(file);
        for (var answer :
                new HttpResponse<?>[] {head(file), head(file, "Range", "bytes=2-3"), head(file, "Range", "bytes=99-")
                }) {
            assertThat(answer.statusCode()).isEqualTo(200);
            for (String header : new String[] {
                "Content-Length",
                "Content-Type",
                "Content-Disposition",
                "ETag",
                "Last-Modified",
                "Cache-Control",
                "Accept-Ranges",
                "Content-Security-Policy",
                "X-Content-Type-Options"
            }) {
                assertThat(FileHouse.header(answer, header)).as(header).isEqualTo(FileHouse.header(get, header));
            }
        }
        assertThat(head("/files/AAAAAAAAAAAAAAAAAAAAAA/x").statusCode()).isEqualTo(404);
        assertThat(house.ask(house.request(file).method("TRACE", HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isIn(400, 405, 501);
        assertThat(house.ask(house.request(file).DELETE()).statusCode()).isEqualTo(405);
        assertThat(house.get(file).statusCode()).isEqualTo(200);
    }

    @Test
    void conditionsAreKept() {
        String file = house.upload(ana, "a.txt", "", "0123456789".getBytes(UTF_8));
        var get = house.get(file);
        String tag = FileHouse.header(get, "ETag");
        String modified = FileHouse.header(get, "Last-Modified");
        for (String known : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*", " * "}) {
            var answer = house.ask(house.request(file).header("If-None-Match", known));
            assertThat(answer.statusCode()).as(known).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(FileHouse.header(answer, "ETag")).isEqualTo(tag);
            assertThat(FileHouse.header(answer, "Cache-Control")).contains("immutable");
        }
        for (String other : new String[] {"\"x\"", "", "x", tag.substring(0, 10)}) {
            assertThat(house.ask(house.request(file)
                                    .header("If-None-Match", other)
                                    .header("If-Modified-Since", modified))
                            .statusCode())
                    .as(other + " comes before the date")
                    .isEqualTo(200);
        }
        assertThat(house.ask(house.request(file).header("If-Modified-Since", modified))
                        .statusCode())
                .isEqualTo(304);
        for (String same : new String[] {tag, modified}) {
            assertThat(house.ask(house.request(file).header("If-Range", same).header("Range", "bytes=1-2"))
                            .statusCode())
                    .isEqualTo(206);
        }
        for (String other : new String[] {"\"x\"", "W/" + tag, "Wed, 21 Oct 2015 07:28:00 GMT", "x"}) {
            assertThat(house.ask(house.request(file).header("If-Range", other).header("Range", "bytes=1-2"))
                            .statusCode())
                    .as(other)
                    .isEqualTo(200);
        }
    }
}
