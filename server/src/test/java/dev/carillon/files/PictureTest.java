package dev.carillon.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Thumbnails of pictures in every colour model, turned in every way, of every size; and what kinds of pictures, films
/// and sounds are told from each other.
class PictureTest {
    private static final int SIDE = 48;
    private static final int GREY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int GREY_ALPHA = 4;
    private static final int RGBA = 6;

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

    private JsonNode info(String name, byte[] bytes) {
        return new JsonMapper()
                .readTree(
                        house.get(house.upload(ana, name, "", bytes) + "?info").body());
    }

    private BufferedImage thumbnail(String name, byte[] bytes) throws Exception {
        JsonNode info = info(name, bytes);
        assertThat(info.has("thumbnail")).as(name + " has a thumbnail").isTrue();
        return ImageIO.read(new ByteArrayInputStream(info.path("thumbnail").binaryValue()));
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

    // --- PNG, chunk by chunk

    private static byte[] chunk(String name, byte[] content) {
        byte[] named = joined(ascii(name), content);
        var crc = new CRC32();
        crc.update(named);
        return ByteBuffer.allocate(8 + named.length)
                .putInt(content.length)
                .put(named)
                .putInt((int) crc.getValue())
                .array();
    }

    private static byte[] packed(byte[] bytes) throws Exception {
        var out = new ByteArrayOutputStream();
        try (var deflate = new DeflaterOutputStream(out, new Deflater(9))) {
            deflate.write(bytes);
        }
        return out.toByteArray();
    }

    /// One colour all over.
    ///
    /// @param pixel as it is stored; where it is less than a byte, as many of them as fill one
    private static byte[] png(int type, int depth, byte[] more, int... pixel) throws Exception {
        byte[] header = ByteBuffer.allocate(13)
                .putInt(SIDE)
                .putInt(SIDE)
                .put(new byte[] {(byte) depth, (byte) type, 0, 0, 0})
                .array();
        int perByte = Math.max(1, 8 / depth);
        var rows = new ByteArrayOutputStream();
        for (int y = 0; y < SIDE; y++) {
            rows.write(0);
            for (int x = 0; x < SIDE; x += type == GREY || type == PALETTE ? perByte : 1) {
                for (int b : pixel) {
                    rows.write(b);
                }
            }
        }
        return joined(
                ascii("\u0089PNG\r\n\u001a\n"),
                chunk("IHDR", header),
                more,
                chunk("IDAT", packed(rows.toByteArray())),
                chunk("IEND", new byte[0]));
    }

    // --- JPEG

    private static byte[] jpeg(int type) throws Exception {
        var image = new BufferedImage(SIDE, SIDE, type);
        int[] samples = new int[image.getRaster().getNumBands() * SIDE * SIDE];
        Arrays.fill(samples, 128);
        image.getRaster().setPixels(0, 0, SIDE, SIDE, samples);
        var out = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", out);
        return out.toByteArray();
    }

    /// @param transform of the Adobe segment, negative: there is none
    private static byte[] inks(int transform, int... inks) throws Exception {
        var raster = Raster.createInterleavedRaster(0, SIDE, SIDE, 4, null);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                raster.setPixel(x, y, inks);
            }
        }
        var out = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (var stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(raster, null, null), null);
        } finally {
            writer.dispose();
        }
        byte[] plain = out.toByteArray();
        byte[] adobe = joined(ascii("\u00ff\u00ee\0\16Adobe\0\144\0\0\0\0"), new byte[] {(byte) transform});
        return transform < 0
                ? plain
                : joined(Arrays.copyOf(plain, 2), adobe, Arrays.copyOfRange(plain, 2, plain.length));
    }

    static Stream<Arguments> models() throws Exception {
        byte[] none = {};
        byte[] palette = chunk("PLTE", new byte[] {0, 0, 0, (byte) 128, (byte) 128, (byte) 128});
        byte[] half = joined(palette, chunk("tRNS", new byte[] {0, (byte) 128}));
        Color grey = new Color(128, 128, 128);
        Color red = new Color(200, 40, 20);
        return Stream.of(
                Arguments.of("grey 8.png", png(GREY, 8, none, 128), grey),
                Arguments.of("grey 16.png", png(GREY, 16, none, 128, 128), grey),
                Arguments.of("grey 4.png", png(GREY, 4, none, 0x88), new Color(136, 136, 136)),
                Arguments.of("grey 2.png", png(GREY, 2, none, 0xAA), new Color(170, 170, 170)),
                Arguments.of("grey 1.png", png(GREY, 1, none, 0xFF), Color.WHITE),
                Arguments.of("grey alpha 8.png", png(GREY_ALPHA, 8, none, 128, 255), grey),
                Arguments.of("grey alpha 16.png", png(GREY_ALPHA, 16, none, 128, 128, 255, 255), grey),
                Arguments.of("grey half.png", png(GREY_ALPHA, 8, none, 128, 128), new Color(191, 191, 191)),
                Arguments.of("grey none.png", png(GREY_ALPHA, 8, none, 0, 0), Color.WHITE),
                Arguments.of("rgb 8.png", png(RGB, 8, none, 200, 40, 20), red),
                Arguments.of("rgb 16.png", png(RGB, 16, none, 200, 200, 40, 40, 20, 20), red),
                Arguments.of("rgba 8.png", png(RGBA, 8, none, 200, 40, 20, 255), red),
                Arguments.of("rgba 16.png", png(RGBA, 16, none, 200, 200, 40, 40, 20, 20, 255, 255), red),
                Arguments.of("rgba none.png", png(RGBA, 8, none, 200, 40, 20, 0), Color.WHITE),
                Arguments.of("palette 8.png", png(PALETTE, 8, palette, 1), grey),
                Arguments.of("palette 1.png", png(PALETTE, 1, palette, 0xFF), grey),
                Arguments.of("palette half.png", png(PALETTE, 8, half, 1), new Color(191, 191, 191)),
                Arguments.of("grey.jpg", jpeg(BufferedImage.TYPE_BYTE_GRAY), grey),
                Arguments.of("rgb.jpg", jpeg(BufferedImage.TYPE_3BYTE_BGR), grey),
                Arguments.of("white cmyk.jpg", inks(-1, 255, 255, 255, 255), Color.WHITE),
                Arguments.of("cyan cmyk.jpg", inks(-1, 0, 255, 255, 255), Color.CYAN),
                Arguments.of("half black cmyk.jpg", inks(-1, 255, 255, 255, 128), grey),
                Arguments.of("adobe cmyk.jpg", inks(0, 200, 40, 20, 255), red),
                Arguments.of("adobe ycck white.jpg", inks(2, 0, 128, 128, 255), Color.WHITE),
                Arguments.of("adobe ycck half.jpg", inks(2, 0, 128, 128, 128), grey));
    }

    @ParameterizedTest
    @Tag("E11")
    @MethodSource("models")
    void looksAsThePictureDoes(String name, byte[] bytes, Color color) throws Exception {
        BufferedImage thumbnail = thumbnail(name, bytes);
        var seen = new Color(thumbnail.getRGB(thumbnail.getWidth() / 2, thumbnail.getHeight() / 2));
        assertThat(seen.getRed()).as("red of %s", seen).isCloseTo(color.getRed(), within(4));
        assertThat(seen.getGreen()).as("green of %s", seen).isCloseTo(color.getGreen(), within(4));
        assertThat(seen.getBlue()).as("blue of %s", seen).isCloseTo(color.getBlue(), within(4));
    }

    // --- turned

    private static byte[] exif(ByteOrder order) {
        boolean big = order == ByteOrder.BIG_ENDIAN;
        return ByteBuffer.allocate(26)
                .order(order)
                .put(ascii(big ? "MM" : "II"))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) 6)
                .putShort((short) 0)
                .putInt(0)
                .array();
    }

    /// The left half is red.
    private static byte[] turned(String format) throws Exception {
        if (format.startsWith("webp")) {
            byte[] plain = resource("lossy.webp");
            byte[] block = exif(ByteOrder.LITTLE_ENDIAN);
            byte[] content = format.endsWith("named") ? joined(ascii("Exif\0\0"), block) : block;
            byte[] chunk = joined(
                    ascii("EXIF"),
                    ByteBuffer.allocate(4)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(content.length)
                            .array(),
                    content);
            byte[] whole = joined(plain, chunk);
            whole[20] |= 8;
            ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(4, whole.length - 8);
            return whole;
        }
        byte[] plain = Pictures.of(format, 640, 480);
        byte[] block = exif(ByteOrder.BIG_ENDIAN);
        if (format.equals("png")) {
            return joined(Arrays.copyOf(plain, 33), chunk("eXIf", block), Arrays.copyOfRange(plain, 33, plain.length));
        }
        byte[] named = joined(ascii("Exif\0\0"), block);
        byte[] segment = joined(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, (byte) (named.length + 2)}, named);
        return joined(Arrays.copyOf(plain, 2), segment, Arrays.copyOfRange(plain, 2, plain.length));
    }

    private static byte[] resource(String name) throws Exception {
        try (var in = Objects.requireNonNull(PictureTest.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @Tag("E10")
    @ValueSource(strings = {"jpg", "png", "webp", "webp named"})
    void standsUprightInEveryFormat(String format) throws Exception {
        byte[] bytes = turned(format);
        JsonNode info = info("a", bytes);
        assertThat(info.path("width").intValue()).isEqualTo(480);
        assertThat(info.path("height").intValue()).isEqualTo(640);
        BufferedImage thumbnail = thumbnail("a", bytes);
        assertThat(thumbnail.getWidth()).isEqualTo(240);
        assertThat(thumbnail.getHeight()).isEqualTo(320);
        Color up = new Color(thumbnail.getRGB(120, 20));
        assertThat(up.getRed()).as("left is up: %s", up).isGreaterThan(200);
        assertThat(up.getBlue()).isLessThan(60);
    }

    // --- large

    /// A grey JPEG of any size: each block but the first says only that it is as the one before.
    private static byte[] greyJpeg(int width, int height) throws Exception {
        var image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        var out = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", out);
        ByteBuffer head = ByteBuffer.wrap(out.toByteArray());
        int at = 2;
        while ((head.get(at + 1) & 0xFF) != 0xDA) {
            if ((head.get(at + 1) & 0xFF) == 0xC0) {
                head.putShort(at + 5, (short) height).putShort(at + 7, (short) width);
            }
            at += 2 + (head.getShort(at + 2) & 0xFFFF);
        }
        int scan = at + 2 + (head.getShort(at + 2) & 0xFFFF);
        int blocks = (width + 7) / 8 * ((height + 7) / 8);
        byte[] pixels = new byte[blocks / 4 * 3 + 3];
        for (int i = 0; i < pixels.length; i += 3) {
            // four times 00 1010: no difference, nothing else
            pixels[i] = 0x28;
            pixels[i + 1] = (byte) 0xA2;
            pixels[i + 2] = (byte) 0x8A;
        }
        return joined(Arrays.copyOf(head.array(), scan), pixels, new byte[] {(byte) 0xFF, (byte) 0xD9});
    }

    /// A lossless WebP of one colour: no bit for any pixel.
    private static byte[] flatWebP(int width, int height) {
        var bits = new BitWriter();
        bits.write(0x2F, 8);
        bits.write(width - 1, 14);
        bits.write(height - 1, 14);
        bits.write(0, 4); // no alpha, version 0
        bits.write(0, 3); // no transform, no cache of colours, one group of codes
        for (int symbol : new int[] {128, 128, 128, 255, 0}) {
            bits.write(0b101, 3); // a simple code of one symbol of eight bits
            bits.write(symbol, 8);
        }
        byte[] content = bits.bytes(32);
        return ByteBuffer.allocate(20 + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("RIFF"))
                .putInt(12 + content.length)
                .put(ascii("WEBPVP8L"))
                .putInt(content.length)
                .put(content)
                .array();
    }

    private static final class BitWriter {
        private final byte[] bytes = new byte[64];
        private int at;

        void write(int value, int count) {
            for (int i = 0; i < count; i++, at++) {
                bytes[at >> 3] |= (byte) ((value >> i & 1) << (at & 7));
            }
        }

        byte[] bytes(int count) {
            return Arrays.copyOf(bytes, count);
        }
    }

    @ParameterizedTest
    @Tag("E12")
    @CsvSource({"jpg, 12000, 9000", "jpg, 16320, 12240", "webp, 5000, 4000"})
    void largePicturesHaveThumbnails(String format, int width, int height) throws Exception {
        byte[] bytes = format.equals("jpg") ? greyJpeg(width, height) : flatWebP(width, height);
        BufferedImage thumbnail = thumbnail("large." + format, bytes);
        assertThat(thumbnail.getWidth()).isEqualTo(320);
        var seen = new Color(thumbnail.getRGB(160, 100));
        assertThat(seen.getGreen()).isCloseTo(128, within(4));
    }

    @ParameterizedTest
    @Tag("E12")
    @CsvSource({"jpg, 20000, 13000", "webp, 16000, 16000"})
    void andThoseBeyondTheBoundHaveNone(String format, int width, int height) throws Exception {
        byte[] bytes = format.equals("jpg") ? greyJpeg(width, height) : flatWebP(width, height);
        JsonNode info = info("large." + format, bytes);
        assertThat(info.path("width").intValue()).isEqualTo(width);
        assertThat(info.has("thumbnail")).isFalse();
    }

    // --- kinds

    private static String box(String brands) {
        return "\0\0\0" + (char) (12 + brands.length()) + "ftyp" + brands.substring(0, 4) + "\0\0\0\0"
                + brands.substring(4) + "\0\0\0\10mdat";
    }

    @ParameterizedTest
    @Tag("E5")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "avifmif1|image/avif|1",
                "mif1avifmiaf|image/avif|1",
                "mif1miafavis|image/avif|1",
                "msf1avis|image/avif|1",
                "heicmif1|image/heic|1",
                "mif1heic|image/heic|1",
                "mif1heix|image/heic|1",
                "mif1miaf|image/heif|1",
                "isommp42|video/mp4|2",
                "mp42isom|video/mp4|2",
                "M4V M4A mp42|video/mp4|2",
                "iso6dash|video/mp4|2",
                "qt  |video/quicktime|2",
                "3gp43gp5|video/3gpp|2",
                "M4A isommp42|audio/mp4|3",
                "XXXXmp42|video/mp4|2",
                "XXXXqt  |video/quicktime|2",
                "crx isom|video/mp4|2",
                "XXXXYYYY|application/octet-stream|10",
                "jp2 jp2 |application/octet-stream|10"
            })
    void looksAtAllBrands(String brands, String type, int kind) {
        JsonNode info = info("a", ascii(box(brands)));
        assertThat(info.path("mimeType").stringValue()).isEqualTo(type);
        assertThat(info.path("fileType").intValue()).isEqualTo(kind);
    }

    static Stream<Arguments> atoms() {
        String quickTime = "video/quicktime";
        String other = "application/octet-stream";
        return Stream.of(
                Arguments.of("\0\0\0\10wide\0\1\2\3mdat\0\0", quickTime),
                Arguments.of("\0\0\0\10wide", quickTime),
                Arguments.of("\0\0\2\0moov\0\0\0\154mvhd\0\0", quickTime),
                Arguments.of("\0\0\2\0mdat\1\2\3", quickTime),
                Arguments.of("\0\0\0\1mdat\0\0\0\0\0\0\2\0\1", quickTime),
                Arguments.of("\0\0\0\0mdat\1\2", quickTime),
                Arguments.of("\0\0\0\20free\0\0\0\0\0\0\0\0\0\0\2\0moov\0\0\0\154mvhd", quickTime),
                Arguments.of("\0\0\0\10skip\0\0\2\0mdat\1", quickTime),
                Arguments.of("\0\0\2\0moov\0\0\0\10what", other),
                Arguments.of("\0\0\0\4wide\0\0\2\0mdat", other),
                Arguments.of("\0\0\0\10free\0\0\0\10what", other),
                Arguments.of("the mdat of it", "text/plain; charset=utf-8"),
                Arguments.of("\u001a\u0045\u00df\u00a3\u0088\u0042\u0082\u0084webm\1", "video/webm"),
                Arguments.of(
                        "\u001a\u0045\u00df\u00a3\u008c\u0042\u0082\u0088matroska title: webm", "video/x-matroska"),
                Arguments.of("\u001a\u0045\u00df\u00a3\u0088\u0042\u0082\u0084what\1", other));
    }

    @ParameterizedTest
    @Tag("E5")
    @MethodSource("atoms")
    void knowsFilmsWithoutBrands(String bytes, String type) {
        assertThat(info("a", ascii(bytes)).path("mimeType").stringValue()).isEqualTo(type);
    }

    @Test
    @Tag("E5")
    void aTextAboutTheoraIsNoFilm() {
        assertThat(info("a.ogg", ascii("OggS\0\2aaaaaaaaaaaaaaaaaaaaOpusHead theora"))
                        .path("mimeType")
                        .stringValue())
                .isEqualTo("audio/ogg");
        assertThat(info("a.ogv", ascii("OggS\0\2aaaaaaaaaaaaaaaaaaaa\u0080theora"))
                        .path("mimeType")
                        .stringValue())
                .isEqualTo("video/ogg");
    }
}
