package dev.carillon.e2e.harness;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/// One TCP connection that says whatever it likes, or nothing, or stops in the middle.
public final class RawSocket implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 120_000;

    private final Socket socket = new Socket();

    /// Connects, and sends this.
    public RawSocket(InetSocketAddress server, String text) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(server);
        send(text);
    }

    /// Sends more. What the server does not take any more, because it has refused already, is dropped.
    public void send(String text) throws IOException {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (SocketException refused) {
            if (!socket.isConnected()) {
                throw refused;
            }
        }
    }

    /// Reads one line of the answer.
    public String line() throws IOException {
        var line = new StringBuilder();
        for (int next = socket.getInputStream().read();
                next >= 0 && next != '\n';
                next = socket.getInputStream().read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /// Reads until the server closes; returns all that it said.
    ///
    /// @throws java.net.SocketTimeoutException when it does not close
    public String untilClosed() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /// Reads until the server closes; returns the status of its first answer, 0 when it said nothing.
    public int status() throws IOException {
        String answer = untilClosed();
        return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
    }

    /// Goes without a good-bye, and leaves no trace in the system.
    @Override
    public void close() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
