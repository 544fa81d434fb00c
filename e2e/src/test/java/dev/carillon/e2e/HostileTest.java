package dev.carillon.e2e;

import static dev.carillon.e2e.harness.Frame.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Cut;
import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.HostileFrames;
import dev.carillon.e2e.harness.ServerProcess;
import dev.carillon.e2e.harness.Stage;
import dev.carillon.e2e.harness.WireClient;
import dev.carillon.e2e.harness.WireSocket;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What no client should send, and clients that do not read. Each is answered by an error or a close code of the
/// table; meanwhile two well-behaved users are served as if nothing were; and the server does not need more memory
/// than the little that it gets here. `-Dhostile.seed=N` repeats a run.
class HostileTest {
    private static final int BADREQ = 0x85;
    private static final int GENERROR = 0x81;
    private static final int BAD_FRAME = 4400;
    private static final int TOO_LARGE = 4413;
    private static final int TOO_EARLY = 4425;

    private static ServerProcess server;
    private static long pid;

    private final long seed = Long.getLong("hostile.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private Stage stage;
    private WireClient ana;
    private WireClient bob;

    @BeforeAll
    static void start() {
        server = ServerProcess.fresh("-Xms64m", "-Xmx160m", "-XX:MaxDirectMemorySize=96m");
        pid = server.pid();
    }

    @BeforeEach
    void usersWhoAreServed() {
        System.out.println("hostile.seed=" + seed);
        stage = new Stage(server);
        ana = stage.phone("ana");
        bob = stage.phone("bob");
    }

    /// The two could always talk, the process is the same, and it found no bug of its own.
    @AfterEach
    void theOthersAreServed() {
        served("In the end");
        stage.close();
        assertThat(server.pid()).isEqualTo(pid);
        assertThat(server.isAlive()).isTrue();
        assertThat(server.log("ERROR")).as("seed " + seed).isEmpty();
    }

    @AfterAll
    static void stop() {
        assertThat(server.stop()).isZero();
        server.close();
    }

    private void served(String text) {
        ana.ask(message(bob.address(), stage.mid(), text));
        bob.expectMessage(text);
    }

    private WireSocket handshaken() throws IOException {
        return WireSocket.open(server.address(), Cut.NEVER);
    }

    /// A logged-in connection without a reader.
    private WireSocket loggedIn(String name) throws IOException {
        WireSocket socket = WireSocket.open(server.address(), Cut.NEVER, 4_096);
        socket.sendText(stage.token(name, "phone").hello().bytes());
        assertThat(socket.receive().text()).contains("welcome");
        return socket;
    }

    /// Reads until the server closes; returns the code of its close frame.
    private static int closeCode(WireSocket socket) throws IOException {
        while (true) {
            WireSocket.Received frame = socket.receive();
            if (frame.opcode() == WireSocket.CLOSE) {
                return frame.closeCode();
            }
        }
    }

    private byte[] noise(int most) {
        byte[] noise = new byte[random.nextInt(most) + 1];
        random.nextBytes(noise);
        return noise;
    }

    // --- bytes

    @Test
    void noiseInsteadOfHttp() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (var socket =
                    new Socket(server.address().getAddress(), server.address().getPort())) {
                socket.getOutputStream().write(noise(20_000));
                socket.shutdownOutput();
                socket.setSoTimeout(20_000);
                socket.getInputStream().readAllBytes();
            } catch (java.net.SocketException e) {
                // reset while there was more to send: refused as well
                assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe|abort).*");
            }
        }
        served("After the noise");
    }

    @Test
    void noiseInsteadOfFrames() throws IOException {
        for (int i = 0; i < 100; i++) {
            try (WireSocket socket = handshaken()) {
                socket.write(noise(5_000));
                socket.halfClose();
                while (socket.receive().opcode() != WireSocket.CLOSE) {
                    // whatever it answers, it comes to an end
                }
            } catch (IOException e) {
                assertThat(e).isNotInstanceOf(java.net.SocketTimeoutException.class);
            }
        }
    }

    @Test
    void framesThatEndInTheMiddle() throws IOException {
        byte[] hello = WireSocket.frame(WireSocket.TEXT, ana.login().hello().bytes());
        for (int length = 1; length < hello.length; length++) {
            try (WireSocket socket = handshaken()) {
                socket.write(Arrays.copyOf(hello, length));
            }
        }
        ana.ask(Frame.of("time"));
    }

    @Test
    void whatRfc6455Forbids() throws IOException {
        byte[] text = "{\"t\":\"time\",\"id\":1}".getBytes(UTF_8);
        byte[] masked = WireSocket.frame(WireSocket.TEXT, text);
        byte[] reserved = masked.clone();
        reserved[0] |= 0x40;
        byte[] unknown = WireSocket.frame(3, text);
        byte[] unmasked = ByteBuffer.allocate(text.length + 2)
                .put((byte) 0x81)
                .put((byte) text.length)
                .put(text)
                .array();
        byte[] continuation = WireSocket.frame(0, text);
        byte[] longPing = WireSocket.frame(WireSocket.PING, new byte[126]);
        byte[] negative = ByteBuffer.allocate(14)
                .put((byte) 0x81)
                .put((byte) 0xFF)
                .putLong(Long.MIN_VALUE + 5)
                .array();
        byte[] fragmentedPing = WireSocket.frame(WireSocket.PING, text);
        fragmentedPing[0] &= 0x7F;
        for (byte[] bytes : List.of(reserved, unknown, unmasked, continuation, longPing, negative, fragmentedPing)) {
            try (WireSocket socket = handshaken()) {
                socket.write(bytes);
                assertThat(closeCode(socket)).isIn(1002, BAD_FRAME, TOO_LARGE);
            }
        }
        try (WireSocket socket = loggedIn("evil")) {
            socket.sendText(new byte[] {'"', (byte) 0xC3, (byte) 0x28, '"'});
            assertThat(closeCode(socket)).isIn(1007, BAD_FRAME);
        }
        try (WireSocket socket = loggedIn("evil")) {
            socket.send(WireSocket.BINARY, text);
            assertThat(closeCode(socket)).isEqualTo(BAD_FRAME);
        }
    }

    @Test
    void aFrameAboveTheLimitIsRefusedBeforeItIsRead() throws IOException {
        byte[] head = ByteBuffer.allocate(14)
                .put((byte) 0x81)
                .put((byte) 0xFF)
                .putLong(1L << 40)
                .putInt(0)
                .array();
        try (WireSocket socket = loggedIn("evil")) {
            socket.write(head);
            assertThat(closeCode(socket)).isEqualTo(TOO_LARGE);
        }
        try (WireSocket socket = loggedIn("evil")) {
            // many fragments, each allowed
            byte[] part = WireSocket.frame(WireSocket.TEXT, new byte[60_000]);
            part[0] = WireSocket.TEXT;
            socket.write(part);
            part[0] = 0;
            socket.write(part);
            try {
                socket.write(part);
            } catch (IOException e) {
                // it has closed already
                assertThat(e).isInstanceOf(java.net.SocketException.class);
            }
            assertThat(closeCode(socket)).isEqualTo(TOO_LARGE);
        }
    }

    // --- frames

    @Test
    void whatIsNotAFrameEndsTheConnection() throws IOException {
        for (String text :
                List.of("", "{", "hello", "[]", "1", "null", "\"t\"", "{}", "{\"id\":1}", "{\"t\":\"time\"}}")) {
            try (WireSocket socket = loggedIn("evil")) {
                socket.sendText(text.getBytes(UTF_8));
                assertThat(closeCode(socket)).as(text).isEqualTo(BAD_FRAME);
            }
        }
    }

    @Test
    void nothingIsHeardBeforeHelloAndHelloOnlyOnce() throws IOException {
        for (Frame early : List.of(Frame.of("time"), Frame.of("nonsense"), message("bob", 1, "Too early"))) {
            try (WireSocket socket = handshaken()) {
                socket.sendText(early.bytes());
                assertThat(closeCode(socket)).as(early.toString()).isEqualTo(TOO_EARLY);
            }
        }
        WireClient evil = stage.phone("evil");
        evil.send(evil.login().hello());
        assertThat(evil.awaitEnd().code()).isEqualTo(TOO_EARLY);
    }

    @Test
    void anUnknownFrameIsAnErrorAndSixteenInARowAreTheEnd() {
        WireClient evil = stage.phone("evil");
        for (int i = 0; i < 15; i++) {
            assertThat(evil.refused(Frame.of("nonsense"), BADREQ).text("message"))
                    .contains("nonsense");
        }
        evil.ask(Frame.of("time"));
        for (int i = 0; i < 16; i++) {
            evil.send(Frame.of("nonsense").with("id", 1_000 + i));
        }
        assertThat(evil.awaitEnd().code()).isEqualTo(BAD_FRAME);
    }

    @Test
    void wrongValuesForEveryMemberOfEveryFrame() {
        WireClient evil = stage.phone("evil");
        long gid = stage.group("evil", "ana");
        int asked = 0;
        for (Frame frame : HostileFrames.all(ana.address(), gid, random)) {
            Frame answer = evil.request(frame);
            assertThat(answer.number("code")).as("%.500s: %s", frame, answer).isNotEqualTo(GENERROR);
            // a good one, so that sixteen bad ones never follow each other
            evil.ask(Frame.of("time"));
            asked++;
        }
        assertThat(asked).isGreaterThan(1_000);
    }

    @Test
    void nestingWithoutEnd() throws IOException {
        WireClient evil = stage.phone("evil");
        for (String deep : List.of(
                "{\"a\":".repeat(20_000),
                "{\"a\":" + "[".repeat(60_000),
                "{\"a\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}")) {
            String frame = "{\"t\":\"send\",\"id\":7,\"mid\":1,\"to\":\"bob\",\"content\":{\"fields\":" + deep + "}}";
            evil.socket().sendText(frame.getBytes(UTF_8));
            assertThat(evil.expect("error").number("code")).isEqualTo(BADREQ);
        }
        evil.ask(Frame.of("time"));
    }

    // --- too much

    @Test
    void tenThousandPings() throws IOException {
        try (WireSocket socket = loggedIn("evil")) {
            Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 10_000; i++) {
                        socket.sendText("{\"t\":\"ping\"}".getBytes(UTF_8));
                        socket.send(WireSocket.PING, new byte[] {(byte) i});
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            int pongs = 0;
            int frames = 0;
            while (pongs < 10_000 || frames < 10_000) {
                WireSocket.Received received = socket.receive();
                if (received.opcode() == WireSocket.PONG) {
                    pongs++;
                } else {
                    assertThat(received.text()).contains("\"pong\"");
                    frames++;
                }
            }
        }
    }

    @Test
    void clientsThatDoNotReadHoldNobodyUp() throws IOException {
        List<WireSocket> stuck = new ArrayList<>();
        var text = "x".repeat(60_000);
        try {
            for (int i = 0; i < 20; i++) {
                stuck.add(loggedIn("stuck" + i));
            }
            // 180 MB in all: more than the whole heap, if the server kept it there
            for (int n = 0; n < 150; n++) {
                for (int i = 0; i < stuck.size(); i++) {
                    ana.ask(message(stage.address("stuck" + i), stage.mid(), text));
                }
                served("Meanwhile " + n);
            }
            assertThat(server.isAlive()).isTrue();
        } finally {
            for (WireSocket socket : stuck) {
                socket.reset();
            }
        }
        WireClient back = stage.phone("stuck0");
        for (int n = 0; n < 150; n++) {
            back.expectMessage(text);
        }
    }

    @Test
    void requestsWhoseAnswersNobodyReads() throws Exception {
        ana.ask(message(bob.address(), stage.mid(), "x".repeat(60_000)));
        bob.expect("message");
        List<WireSocket> flooders = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        byte[] history =
                Frame.of("history").with("id", 1).with("peer", bob.address()).bytes();
        try {
            for (int i = 0; i < 10; i++) {
                WireSocket socket = WireSocket.open(server.address(), Cut.NEVER, 4_096);
                socket.sendText(stage.token("ana", "flood" + i % 5).hello().bytes());
                flooders.add(socket);
                threads.add(Thread.ofVirtual().start(() -> flood(socket, history)));
            }
            for (int n = 0; n < 50; n++) {
                served("Meanwhile " + n);
            }
        } finally {
            for (WireSocket socket : flooders) {
                socket.reset();
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /// Until the server takes no more or ends the connection.
    private static void flood(WireSocket socket, byte[] frame) {
        try {
            for (int i = 0; i < 20_000; i++) {
                socket.sendText(frame);
            }
        } catch (IOException e) {
            assertThat(e).isInstanceOf(java.net.SocketException.class);
        }
    }

    @Test
    void manyConnectionsThatSayNothing() throws IOException {
        List<WireSocket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 1_000; i++) {
                silent.add(handshaken());
            }
            served("With a thousand silent ones");
            for (WireSocket socket : silent) {
                // 4008, ten seconds after each connected
                assertThat(closeCode(socket)).isEqualTo(4008);
            }
        } finally {
            for (WireSocket socket : silent) {
                socket.close();
            }
        }
    }
}
