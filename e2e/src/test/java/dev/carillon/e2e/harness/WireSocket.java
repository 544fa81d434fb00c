package dev.carillon.e2e.harness;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/// One TCP connection that speaks WebSocket (RFC 6455) with every byte in the test's hands: it can break after any
/// number of bytes, send what no client should, and stop reading. One thread may read while another writes.
public final class WireSocket implements AutoCloseable {
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    /// More than the 70 s after which the server gives a silent client up.
    private static final int PATIENCE_MILLIS = 100_000;

    private final Socket socket;
    private final Cut cut;
    private final InputStream in;
    private final OutputStream out;
    private long sent;
    private long received;

    /// One frame of RFC 6455 as it came.
    public record Received(int opcode, byte[] payload) {
        /// Of a close frame; 1005 when it names none.
        public int closeCode() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }

        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    private WireSocket(Socket socket, Cut cut) throws IOException {
        this.socket = socket;
        this.cut = cut;
        this.in = new BufferedInputStream(new Counted(socket.getInputStream()), 8_192);
        this.out = socket.getOutputStream();
    }

    /// Connects and shakes hands.
    ///
    /// @throws IOException when the server refuses, or the cut falls into the handshake
    public static WireSocket open(InetSocketAddress server, Cut cut) throws IOException {
        return open(server, cut, 0);
    }

    /// @param receiveBuffer bytes that the system may hold for a reader who does not read; 0 is its own choice
    public static WireSocket open(InetSocketAddress server, Cut cut, int receiveBuffer) throws IOException {
        var socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(server);
        var wire = new WireSocket(socket, cut);
        try {
            wire.shakeHands();
            return wire;
        } catch (IOException e) {
            wire.close();
            throw e;
        }
    }

    private void shakeHands() throws IOException {
        write(("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection ended within the handshake");
            }
            head.write(next);
        }
        String answer = head.toString(StandardCharsets.US_ASCII);
        if (!answer.startsWith("HTTP/1.1 101 ")) {
            throw new IOException("the server refused the handshake: "
                    + answer.lines().findFirst().orElse(""));
        }
        if (!answer.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")) {
            throw new IOException("the server's Sec-WebSocket-Accept is wrong: " + answer);
        }
    }

    // --- sending

    public void sendText(byte[] utf8) throws IOException {
        write(frame(TEXT, utf8));
    }

    public void send(int opcode, byte[] payload) throws IOException {
        write(frame(opcode, payload));
    }

    /// One whole masked frame, as a client must send it.
    public static byte[] frame(int opcode, byte[] payload) {
        int length = payload.length;
        var frame = ByteBuffer.allocate(length + 14);
        frame.put((byte) (0x80 | opcode));
        if (length < 126) {
            frame.put((byte) (0x80 | length));
        } else if (length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(length);
        }
        byte[] mask = new byte[4];
        ThreadLocalRandom.current().nextBytes(mask);
        frame.put(mask);
        for (int i = 0; i < length; i++) {
            frame.put((byte) (payload[i] ^ mask[i & 3]));
        }
        byte[] whole = new byte[frame.position()];
        frame.flip().get(whole);
        return whole;
    }

    /// Any bytes. Breaks the connection when the cut is reached.
    public synchronized void write(byte[] bytes) throws IOException {
        int left = (int) Math.min(bytes.length, cut.afterSent() - sent);
        out.write(bytes, 0, left);
        sent += left;
        if (sent >= cut.afterSent()) {
            breakOff();
            throw new SocketException("cut after " + sent + " bytes sent");
        }
    }

    /// Says that no more will be sent; receiving goes on.
    public void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    // --- receiving

    /// The next frame, a ping or pong too.
    ///
    /// @throws EOFException when the server closed the connection
    /// @throws java.net.SocketTimeoutException when nothing came for more than a minute
    public Received receive() throws IOException {
        int opcode = next() & 0x0F;
        int second = next();
        if ((second & 0x80) != 0) {
            throw new IOException("the server masked a frame");
        }
        long length = second;
        if (second == 126) {
            length = number(2);
        } else if (second == 127) {
            length = number(8);
        }
        byte[] payload = in.readNBytes((int) length);
        if (payload.length < length) {
            throw new EOFException("the connection ended within a frame");
        }
        return new Received(opcode, payload);
    }

    /// How many bytes have come and were not received yet.
    public int available() throws IOException {
        return in.available();
    }

    private int next() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException("the connection ended");
        }
        return next;
    }

    private long number(int bytes) throws IOException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = (number << 8) | next();
        }
        return number;
    }

    /// Lets pass no byte behind the cut.
    private final class Counted extends InputStream {
        private final InputStream source;

        Counted(InputStream source) {
            this.source = source;
        }

        @Override
        public int available() throws IOException {
            return source.available();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int most = (int) Math.min(length, cut.afterReceived() - received);
            if (most <= 0) {
                breakOff();
                throw new SocketException("cut after " + received + " bytes received");
            }
            int count = source.read(target, offset, most);
            received += Math.max(0, count);
            return count;
        }
    }

    // --- the end

    private void breakOff() throws IOException {
        switch (cut.how()) {
            case CLOSE -> socket.close();
            case RESET -> reset();
            case SILENCE -> {}
        }
    }

    /// Breaks the connection at once, without a goodbye.
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
