package dev.carillon.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// A line to a server that loses the answer to the first request of a kind: the server does what it is asked to, and
/// the client sees its connection end. Only on the loopback interface.
final class LossyLine implements AutoCloseable {
    private final ServerSocket door;
    private final URI target;
    private final String begin;
    private final AtomicInteger lost = new AtomicInteger();

    /// @param begin how the request begins whose answer is lost
    LossyLine(URI target, String begin) throws IOException {
        this.target = target;
        this.begin = begin;
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::listen);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    int lost() {
        return lost.get();
    }

    private void listen() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket server = new Socket(target.getHost(), target.getPort());
                var losing = new AtomicBoolean();
                Thread.ofVirtual()
                        .start(() -> pass(client, server, bytes -> {
                            if (new String(bytes, StandardCharsets.ISO_8859_1).startsWith(begin)
                                    && lost.compareAndSet(0, 1)) {
                                losing.set(true);
                            }
                            return true;
                        }));
                Thread.ofVirtual().start(() -> pass(server, client, _ -> !losing.get()));
            }
        } catch (IOException e) {
            // closed
        }
    }

    @FunctionalInterface
    private interface Look {
        /// Whether these bytes are handed on; if not, the connection ends.
        boolean at(byte[] bytes);
    }

    private static void pass(Socket from, Socket to, Look look) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[64 << 10];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (!look.at(Arrays.copyOf(buffer, count))) {
                    return;
                }
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // one end has gone
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
