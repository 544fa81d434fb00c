package dev.carillon.app;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One of the people in a [Rehearsal]: a small client of the wire protocol that acknowledges what it gets.
final class RehearsalGuest implements AutoCloseable {
    private static final int PATIENCE = 10_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final LinkedBlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private long lastId;

    private RehearsalGuest(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    static RehearsalGuest login(InetSocketAddress server, String token) throws IOException {
        var socket = new Socket();
        socket.connect(server, PATIENCE);
        socket.setTcpNoDelay(true);
        var guest = new RehearsalGuest(socket);
        guest.upgrade();
        Thread.ofPlatform().daemon().name("rehearsal").start(guest::read);
        guest.ask("hello", "\"v\":1,\"cursor\":0,\"token\":\"" + token + "\"");
        return guest;
    }

    private void upgrade() throws IOException {
        String head = "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        var answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) in.readUnsignedByte());
        }
        if (!answer.toString().startsWith("HTTP/1.1 101 ")) {
            throw new IOException(
                    "the WebSocket was answered " + answer.toString().strip());
        }
    }

    /// Sends a request and waits for its answer, which must not be an error.
    JsonNode ask(String t, String members) throws IOException {
        lastId++;
        send("{\"t\":\"" + t + "\",\"id\":" + lastId + (members.isEmpty() ? "" : "," + members) + "}");
        try {
            JsonNode answer = answers.poll(PATIENCE, TimeUnit.MILLISECONDS);
            if (answer == null || answer.path("t").asString().equals("error")) {
                throw new IOException(t + " was answered " + answer);
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// One masked text message; the mask is zero, so that nothing has to be calculated.
    synchronized void send(String frame) throws IOException {
        byte[] payload = frame.getBytes(StandardCharsets.UTF_8);
        out.writeByte(0x81);
        if (payload.length < 126) {
            out.writeByte(0x80 | payload.length);
        } else {
            out.writeByte(0x80 | 126);
            out.writeShort(payload.length);
        }
        out.writeInt(0);
        out.write(payload);
    }

    /// Until the connection ends: acknowledges entries and hands answers over.
    private void read() {
        try {
            for (int first = in.readUnsignedByte(); first == 0x81; first = in.readUnsignedByte()) {
                JsonNode frame = JsonMapper.shared().readTree(in.readNBytes(length()));
                if (frame.has("seq")) {
                    send("{\"t\":\"ack\",\"seq\":" + frame.path("seq").asLong() + "}");
                } else if (frame.has("id")) {
                    answers.add(frame);
                }
            }
        } catch (IOException e) {
            // the end; whoever waits for an answer finds out by itself
        }
    }

    private int length() throws IOException {
        int length = in.readUnsignedByte();
        if (length < 126) {
            return length;
        }
        return length == 126 ? in.readUnsignedShort() : Math.toIntExact(in.readLong());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
