package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.CloseCode;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameCodec;
import dev.carillon.protocol.ServerFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A client of the wire protocol, written against its page and not against the server. */
final class TestClient implements AutoCloseable {
    private final RawSocket socket;
    private final FrameCodec codec;
    private final Queue<String> skipped = new ArrayDeque<>();
    private long lastId;
    private long lastSeq;

    TestClient(RawSocket socket, FrameCodec codec) {
        this.socket = socket;
        this.codec = codec;
    }

    RawSocket socket() {
        return socket;
    }

    TestClient send(String json) throws IOException {
        socket.text(json);
        return this;
    }

    TestClient send(ClientFrame frame) throws IOException {
        socket.send(RawSocket.frame(0x81, codec.encodeClient(frame)));
        return this;
    }

    /** Logs in, and returns the welcome. */
    ServerFrame.Welcome hello(String token) throws IOException {
        return hello(token, null);
    }

    ServerFrame.Welcome hello(String token, @Nullable Long cursor) throws IOException {
        send(new ClientFrame.Hello(1, 1, token, null, null, cursor, null, true, null));
        return next(ServerFrame.Welcome.class);
    }

    /** Sends a request, `id` being filled in, and returns its answer; other frames are kept for [#next]. */
    <T extends ServerFrame> T ask(Class<T> type, String json) throws IOException {
        long id = ++lastId + 1_000;
        send("{\"id\":" + id + "," + json.substring(1));
        while (true) {
            String text = read();
            JsonNode node = codec.mapper().readTree(text);
            if (node.path("id").asLong() == id) {
                return decoded(type, text);
            }
            skipped.add(text);
        }
    }

    ServerFrame.Ok ok(String json) throws IOException {
        return ask(ServerFrame.Ok.class, json);
    }

    ServerFrame.Error error(String json, ErrorCode code) throws IOException {
        var error = ask(ServerFrame.Error.class, json);
        assertThat(error.name()).as(error.message()).isEqualTo(code.name());
        return error;
    }

    /** The next frame, which must be of that type. */
    <T extends ServerFrame> T next(Class<T> type) throws IOException {
        return decoded(type, nextText());
    }

    /** The next frame of that type; others before it are dropped. */
    <T extends ServerFrame> T find(Class<T> type) throws IOException {
        while (true) {
            String text = nextText();
            ServerFrame frame = codec.decodeServer(text.getBytes(StandardCharsets.UTF_8));
            note(text);
            if (type.isInstance(frame)) {
                return type.cast(frame);
            }
        }
    }

    String nextText() throws IOException {
        String kept = skipped.poll();
        return kept == null ? read() : kept;
    }

    private String read() throws IOException {
        RawSocket.Frame frame = socket.frame();
        assertThat(frame.opcode())
                .as(() ->
                        "closed with " + frame.closeCode() + " " + new String(frame.payload(), StandardCharsets.UTF_8))
                .isEqualTo(1);
        return frame.text();
    }

    private <T extends ServerFrame> T decoded(Class<T> type, String text) {
        ServerFrame frame = codec.decodeServer(text.getBytes(StandardCharsets.UTF_8));
        assertThat(frame).as(text).isInstanceOf(type);
        note(text);
        return type.cast(frame);
    }

    private void note(String text) {
        long seq = codec.mapper().readTree(text).path("seq").asLong();
        lastSeq = seq == 0 ? lastSeq : seq;
    }

    /** The seq of the entry returned last. */
    long seq() {
        return lastSeq;
    }

    TestClient ack() throws IOException {
        return send("{\"t\":\"ack\",\"seq\":" + lastSeq + "}");
    }

    /** The connection must be closed next, with bye and this code. */
    void assertClosed(CloseCode code) throws IOException {
        var bye = next(ServerFrame.Bye.class);
        assertThat(bye.name()).isEqualTo(code.name());
        RawSocket.Frame close = socket.frame();
        assertThat(close.opcode()).isEqualTo(8);
        assertThat(close.closeCode()).isEqualTo(code.code());
    }

    /** Everything that was sent before this call has been worked off when it returns. */
    void settle() throws IOException {
        ok("{\"t\":\"time\"}");
    }

    /** The last of the frames that nobody has asked for, all of which must be of that type, or null. */
    <T extends ServerFrame> @Nullable T newest(Class<T> type) throws IOException {
        settle();
        T newest = null;
        while (!skipped.isEmpty()) {
            newest = next(type);
        }
        return newest;
    }

    /** What is said while something else goes on. */
    interface Talk<T> {
        T run() throws IOException;
    }

    static <T> CompletableFuture<T> meanwhile(Talk<T> talk) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return talk.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Nothing but answers has come. */
    void assertQuiet() throws IOException {
        settle();
        assertThat(skipped).isEmpty();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
