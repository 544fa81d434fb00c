package dev.carillon.bench.load;

import java.nio.charset.StandardCharsets;

/// One user's WebSocket: handshake, login, then frames both ways.
final class Link extends Wire {
    /// What comes of it. The bytes of a frame are only good during the call.
    interface Events {
        /// The server has welcomed the user.
        void ready(Link link);

        /// One frame of the server, JSON in UTF-8.
        void frame(Link link, byte[] bytes, int at, int length);

        /// It has ended, and not by [Link#close].
        void lost(Link link, String why);
    }

    private enum State {
        UPGRADING,
        LOGGING_IN,
        READY
    }

    private static final byte[] UPGRADE = ascii("GET /ws HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Version: 13\r\n\r\n");
    private static final byte[] SWITCHING = ascii("HTTP/1.1 101 ");
    private static final byte[] END_OF_HEAD = ascii("\r\n\r\n");
    private static final byte[] WELCOME = ascii("{\"t\":\"welcome\"");
    private static final int TEXT = 1;
    private static final int CLOSE = 8;

    private final int index;
    private final Events events;
    private final byte[] hello;
    private State state = State.UPGRADING;

    /// @param index number of the user
    Link(NetLoop net, Events events, int index, String token) {
        super(net);
        this.index = index;
        this.events = events;
        this.hello = Text.frame(
                "{\"t\":\"hello\",\"id\":1,\"v\":1,\"token\":\"" + token + "\",\"app\":\"" + Users.APP_ID + "\"}");
    }

    int index() {
        return index;
    }

    @Override
    void opened() {
        send(UPGRADE);
    }

    @Override
    void lost(String why) {
        events.lost(this, why);
    }

    @Override
    int received(byte[] bytes, int length) {
        int at = state == State.UPGRADING ? upgraded(bytes, length) : 0;
        if (state == State.UPGRADING) {
            return at;
        }
        for (int next = frame(bytes, at, length); next > at; next = frame(bytes, at, length)) {
            at = next;
        }
        return at;
    }

    private int upgraded(byte[] bytes, int length) {
        int end = Scan.find(bytes, 0, length, END_OF_HEAD);
        if (end < 0) {
            return 0;
        }
        if (Scan.find(bytes, 0, SWITCHING.length, SWITCHING) != 0) {
            failed("no WebSocket: " + new String(bytes, 0, end, StandardCharsets.US_ASCII));
            return length;
        }
        state = State.LOGGING_IN;
        send(hello);
        return end + END_OF_HEAD.length;
    }

    /// Hands on the frame that begins there. Returns where the next one begins; `at` when it is not whole.
    private int frame(byte[] bytes, int at, int end) {
        if (end - at < 2) {
            return at;
        }
        int opcode = bytes[at] & 0x0F;
        int length = bytes[at + 1] & 0x7F;
        int text = at + 2;
        if (length >= 126) {
            text += length == 126 ? 2 : 8;
            if (end < text) {
                return at;
            }
            length = 0;
            for (int i = at + 2; i < text; i++) {
                length = length << 8 | (bytes[i] & 0xFF);
            }
        }
        if (end - text < length) {
            return at;
        }
        if (opcode == TEXT) {
            text(bytes, text, length);
        } else if (opcode == CLOSE) {
            failed("closed with "
                    + (length < 2 ? "no code" : String.valueOf((bytes[text] & 0xFF) << 8 | (bytes[text + 1] & 0xFF))));
        }
        return text + length;
    }

    private void text(byte[] bytes, int at, int length) {
        if (state == State.READY) {
            events.frame(this, bytes, at, length);
        } else if (Scan.find(bytes, at, at + WELCOME.length, WELCOME) == at) {
            state = State.READY;
            events.ready(this);
        } else {
            failed("not welcome: " + new String(bytes, at, length, StandardCharsets.UTF_8));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
