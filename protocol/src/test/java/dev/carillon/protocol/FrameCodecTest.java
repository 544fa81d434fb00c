package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.FrameCodec.Decoded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameCodecTest {
    private final FrameCodec codec = new FrameCodec();

    @Test
    void readsAFrameWhereverItsNameStands() {
        assertThat(decode("{\"id\":7,\"mid\":5,\"to\":\"bob\",\"content\":{\"text\":\"hi\"},\"t\":\"send\"}"))
                .isInstanceOfSatisfying(Decoded.Frame.class, decoded -> {
                    var send = (ClientFrame.Send) decoded.frame();
                    assertThat(send.id()).isEqualTo(7);
                    assertThat(send.to()).isEqualTo("bob");
                    assertThat(send.flags()).isNull();
                    assertThat(send.content()).isEqualTo(Content.text("hi"));
                });
    }

    @Test
    void ignoresMembersItDoesNotKnow() {
        assertThat(decode("{\"t\":\"ping\",\"later\":{\"a\":[1]}}"))
                .isEqualTo(new Decoded.Frame(new ClientFrame.Ping(0)));
    }

    @Test
    void namesTheUnknownFrameAndKeepsTheRequestNumber() {
        assertThat(decode("{\"x\":{\"id\":1},\"id\":42,\"t\":\"fly\"}"))
                .isEqualTo(new Decoded.Bad(42, "unknown frame \"fly\""));
    }

    @Test
    void aNumberTooLargeForItsMemberIsABadValue() {
        for (String number : List.of("1e300", "99999999999", "-9223372036854775808")) {
            assertThat(decode("{\"t\":\"send\",\"id\":7,\"type\":" + number + "}"))
                    .isInstanceOfSatisfying(Decoded.Bad.class, bad -> {
                        assertThat(bad.id()).isEqualTo(7);
                        assertThat(bad.message()).startsWith("send.type: ");
                    });
        }
        assertThat(decode("{\"t\":\"time\",\"id\":1e300}"))
                .isInstanceOfSatisfying(
                        Decoded.Bad.class, bad -> assertThat(bad.id()).isZero());
    }

    @Test
    void aNumberThatIsNotWholeIsABadValue() {
        for (String number : List.of("1.5", "0.1", "-2.5", "\"many\"", "true", "{}")) {
            for (String member : List.of("send.mid", "send.type", "send.expiry", "read.upTo", "group.members.limit")) {
                int dot = member.lastIndexOf('.');
                String frame = "{\"t\":\"" + member.substring(0, dot) + "\",\"id\":7,\"" + member.substring(dot + 1)
                        + "\":" + number + "}";
                assertThat(decode(frame)).isEqualTo(new Decoded.Bad(7, member + ": a whole number is needed"));
            }
        }
        assertThat(decode("{\"t\":\"time\",\"id\":1.5}"))
                .isEqualTo(new Decoded.Bad(0, "time.id: a whole number is needed"));
    }

    @Test
    void namesTheMemberWithABadValue() {
        assertThat(decode("{\"t\":\"send\",\"id\":3,\"mid\":\"many\",\"to\":\"bob\"}"))
                .isInstanceOfSatisfying(Decoded.Bad.class, bad -> {
                    assertThat(bad.id()).isEqualTo(3);
                    assertThat(bad.message()).startsWith("send.mid: ");
                });
        assertThat(decode("{\"t\":\"contacts.set\",\"id\":4,\"contacts\":[{},{\"blocked\":{}}]}"))
                .isInstanceOfSatisfying(
                        Decoded.Bad.class,
                        bad -> assertThat(bad.message()).startsWith("contacts.set.contacts[1].blocked: "));
    }

    @Test
    void whatIsBeyondTheBoundsIsABadValueAndTheErrorIsShort() {
        for (String value : List.of(
                "\"" + "a".repeat(70_000) + "\"",
                "1".repeat(50),
                "{\"" + "k".repeat(40_000) + "\":" + "[".repeat(100) + "]".repeat(100) + "}")) {
            String member = value.startsWith("{") ? "\"content\":{\"fields\":" + value + "}" : "\"expiry\":" + value;
            assertThat(decode("{\"t\":\"send\",\"id\":7," + member + "}"))
                    .isInstanceOfSatisfying(Decoded.Bad.class, bad -> {
                        assertThat(bad.id()).isEqualTo(7);
                        assertThat(bad.message()).hasSizeLessThan(500);
                    });
        }
    }

    @Test
    void theErrorHasTheIdWhateverStandsBeforeIt() {
        for (String before : List.of(
                "\"content\":{\"fields\":{\"id\":5,\"a\":" + "[".repeat(100) + "]".repeat(100) + "}}",
                "\"content\":{\"text\":\"id\\\",\\\"id\\\":6,\u00e4\"},\"expiry\":" + "1".repeat(50),
                "\"" + "k".repeat(60_000) + "\":1",
                "\"to\":\"id\",\"expiry\":{}")) {
            assertThat(decode("{\"t\":\"send\"," + before + ", \"id\" : 7 }"))
                    .as(before)
                    .isInstanceOfSatisfying(
                            Decoded.Bad.class, bad -> assertThat(bad.id()).isEqualTo(7));
        }
        for (String id : List.of("null", "\"7\"", "7.5", "1e3", "-", "9".repeat(40), "[7]")) {
            Decoded decoded = decode("{\"t\":\"send\",\"expiry\":{},\"id\":" + id + "}");
            if (decoded instanceof Decoded.Bad bad) {
                assertThat(bad.id()).as(id).isZero();
            } else {
                assertThat(decoded).isInstanceOf(Decoded.NotAFrame.class);
            }
        }
    }

    @Test
    void falseAndZeroThatMeanSomethingAreWritten() {
        var ghost = new ServerFrame.Profile("ghost", 0, 0, null, null, null, false);
        assertThat(encoded(new ServerFrame.Profiles(1, List.of(ghost), false))).contains("\"exists\":false");
        var own = new ServerFrame.Presence("ana", 0, 0, 300, 0L, 0L, null);
        assertThat(encoded(own)).contains("\"value\":0", "\"interval\":0").doesNotContain("lastSeen");
    }

    @Test
    void tellsWhatIsNoFrameAtAll() {
        for (String text : List.of(
                "", "null", "12", "\"t\"", "[]", "{}", "{\"t\":null}", "{\"t\":\"ping\"", "{\"t\":\"ping\"} x")) {
            assertThat(decode(text)).as(text).isNotInstanceOf(Decoded.Frame.class);
        }
    }

    @Test
    void refusesDeepNestingWithoutHarm() {
        String deep = "{\"t\":\"send\",\"content\":{\"fields\":" + "[".repeat(50_000);
        assertThat(decode(deep)).isNotInstanceOf(Decoded.Frame.class);
    }

    @Test
    void leavesOutWhatIsDefaultAndKeepsWhatClientsNeed() {
        assertThat(encoded(ServerFrame.Ok.of(3))).isEqualTo("{\"t\":\"ok\",\"id\":3}");
        assertThat(encoded(new ServerFrame.Sent(1, 2, 3, 4, 1, 0, false)))
                .isEqualTo("{\"t\":\"sent\",\"id\":1,\"mid\":2,\"order\":3,\"ts\":4,\"status\":1}");
        assertThat(encoded(new ServerFrame.Conversations(1, List.of(), false, 0)))
                .isEqualTo("{\"t\":\"conversations\",\"id\":1,\"conversations\":[]}");
    }

    @Test
    void aConversationHasEitherAPeerOrAGroup() {
        ServerFrame.Message last = message(FrameCodec.raw(codec.encodeContent(Content.text("hi"))));
        var bob = codec.mapper().readTree(encoded(conversations(new ServerFrame.Conversation("bob", 0, 0, 0, last))));
        assertThat(bob.at("/conversations/0/peer").asString()).isEqualTo("bob");
        assertThat(bob.at("/conversations/0/gid").isMissingNode()).isTrue();
        var desk =
                codec.mapper().readTree(encoded(conversations(new ServerFrame.Conversation(null, 0, 1201, 2, last))));
        assertThat(desk.at("/conversations/0/gid").asInt()).isEqualTo(1201);
        assertThat(desk.at("/conversations/0/peer").isMissingNode()).isTrue();
    }

    private static ServerFrame conversations(ServerFrame.Conversation one) {
        return new ServerFrame.Conversations(1, List.of(one), false, 0);
    }

    @Test
    void splicesStoredContentAndSeqWithoutEncodingAgain() {
        byte[] content = codec.encodeContent(Content.text("a \"quoted\" \u2764"));
        byte[] frame = codec.encode(message(FrameCodec.raw(content)));

        String entry = new String(FrameCodec.withSeq(frame, 119), StandardCharsets.UTF_8);

        var tree = codec.mapper().readTree(entry);
        assertThat(tree.get("seq").asLong()).isEqualTo(119);
        assertThat(tree.get("t").asString()).isEqualTo("message");
        assertThat(tree.get("content").get("text").asString()).isEqualTo("a \"quoted\" \u2764");
        assertThat(tree.get("flags").asInt()).isZero();
        assertThat(tree.has("gid")).isFalse();
    }

    @Test
    void aJavaClientReadsWhatTheServerWrites() {
        var frame = message(FrameCodec.raw(codec.encodeContent(Content.text("hi"))));
        var read = codec.decodeServer(codec.encode(frame));
        assertThat(read).isInstanceOfSatisfying(ServerFrame.Message.class, m -> {
            assertThat(m.from()).isEqualTo("bob");
            assertThat(m.order()).isEqualTo(9002);
        });
    }

    @Test
    void carriesBinaryDataAsBase64() {
        byte[] data = new byte[1_000];
        new Random(7).nextBytes(data);
        var content = new Content(
                null, data, null, null, null, null, null, null, null, null, null, null, null, null, Map.of("k", "v"));
        Content back = codec.decodeContent(codec.encodeContent(content));
        assertThat(back.data()).isEqualTo(data);
        assertThat(back.fields()).isEqualTo(Map.of("k", "v"));
    }

    private Decoded decode(String text) {
        return codec.decode(text.getBytes(StandardCharsets.UTF_8));
    }

    private String encoded(ServerFrame frame) {
        return new String(codec.encode(frame), StandardCharsets.UTF_8);
    }

    private static ServerFrame.Message message(RawJson content) {
        return new ServerFrame.Message(
                "bob",
                0,
                "ana",
                0,
                0,
                551,
                9002,
                1_790_000_000_456L,
                0,
                0,
                content,
                0,
                0,
                0,
                false,
                null,
                0,
                0,
                0,
                false,
                null);
    }
}
