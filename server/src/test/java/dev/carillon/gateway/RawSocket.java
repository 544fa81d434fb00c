package dev.carillon.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A TCP client that sends exactly the bytes it is told to, for what a well-behaved client would never send. */
public final class RawSocket implements AutoCloseable {
    private static final byte[] MASK = {1, 2, 3, 4};

    private final Socket socket = new Socket();
    private final InputStream in;

    public RawSocket(int port) throws IOException {
        this(port, 0);
    }

    /** @param receiveBuffer bytes, 0 for the system's default */
    public RawSocket(int port, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** A WebSocket. */
    public static RawSocket webSocket(int port) throws IOException {
        return webSocket(port, 0);
    }

    public static RawSocket webSocket(int port, int receiveBuffer) throws IOException {
        var raw = new RawSocket(port, receiveBuffer);
        raw.send(HANDSHAKE);
        Answer answer = raw.answer();
        if (answer.status() != 101) {
            throw new IOException("not upgraded: " + answer.status());
        }
        return raw;
    }

    public static final String HANDSHAKE = """
            GET /ws HTTP/1.1\r
            Host: localhost\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r
            """;

    public RawSocket send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public RawSocket send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    public RawSocket endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    // --- HTTP

    public record Answer(int status, List<String> headers, byte[] body) {
        public String header(String name) {
            return headers.stream()
                    .filter(h -> h.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(h -> h.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** Reads one response; 100, 101, 204 and 304 have no body. */
    public Answer answer() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        var headers = new ArrayList<String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            headers.add(line);
        }
        var answer = new Answer(status, headers, new byte[0]);
        String length = answer.header("Content-Length");
        boolean body = !length.isEmpty() && status != 304;
        return body ? new Answer(status, headers, in.readNBytes(Integer.parseInt(length))) : answer;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("closed after \"" + line + "\"");
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** One byte, -1 at the end. */
    public int read() throws IOException {
        return in.read();
    }

    /** True when the other side closes, before anything else comes. */
    public boolean ended() throws IOException {
        return in.read() < 0;
    }

    // --- WebSocket

    public record Frame(int opcode, byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        public int closeCode() {
            return opcode == 8 ? ByteBuffer.wrap(payload).getShort() & 0xFFFF : 0;
        }
    }

    public RawSocket text(String text) throws IOException {
        return send(frame(0x81, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A masked frame. */
    public static byte[] frame(int finAndOpcode, byte[] payload) {
        var buffer = ByteBuffer.allocate(14 + payload.length).put((byte) finAndOpcode);
        if (payload.length < 126) {
            buffer.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            buffer.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            buffer.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        buffer.put(MASK);
        for (int i = 0; i < payload.length; i++) {
            buffer.put((byte) (payload[i] ^ MASK[i % 4]));
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    public Frame frame() throws IOException {
        int first = in.read();
        if (first < 0) {
            throw new EOFException("closed without a close frame");
        }
        int length = in.read();
        if (length == 126) {
            length = ByteBuffer.wrap(in.readNBytes(2)).getShort() & 0xFFFF;
        } else if (length == 127) {
            length = (int) ByteBuffer.wrap(in.readNBytes(8)).getLong();
        }
        return new Frame(first & 0x0F, in.readNBytes(length));
    }

    /** Reads on to the close frame and returns its code. */
    public int closeCode() throws IOException {
        Frame frame = frame();
        while (frame.opcode() != 8) {
            frame = frame();
        }
        return frame.closeCode();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
