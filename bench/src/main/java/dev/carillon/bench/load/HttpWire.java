package dev.carillon.bench.load;

import java.nio.charset.StandardCharsets;

/// One kept-alive HTTP connection with one request under way.
final class HttpWire extends Wire {
    private static final byte[] END_OF_HEAD = ascii("\r\n\r\n");
    private static final byte[] LENGTH = ascii("content-length: ");
    private static final byte[] FINE = ascii("HTTP/1.1 200 ");
    private static final byte[] RESULT = ascii("\"result\":true");

    private final HttpCalls calls;
    private int index;
    private long since;

    HttpWire(NetLoop net, HttpCalls calls) {
        super(net);
        this.calls = calls;
    }

    @Override
    void opened() {
        calls.next(this);
    }

    void request(int number, String json) {
        index = number;
        since = System.nanoTime();
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        send(ascii("POST /backend HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length + "\r\n\r\n"));
        send(body);
    }

    @Override
    int received(byte[] bytes, int length) {
        int head = Scan.find(bytes, 0, length, END_OF_HEAD);
        if (head < 0) {
            return 0;
        }
        int body = head + END_OF_HEAD.length;
        int at = Scan.find(bytes, 0, head, LENGTH);
        int size = at < 0 ? 0 : (int) Scan.number(bytes, at + LENGTH.length, head);
        if (length < body + size) {
            return 0;
        }
        if (Scan.find(bytes, 0, FINE.length, FINE) != 0 || Scan.find(bytes, body, body + size, RESULT) < 0) {
            calls.refused(new String(bytes, 0, body + size, StandardCharsets.UTF_8));
        } else {
            calls.answered(index, since, bytes, body, size);
        }
        calls.next(this);
        return body + size;
    }

    @Override
    void lost(String why) {
        calls.lost(why);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
