package dev.carillon.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One client connection of a [Loop]: handshake, login, then frames both ways. Keeps nothing in memory while idle but
/// itself. All calls on the loop's thread.
final class Link {
    /// Where a connection stands.
    enum State {
        CONNECTING,
        UPGRADING,
        LOGGING_IN,
        READY,
        ENDED
    }

    private static final byte[] NOTHING = {};
    private static final byte[] UPGRADE = ("GET /ws HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Version: 13\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    final int index;
    private final Loop loop;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final byte[] hello;
    private State state = State.CONNECTING;
    /// Beginning of a frame whose end has not come.
    private byte[] partial = NOTHING;
    /// What the socket did not take.
    private @Nullable ByteBuffer unsent;
    /// Frames made since the last flush.
    private byte[] outgoing = NOTHING;
    private int outgoingLength;
    private boolean flushing;

    Link(Loop loop, Selector selector, InetSocketAddress server, int index, String token) throws IOException {
        this.loop = loop;
        this.index = index;
        this.hello = ("{\"t\":\"hello\",\"id\":1,\"v\":1,\"token\":\"" + token + "\",\"app\":\"" + Backend.APP_ID
                        + "\"}")
                .getBytes(StandardCharsets.US_ASCII);
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        key = channel.register(selector, SelectionKey.OP_CONNECT, this);
        channel.connect(server);
    }

    State state() {
        return state;
    }

    void selected(ByteBuffer shared) {
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                key.interestOps(SelectionKey.OP_READ);
                state = State.UPGRADING;
                write(ByteBuffer.wrap(UPGRADE));
            }
            if (key.isValid() && key.isWritable()) {
                writeOn();
            }
            if (key.isValid() && key.isReadable()) {
                read(shared);
            }
        } catch (IOException e) {
            end(e.toString());
        }
    }

    // --- reading

    private void read(ByteBuffer shared) throws IOException {
        shared.clear().put(partial);
        if (channel.read(shared) < 0) {
            throw new EOFException("the server closed the connection");
        }
        shared.flip();
        if (state == State.UPGRADING) {
            upgraded(shared);
        }
        while (state != State.UPGRADING && nextFrame(shared)) {
            // until what is left is no whole frame
        }
        partial = NOTHING;
        if (shared.hasRemaining()) {
            partial = new byte[shared.remaining()];
            shared.get(partial);
        }
        if (state == State.READY) {
            loop.load().readSome(this);
        }
    }

    private void upgraded(ByteBuffer in) throws IOException {
        byte[] bytes = in.array();
        for (int i = in.position(); i + 3 < in.limit(); i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                String head = new String(bytes, in.position(), i - in.position(), StandardCharsets.US_ASCII);
                if (!head.startsWith("HTTP/1.1 101 ")) {
                    throw new IOException(
                            "no WebSocket: " + head.lines().findFirst().orElse(""));
                }
                in.position(i + 4);
                state = State.LOGGING_IN;
                send(hello, hello.length);
                flush();
                return;
            }
        }
    }

    /// False when no whole frame is left.
    private boolean nextFrame(ByteBuffer in) throws IOException {
        int start = in.position();
        if (in.remaining() < 2) {
            return false;
        }
        int opcode = in.get() & 0x0F;
        int length = in.get() & 0x7F;
        if (length > 125) {
            if (in.remaining() < (length == 126 ? 2 : 8)) {
                in.position(start);
                return false;
            }
            length = length == 126 ? in.getShort() & 0xFFFF : (int) in.getLong();
        }
        if (in.remaining() < length) {
            in.position(start);
            return false;
        }
        int at = in.position();
        in.position(at + length);
        if (opcode == 8) {
            throw new EOFException("closed with " + (length < 2 ? 1005 : in.getShort(at) & 0xFFFF));
        }
        if (opcode == 1) {
            frame(in.array(), at, length);
        }
        return true;
    }

    private void frame(byte[] bytes, int at, int length) throws IOException {
        if (state == State.READY) {
            loop.load().frame(this, bytes, at, length);
            return;
        }
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        if (!text.startsWith("{\"t\":\"welcome\"")) {
            throw new IOException("not welcome: " + text);
        }
        state = State.READY;
        loop.ready(this);
    }

    // --- writing

    /// Queues a frame; [#flush] sends all that are queued in one write.
    void send(byte[] text, int length) {
        int header = length < 126 ? 6 : 8;
        int needed = outgoingLength + header + length;
        if (outgoing.length < needed) {
            outgoing = Arrays.copyOf(outgoing, Math.max(needed, 256));
        }
        int at = outgoingLength;
        outgoing[at++] = (byte) 0x81;
        if (length < 126) {
            outgoing[at++] = (byte) (0x80 | length);
        } else {
            outgoing[at++] = (byte) (0x80 | 126);
            outgoing[at++] = (byte) (length >> 8);
            outgoing[at++] = (byte) length;
        }
        // a mask of zeros leaves the text as it is
        Arrays.fill(outgoing, at, at + 4, (byte) 0);
        System.arraycopy(text, 0, outgoing, at + 4, length);
        outgoingLength = needed;
        if (!flushing) {
            flushing = true;
            loop.flushLater(this);
        }
    }

    void flush() {
        flushing = false;
        if (state == State.ENDED || outgoingLength == 0) {
            return;
        }
        try {
            write(ByteBuffer.wrap(outgoing, 0, outgoingLength));
        } catch (IOException e) {
            end(e.toString());
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        if (unsent != null) {
            ByteBuffer both = ByteBuffer.allocate(unsent.remaining() + bytes.remaining());
            unsent = both.put(unsent).put(bytes).flip();
        } else {
            channel.write(bytes);
            if (bytes.hasRemaining()) {
                unsent = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
                key.interestOpsOr(SelectionKey.OP_WRITE);
            }
        }
        outgoing = NOTHING;
        outgoingLength = 0;
    }

    private void writeOn() throws IOException {
        ByteBuffer rest = unsent;
        if (rest != null) {
            channel.write(rest);
        }
        if (rest == null || !rest.hasRemaining()) {
            unsent = null;
            key.interestOpsAnd(~SelectionKey.OP_WRITE);
        }
    }

    // --- the end

    private void end(String why) {
        if (state != State.ENDED) {
            state = State.ENDED;
            close();
            loop.ended(this, why);
        }
    }

    void close() {
        state = State.ENDED;
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            System.err.println("connection " + index + " could not be closed: " + e);
        }
    }
}
