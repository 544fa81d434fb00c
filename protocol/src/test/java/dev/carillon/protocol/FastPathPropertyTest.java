package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.FrameCodec.Decoded;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/// The code of our own for the frequent frames says and understands the same as Jackson, which follows the records.
class FastPathPropertyTest {
    private final FrameCodec codec = new FrameCodec();

    // --- what the server writes

    @Property(tries = 3_000)
    void framesAreWrittenAsJacksonWritesThem(@ForAll("serverFrames") ServerFrame frame) {
        byte[] written = FrameWriter.encode(frame);
        assertThat(written).isNotNull();
        assertThat(text(written)).isEqualTo(text(codec.encodeByMapper(frame)));
    }

    @Property(tries = 3_000)
    void contentsAreWrittenAsJacksonWritesThem(@ForAll("contents") Content content) {
        assertThat(text(codec.encodeContent(content)))
                .isEqualTo(text(codec.mapper().writeValueAsBytes(content)));
    }

    @Property(tries = 300)
    void longTextsAreWrittenAsJacksonWritesThem(
            @ForAll("strings") String piece, @ForAll("strings") String last, @ForAll("lengths") int length) {
        Content content = Content.text(piece.repeat(length / Math.max(1, piece.length())) + last);
        assertThat(text(codec.encodeContent(content)))
                .isEqualTo(text(codec.mapper().writeValueAsBytes(content)));
    }

    // --- what the server reads

    @Property(tries = 3_000)
    void whatIsReadFastIsReadAsJacksonReadsIt(@ForAll("clientFrames") ClientFrame frame) {
        assertAlike(codec.encodeClient(frame));
    }

    /// Jackson's reading of bytes that are nearly a frame is the measure, whether it is a frame or an error.
    @Property(tries = 20_000)
    void damagedFramesAreReadAsJacksonReadsThem(
            @ForAll("pieces") List<String> pieces, @ForAll int at, @ForAll byte with, @ForAll boolean damage) {
        byte[] bytes = ("{" + String.join(",", pieces) + "}").getBytes(StandardCharsets.UTF_8);
        if (damage) {
            bytes[Math.floorMod(at, bytes.length)] = with;
        }
        assertAlike(bytes);
    }

    @Property(tries = 2_000)
    void cutFramesAreReadAsJacksonReadsThem(@ForAll("clientFrames") ClientFrame frame, @ForAll int at) {
        byte[] whole = codec.encodeClient(frame);
        assertAlike(Arrays.copyOf(whole, Math.floorMod(at, whole.length)));
    }

    /// Bytes that are seldom UTF-8 inside of a string.
    @Property(tries = 5_000)
    void anyBytesInATextAreReadAsJacksonReadsThem(@ForAll("bytes") byte[] bytes) {
        String around = "{\"t\":\"send\",\"to\":\"bob\",\"content\":{\"text\":\"%s\"}}";
        assertAlike(
                around.formatted(new String(bytes, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1));
    }

    private void assertAlike(byte[] bytes) {
        ClientFrame fast = FrameReader.read(bytes);
        if (fast != null && RequiredMembers.problem(fast) != null) {
            assertThat(codec.decodeByMapper(bytes)).as(text(bytes)).isEqualTo(codec.decode(bytes));
        } else if (fast != null) {
            assertThat(codec.decodeByMapper(bytes))
                    .as(text(bytes))
                    .isInstanceOfSatisfying(
                            Decoded.Frame.class,
                            jackson -> assertThat(fast)
                                    .usingRecursiveComparison()
                                    .withStrictTypeChecking()
                                    .isEqualTo(jackson.frame()));
        }
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    // --- what they are tried with

    @Provide
    Arbitrary<String> strings() {
        var nasty = Arbitraries.of(
                "",
                "a",
                "bob",
                "plain ASCII text that is longer than a word or two",
                "\"",
                "\\",
                "/",
                "?",
                "<&'>",
                "\0",
                "\u001f",
                "\b\t\n\f\r",
                " ",
                "\u007f",
                "\u0080",
                "\u00e9",
                "\u00ff",
                "\u0141",
                "\u2028",
                "\ufffd",
                "\uffff",
                "\u65e5\u672c",
                "\ud83d\ude00",
                "\ud83d",
                "\ude00",
                "\ud83d\ud83d\ude00",
                "\\u0041");
        return nasty.list().ofMaxSize(6).map(parts -> String.join("", parts));
    }

    private Arbitrary<@Nullable String> maybe() {
        return strings().injectNull(0.3);
    }

    private static Arbitrary<Long> numbers() {
        return Arbitraries.oneOf(
                Arbitraries.of(0L, 0L, 1L, 9L, 10L, 1_790_000_000_456L, Limits.MAX_ID, 999_999_999_999_999_999L),
                Arbitraries.longs());
    }

    private static Arbitrary<Integer> small() {
        return Arbitraries.oneOf(Arbitraries.of(0, 0, 1, 3, 132, Integer.MAX_VALUE), Arbitraries.integers());
    }

    private static Arbitrary<Boolean> flag() {
        return Arbitraries.of(true, false);
    }

    private static Arbitrary<byte[]> bytesOf(int most) {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(most);
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        return Arbitraries.oneOf(
                        Arbitraries.bytes(),
                        Arbitraries.of((byte) 0xC3, (byte) 0xA9, (byte) 0xE2, (byte) 0xED, (byte) 0xA0, (byte) 0x80),
                        Arbitraries.of((byte) 0xF0, (byte) 0x9F, (byte) 0x98, (byte) 0xC0, (byte) 'a', (byte) 0xFF))
                .array(byte[].class)
                .ofMaxSize(20);
    }

    @Provide
    Arbitrary<Integer> lengths() {
        return Arbitraries.integers().between(0, 20_000);
    }

    private static Arbitrary<Age> ages() {
        return Combinators.combine(numbers(), numbers(), numbers()).as(Age::new);
    }

    @Provide
    Arbitrary<Content> contents() {
        Arbitrary<byte[]> binary = bytesOf(40).injectNull(0.6);
        var reals = Arbitraries.oneOf(Arbitraries.doubles(), Arbitraries.of(0.0, -0.0, 1e-9, 52.52, 1e300, Double.NaN))
                .injectNull(0.7);
        Arbitrary<Map<String, @Nullable Object>> fields = Arbitraries.maps(
                        strings(), Arbitraries.<@Nullable Object>of("v", 1, 2.5, true, List.of(1, "x"), Map.of("k", 0)))
                .ofMaxSize(3)
                .injectNull(0.7);
        return Combinators.combine(
                        texts(),
                        binary,
                        maybe(),
                        small().injectNull(0.5),
                        numbers().injectNull(0.5),
                        reals,
                        fields)
                .as((t, data, more, type, size, real, values) -> new Content(
                        t[0], data, t[1], t[2], t[3], t[4], t[5], type, more, size, t[6], data, real, real, values));
    }

    private Arbitrary<@Nullable String[]> texts() {
        return strings().injectNull(0.6).array(String[].class).ofSize(7);
    }

    @Provide
    Arbitrary<ServerFrame> serverFrames() {
        return Arbitraries.oneOf(
                messages().map(m -> m),
                Combinators.combine(numbers().list().ofSize(5), small(), flag())
                        .as((n, i, b) -> new ServerFrame.Sent(n.get(0), n.get(1), n.get(2), n.get(3), i, n.get(4), b)),
                Combinators.combine(numbers(), numbers()).as(ServerFrame.Ok::new),
                Combinators.combine(numbers(), numbers()).as(ServerFrame.Pong::new),
                statuses(),
                Combinators.combine(
                                strings(),
                                small(),
                                numbers(),
                                small(),
                                numbers().injectNull(0.4),
                                numbers().injectNull(0.4),
                                numbers().injectNull(0.4))
                        .as(ServerFrame.Presence::new),
                Combinators.combine(
                                numbers(),
                                small().list().ofSize(3),
                                strings(),
                                strings(),
                                numbers(),
                                Arbitraries.of(Advice.class))
                        .as((id, i, name, text, mid, advice) ->
                                new ServerFrame.Error(id, i.get(0), name, text, mid, i.get(1), i.get(2), advice)),
                Combinators.combine(numbers(), messages().list().ofMaxSize(3), flag(), flag())
                        .as(ServerFrame.History::new));
    }

    private Arbitrary<ServerFrame.Message> messages() {
        var raw = contents().map(codec::encodeContent).map(FrameCodec::raw).injectNull(0.2);
        return Combinators.combine(
                        strings(),
                        maybe().list().ofSize(2),
                        numbers().list().ofSize(8),
                        small().list().ofSize(6),
                        raw,
                        ages().injectNull(0.5),
                        flag(),
                        flag())
                .as((from, texts, n, i, content, age, forwarded, read) -> new ServerFrame.Message(
                        from,
                        i.get(4),
                        texts.get(0),
                        i.get(5),
                        n.get(0),
                        n.get(1),
                        n.get(2),
                        n.get(3),
                        i.get(0),
                        i.get(1),
                        content,
                        n.get(4),
                        n.get(5),
                        n.get(6),
                        forwarded,
                        age,
                        n.get(7),
                        i.get(2),
                        i.get(3),
                        read,
                        texts.get(1)));
    }

    private Arbitrary<ServerFrame> statuses() {
        var by = Combinators.combine(strings(), small(), small(), numbers()).as(ServerFrame.MemberStatus::new);
        return Combinators.combine(
                        maybe(),
                        numbers().list().ofSize(3),
                        small().list().ofSize(5),
                        by.list().ofMaxSize(3),
                        maybe())
                .as((peer, n, i, list, label) -> new ServerFrame.Status(
                        peer, i.get(4), n.get(0), n.get(1), n.get(2), i.get(0), list, i.get(1), i.get(2), i.get(3),
                        label));
    }

    @Provide
    Arbitrary<ClientFrame> clientFrames() {
        Arbitrary<List<Long>> orders = numbers().list().ofMaxSize(4).injectNull(0.4);
        return Arbitraries.oneOf(
                Combinators.combine(
                                numbers().list().ofSize(6),
                                maybe().list().ofSize(2),
                                contents().injectNull(0.2),
                                small().list().ofSize(2),
                                small().injectNull(0.4),
                                numbers().injectNull(0.4),
                                flag(),
                                ages().injectNull(0.9))
                        .as((n, texts, content, i, flags, expiry, forwarded, age) -> new ClientFrame.Send(
                                n.get(0),
                                n.get(1),
                                texts.get(0),
                                i.get(1),
                                n.get(2),
                                content,
                                i.get(0),
                                flags,
                                expiry,
                                n.get(3),
                                n.get(4),
                                n.get(5),
                                forwarded,
                                age,
                                texts.get(1))),
                Combinators.combine(numbers(), numbers()).as(ClientFrame.Ack::new),
                numbers().map(ClientFrame.Ping::new),
                Combinators.combine(numbers(), maybe(), numbers(), orders, numbers())
                        .as(ClientFrame.Read::new),
                Combinators.combine(
                                numbers(),
                                maybe(),
                                numbers(),
                                small(),
                                numbers().injectNull(0.4),
                                numbers().injectNull(0.4))
                        .as(ClientFrame.Presence::new));
    }

    /// Members of objects, right and wrong, in any order and number.
    @Provide
    Arbitrary<List<String>> pieces() {
        var names = Arbitraries.of(
                "t",
                "t",
                "t",
                "id",
                "mid",
                "to",
                "toUid",
                "gid",
                "content",
                "type",
                "flags",
                "expiry",
                "when",
                "replyTo",
                "thread",
                "forwarded",
                "label",
                "seq",
                "peer",
                "orders",
                "upTo",
                "presence",
                "value",
                "interval",
                "text",
                "x",
                "",
                "age");
        var values = Arbitraries.of(
                "\"send\"",
                "\"ack\"",
                "\"ping\"",
                "\"read\"",
                "\"presence\"",
                "\"time\"",
                "0",
                "1",
                "01",
                "-1",
                "-0",
                "1.5",
                "1e3",
                "2147483648",
                "1234567890123456789",
                "99999999999999999999",
                "true",
                "false",
                "null",
                "\"5\"",
                "\"\\n\"",
                "\"\u00e9\"",
                "[]",
                "[1,2]",
                "[ ]",
                "[1,]",
                "[\"1\"]",
                "{}",
                "{\"text\":\"hi\"}",
                "{\"text\":\"hi\",\"text\":\"ho\"}",
                "{\"data\":\"AQ==\"}",
                "{\"data\":\"AQ\"}",
                "{\"data\":\"A===\"}",
                "{\"data\":\"AR==\",\"fileSize\":7}",
                "{\"fields\":{}}",
                "{\"latitude\":1}",
                "{\"id\":1}",
                "{ }");
        Arbitrary<String> ordinary = Arbitraries.of(
                "\"t\":\"send\"",
                "\"t\":\"ack\"",
                "\"t\":\"ping\"",
                "\"t\":\"read\"",
                "\"t\" : \"presence\"",
                "\"id\":7",
                "\n\"mid\"\t:\r12 ",
                "\"to\":\"bob\"",
                "\"gid\":1201",
                "\"content\":{\"text\":\"hi\"}",
                "\"orders\":[1, 2]",
                "\"seq\":5",
                "\"upTo\":9",
                "\"forwarded\":true",
                "\"flags\":3",
                "\"presence\":300",
                "\"value\":0");
        var odd = Combinators.combine(names, values).as((name, value) -> "\"" + name + "\":" + value);
        return Arbitraries.frequencyOf(Tuple.of(4, ordinary), Tuple.of(1, odd))
                .list()
                .ofMaxSize(5);
    }
}
