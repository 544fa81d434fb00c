package dev.carillon.e2e.harness;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// What somebody may do to a server that wants it no good, or does not care. Each kind goes on until its work is done,
/// and leaves nothing open.
public enum Storm {
    /// So many connections at once, all open at the same time, each with a WebSocket, and then all gone.
    CONNECTIONS("connect storm") {
        @Override
        public void rage(Stage stage, int many) throws IOException {
            InetSocketAddress server = stage.server().address();
            List<AutoCloseable> open = new ArrayList<>();
            List<RawSocket> upgrading = new ArrayList<>();
            try {
                for (int i = 0; i < many; i++) {
                    var socket = new RawSocket(server, UPGRADE + "\r\n\r\n");
                    open.add(socket);
                    upgrading.add(socket);
                }
                for (RawSocket socket : upgrading) {
                    expect(socket.line(), "HTTP/1.1 101 ");
                }
            } finally {
                closeAll(open);
            }
        }
    },
    /// So many that begin a handshake and go before it is complete.
    HANDSHAKES("handshake flood") {
        @Override
        public void rage(Stage stage, int many) throws IOException {
            for (int i = 0; i < many; i++) {
                new RawSocket(stage.server().address(), UPGRADE.substring(0, i % UPGRADE.length())).close();
            }
        }
    },
    /// So many that say nothing, or half of a request, and stay for a while.
    HALF_OPEN("half-open sockets") {
        @Override
        public void rage(Stage stage, int many) throws IOException {
            List<AutoCloseable> open = new ArrayList<>();
            try {
                for (int i = 0; i < many; i++) {
                    open.add(new RawSocket(stage.server().address(), BEGINNINGS.get(i % BEGINNINGS.size())));
                }
            } finally {
                closeAll(open);
            }
        }
    },
    /// So many logins with tokens that nobody has given out.
    LOGINS("false logins") {
        @Override
        public void rage(Stage stage, int many) throws IOException {
            byte[] hello = new Login("nobody", "0".repeat(64), "phone").hello().bytes();
            for (int i = 0; i < many; i++) {
                try (WireSocket socket = WireSocket.open(stage.server().address(), Cut.NEVER)) {
                    socket.sendText(hello);
                    expect(socket.receive().text(), "{\"t\":\"error\"");
                    socket.reset();
                }
            }
        }
    },
    /// So many requests and frames above the limits, in turn.
    TOO_LARGE("oversized input") {
        @Override
        public void rage(Stage stage, int many) throws IOException {
            for (int i = 0; i < many; i++) {
                Oversized input = Oversized.ALL.get(i % Oversized.ALL.size());
                try (var socket = new RawSocket(stage.server().address(), input.text())) {
                    expect(socket.untilClosed(), "HTTP/1.1 " + input.status());
                }
            }
        }
    },
    /// Clients that do not read what pours in for them: so many messages of 50 kB.
    SLOW_READERS("slow readers") {
        @Override
        public void rage(Stage stage, int many) throws IOException {
            List<AutoCloseable> stuck = new ArrayList<>();
            WireClient writer = stage.phone("pours");
            try {
                for (int i = 0; i < READERS; i++) {
                    WireSocket socket = WireSocket.open(stage.server().address(), Cut.NEVER, 4_096);
                    socket.sendText(stage.token("stuck" + i, "phone").hello().bytes());
                    stuck.add(socket);
                }
                String text = "x".repeat(50_000);
                for (int i = 0; i < many; i++) {
                    Frame message = Frame.message(stage.address("stuck" + i % READERS), stage.mid(), text);
                    // half of them are kept and come when they are read, half pile up until the reader is closed
                    writer.request(i % 2 == 0 ? message : message.with("expiry", 0));
                }
            } finally {
                closeAll(stuck);
            }
        }
    };

    private static final int READERS = 50;
    private static final String UPGRADE = "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13";
    private static final List<String> BEGINNINGS = List.of(
            "",
            "GET /heal",
            UPGRADE,
            "POST /backend HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n{" + " ".repeat(1_000));

    private final String title;

    Storm(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    /// Does it, so many times.
    ///
    /// @throws IOException when the server does not answer as it must
    public abstract void rage(Stage stage, int many) throws IOException;

    private static void expect(String answer, String begin) throws IOException {
        if (!answer.startsWith(begin)) {
            throw new IOException("expected " + begin + ", got " + answer);
        }
    }

    private static void closeAll(List<AutoCloseable> open) throws IOException {
        for (AutoCloseable socket : open) {
            try {
                socket.close();
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }
}
