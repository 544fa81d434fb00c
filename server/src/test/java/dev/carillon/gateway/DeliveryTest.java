package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ServerFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages from socket to socket, through the real store. */
class DeliveryTest {
    @TempDir
    private Path folder;

    private TestGateway server;

    @BeforeEach
    void start() throws IOException {
        server = new TestGateway(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static ServerFrame.Sent send(TestClient from, String to, long mid) throws IOException {
        return from.ask(
                ServerFrame.Sent.class,
                "{\"t\":\"send\",\"mid\":" + mid + ",\"to\":\"" + to + "\",\"content\":{\"text\":\"no " + mid + "\"}}");
    }

    @Test
    void bringsAMessageAndItsReceiptsBack() throws IOException {
        var ana = server.login("ana");
        var bob = server.login("bob");
        var sent = send(ana, "bob", 77);
        assertThat(sent.status()).isEqualTo(1);
        assertThat(sent.dup()).isFalse();

        var message = bob.next(ServerFrame.Message.class);
        assertThat(message.from()).isEqualTo("ana");
        assertThat(message.to()).isEqualTo("bob");
        assertThat(message.mid()).isEqualTo(77);
        assertThat(message.order()).isEqualTo(sent.order());
        assertThat(message.content().text()).isEqualTo("{\"text\":\"no 77\"}");

        bob.ack();
        var delivered = ana.next(ServerFrame.Status.class);
        assertThat(delivered.order()).isEqualTo(sent.order());
        assertThat(delivered.status()).isEqualTo(2);
        bob.ok("{\"t\":\"read\",\"peer\":\"ana\",\"orders\":[" + sent.order() + "]}");
        assertThat(ana.next(ServerFrame.Status.class).status()).isEqualTo(3);
    }

    @Test
    @Tag("H5")
    void givesTheSendersNameOfAMessageBackToTheSender() throws IOException {
        var ana = server.login("ana");
        var bob = server.login("bob");
        String to = "{\"t\":\"send\",\"to\":\"bob\",\"content\":{\"text\":\"hi\"},";
        var sent = ana.ask(ServerFrame.Sent.class, to + "\"mid\":7,\"label\":\"4711\"}");
        ana.ask(ServerFrame.Sent.class, to + "\"mid\":8,\"label\":\"\"}");
        ana.ask(ServerFrame.Sent.class, to + "\"mid\":9,\"label\":\"half \\ud83d\"}");
        var refused = ana.error(to + "\"mid\":10,\"label\":\"" + "x".repeat(65) + "\"}", ErrorCode.BADREQ);

        assertThat(refused.message()).startsWith("label: at most 64 bytes");
        assertThat(refused.mid()).isEqualTo(10);
        assertThat(bob.next(ServerFrame.Message.class).label()).isNull();
        bob.ack();
        var status = ana.next(ServerFrame.Status.class);
        assertThat(status.order()).isEqualTo(sent.order());
        assertThat(status.label()).isEqualTo("4711");
        var history = ana.ask(ServerFrame.History.class, "{\"t\":\"history\",\"peer\":\"bob\"}");
        assertThat(history.messages())
                .extracting(ServerFrame.Message::label)
                .containsExactly("half \ufffd", null, "4711");
    }

    @Test
    void acceptsARepetitionOnce() throws IOException {
        var ana = server.login("ana");
        var bob = server.login("bob");
        var first = send(ana, "bob", 5);
        var second = send(ana, "bob", 5);
        assertThat(second.order()).isEqualTo(first.order());
        assertThat(second.dup()).isTrue();
        send(ana, "bob", 6);
        assertThat(bob.next(ServerFrame.Message.class).mid()).isEqualTo(5);
        assertThat(bob.next(ServerFrame.Message.class).mid()).isEqualTo(6);
    }

    @Test
    void bringsASentMessageToTheSendersOtherDevicesOnly() throws IOException {
        var phone = server.login("ana");
        var tablet = server.connect();
        tablet.hello(server.token(server.user("ana"), "tablet"));
        server.user("bob");
        send(phone, "bob", 9);
        assertThat(tablet.next(ServerFrame.Message.class).from()).isEqualTo("ana");
        phone.assertQuiet();
    }

    @Test
    void refusesWhatIsWrongAndNamesIt() throws IOException {
        var ana = server.login("ana");
        server.user("bob");
        assertThat(ana.error("{\"t\":\"send\",\"mid\":0,\"to\":\"bob\"}", ErrorCode.BADREQ)
                        .message())
                .startsWith("send.mid");
        assertThat(ana.error("{\"t\":\"send\",\"mid\":1}", ErrorCode.BADREQ).message())
                .contains("to or gid");
        var unknown = ana.error("{\"t\":\"send\",\"mid\":1,\"to\":\"ghost\"}", ErrorCode.NOSUCHERROR);
        assertThat(unknown.mid()).isEqualTo(1);
        assertThat(unknown.status()).isEqualTo(0x83);
        assertThat(ana.error("{\"t\":\"send\",\"mid\":1,\"gid\":99999999999}", ErrorCode.NOSUCHERROR)
                        .status())
                .isEqualTo(0x83);
        assertThat(ana.error("{\"t\":\"ack\",\"seq\":1000}", ErrorCode.BADREQ).message())
                .startsWith("ack.seq");
    }

    @Test
    void resumesAboveTheCursorWithoutGapAndRepetition() throws IOException {
        var ana = server.login("ana");
        String token = server.token(server.user("bob"), "phone");
        var bob = server.connect();
        bob.hello(token);
        for (int mid = 1; mid <= 5; mid++) {
            send(ana, "bob", mid);
        }
        for (int mid = 1; mid <= 3; mid++) {
            assertThat(bob.next(ServerFrame.Message.class).mid()).isEqualTo(mid);
        }
        long cursor = bob.seq();
        bob.close();
        for (int mid = 6; mid <= 250; mid++) {
            send(ana, "bob", mid);
        }
        var again = server.connect();
        var welcome = again.hello(token, cursor);
        assertThat(welcome.cursor()).isEqualTo(cursor);
        assertThat(welcome.cut()).isFalse();
        for (int mid = 4; mid <= 250; mid++) {
            assertThat(again.next(ServerFrame.Message.class).mid()).isEqualTo(mid);
        }
        assertThat(again.seq()).isEqualTo(welcome.head());
        send(ana, "bob", 251);
        assertThat(again.next(ServerFrame.Message.class).mid()).isEqualTo(251);
    }

    @Test
    void resumesByTheServersRecordWhenTheClientHasNone() throws IOException {
        var ana = server.login("ana");
        String token = server.token(server.user("bob"), "phone");
        var bob = server.connect();
        bob.hello(token);
        send(ana, "bob", 1);
        bob.next(ServerFrame.Message.class);
        bob.ack();
        ana.next(ServerFrame.Status.class);
        send(ana, "bob", 2);
        bob.close();
        var again = server.connect();
        again.hello(token);
        assertThat(again.next(ServerFrame.Message.class).mid()).isEqualTo(2);
    }

    @Test
    void tellsAClientWhoseCursorTheServerDoesNotKnow() throws IOException {
        var client = server.connect();
        var welcome = client.hello(server.token(server.user("bob"), "phone"), 12_345L);
        assertThat(welcome.cut()).isTrue();
    }

    @Test
    void waitsForAcknowledgementsAfterAWindow() throws IOException {
        var ana = server.login("ana");
        var bob = server.login("bob");
        for (int mid = 1; mid <= Limits.WINDOW + 10; mid++) {
            send(ana, "bob", mid);
        }
        for (int mid = 1; mid <= Limits.WINDOW; mid++) {
            assertThat(bob.next(ServerFrame.Message.class).mid()).isEqualTo(mid);
        }
        bob.assertQuiet();
        bob.ack();
        for (int mid = Limits.WINDOW + 1; mid <= Limits.WINDOW + 10; mid++) {
            assertThat(bob.next(ServerFrame.Message.class).mid()).isEqualTo(mid);
        }
    }

    /** Ten senders; a recipient that keeps losing its connection and comes back with its cursor. */
    @Test
    void deliversExactlyOnceToARecipientThatKeepsComingBack() throws Exception {
        String token = server.token(server.user("bob"), "phone");
        int senders = 10;
        int each = 60;
        var threads = new ArrayList<Thread>();
        for (int s = 0; s < senders; s++) {
            var sender = server.login("sender" + s);
            threads.add(Thread.ofVirtual().start(() -> {
                for (int mid = 1; mid <= each; mid++) {
                    try {
                        send(sender, "bob", mid);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }));
        }
        var orders = new ArrayList<Long>();
        var seen = new ArrayList<String>();
        long cursor = 0;
        while (seen.size() < senders * each) {
            var bob = server.connect();
            bob.hello(token, cursor);
            for (int i = 0; i < 37 && seen.size() < senders * each; i++) {
                var message = bob.next(ServerFrame.Message.class);
                seen.add(message.from() + " " + message.mid());
                orders.add(message.order());
                cursor = bob.seq();
                if (i % 5 == 0) {
                    bob.ack();
                }
            }
            bob.close();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(orders).isSorted();
        for (int s = 0; s < senders; s++) {
            String prefix = "sender" + s + " ";
            List<String> own =
                    seen.stream().filter(key -> key.startsWith(prefix)).toList();
            assertThat(own)
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, each)
                            .mapToObj(mid -> prefix + mid)
                            .toList());
        }
    }

    @Test
    void reachesConnectedDevicesOnlyWithTransientMessages() throws IOException {
        var ana = server.login("ana");
        server.user("bob");
        String json = "{\"t\":\"send\",\"mid\":4,\"to\":\"bob\",\"expiry\":0,\"content\":{\"text\":\"now\"}}";
        assertThat(ana.ask(ServerFrame.Error.class, json).status()).isEqualTo(0x81);
        var bob = server.login("bob");
        assertThat(ana.ask(ServerFrame.Sent.class, json).order()).isZero();
        var message = bob.next(ServerFrame.Message.class);
        assertThat(message.mid()).isEqualTo(4);
        assertThat(bob.seq()).isZero();
    }

    @Test
    void doesNotHoldLiveMessagesBackDuringALongHistory() throws IOException {
        var ana = server.login("ana");
        var bob = server.connect(4_096);
        bob.hello(server.token(server.user("bob"), "phone"));
        for (int mid = 1; mid <= 20; mid++) {
            ana.ask(
                    ServerFrame.Sent.class,
                    "{\"t\":\"send\",\"mid\":" + mid + ",\"to\":\"bob\",\"content\":{\"text\":\"" + "x".repeat(20_000)
                            + "\"}}");
            bob.find(ServerFrame.Message.class);
            bob.ack();
        }
        for (int i = 0; i < Lane.MOST; i++) {
            bob.send("{\"t\":\"history\",\"id\":" + (i + 1) + ",\"peer\":\"ana\",\"limit\":20}");
        }
        send(ana, "bob", 21);
        int histories = 0;
        boolean message = false;
        while (!message) {
            String text = bob.nextText();
            message = text.contains("\"mid\":21") && text.contains("\"seq\"");
            histories += text.contains("\"history\"") ? 1 : 0;
        }
        // all of them wait for room; the message does not wait for all of them
        assertThat(histories).isLessThan(Lane.MOST);
        await().until(() -> bob.nextText().contains("\"id\":" + Lane.MOST + ","));
    }

    @Test
    void survivesARestart() throws IOException {
        String bobsToken = server.token(server.user("bob"), "phone");
        send(server.login("ana"), "bob", 31);
        server.close();
        server = new TestGateway(folder);
        var bob = server.connect();
        bob.hello(bobsToken);
        assertThat(bob.next(ServerFrame.Message.class).mid()).isEqualTo(31);
    }
}
