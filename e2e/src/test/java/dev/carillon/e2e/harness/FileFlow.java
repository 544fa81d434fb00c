package dev.carillon.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Somebody who uploads files by tus, one after the other, sends each in a message, and takes some of those back for
/// all; and who goes on where it stood when the server dies. All files are of [#SIZE].
public final class FileFlow {
    public static final int SIZE = 40_000;

    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int PIECES = 3;

    private final InetSocketAddress server;
    private final Login login;
    private final String recipient;
    private final Random random;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Thread thread;
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private volatile boolean ending;

    // of the flow's own thread until it has ended
    private final List<Kept> kept = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private @Nullable WireClient client;

    private record Kept(String path, long seed) {}

    public FileFlow(InetSocketAddress server, Login login, String recipient, long seed) {
        this.server = server;
        this.login = login;
        this.recipient = recipient;
        this.random = new Random(seed);
        this.thread = Thread.ofVirtual().name("files").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /// Files that have been uploaded.
    public long files() {
        return files.get();
    }

    /// Uploads whose announcement was not answered.
    public long unanswered() {
        return unanswered.get();
    }

    public Queue<String> problems() {
        return problems;
    }

    /// Ends after the file that is on its way.
    public void finish(Duration patience) {
        ending = true;
        try {
            assertThat(thread.join(patience)).as("the flow ends").isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void run() {
        try {
            while (!ending) {
                long seed = random.nextLong();
                String file = upload(bytes(seed));
                files.incrementAndGet();
                long order = send(file, random.nextLong(1, 1L << 53));
                if (random.nextInt(3) == 0) {
                    takeBack(order);
                    gone.add(file);
                } else {
                    kept.add(new Kept(file, seed));
                }
            }
        } catch (RuntimeException | AssertionError e) {
            problems.add(String.valueOf(e));
        }
    }

    private static byte[] bytes(long seed) {
        byte[] bytes = new byte[SIZE];
        new Random(seed).nextBytes(bytes);
        bytes[0] = 0;
        return bytes;
    }

    // --- uploads

    /// Returns the file's path.
    private String upload(byte[] bytes) {
        String place = announced();
        int told = 0;
        while (true) {
            var head = answered(request(place).method("HEAD", BodyPublishers.noBody()));
            if (head.statusCode() != 200) {
                throw new AssertionError("an upload was forgotten: " + head.statusCode());
            }
            var file = head.headers().firstValue("Carillon-File");
            if (file.isPresent()) {
                return file.get();
            }
            int offset = (int) head.headers().firstValueAsLong("Upload-Offset").orElseThrow();
            if (offset < told) {
                throw new AssertionError("an upload had " + told + " bytes and has " + offset);
            }
            told = offset;
            int end = Math.min(SIZE, offset + SIZE / PIECES + 1);
            var answer = tried(request(place)
                    .header("Upload-Offset", Integer.toString(offset))
                    .header("Content-Type", "application/offset+octet-stream")
                    .method("PATCH", BodyPublishers.ofByteArray(Arrays.copyOfRange(bytes, offset, end))));
            if (answer != null && answer.statusCode() == 204) {
                told = end;
            }
        }
    }

    private String announced() {
        while (true) {
            var answer = tried(announcement(SIZE));
            if (answer == null) {
                unanswered.incrementAndGet();
                pause();
            } else if (answer.statusCode() == 201) {
                return answer.headers().firstValue("Location").orElseThrow();
            } else {
                throw new AssertionError("announced: " + answer.statusCode() + " " + answer.body());
            }
        }
    }

    private HttpRequest.Builder announcement(long length) {
        return request("/files/uploads")
                .header("Upload-Length", Long.toString(length))
                .POST(BodyPublishers.noBody());
    }

    /// Whether an upload of this length is taken; it is dropped again.
    public boolean mayAnnounce(long length) {
        var answer = answered(announcement(length));
        if (answer.statusCode() == 413) {
            return false;
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        String place = answer.headers().firstValue("Location").orElseThrow();
        assertThat(answered(request(place).DELETE()).statusCode()).isEqualTo(204);
        return true;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getPort() + path))
                .timeout(ANSWER)
                .header("Tus-Resumable", "1.0.0")
                .header("Authorization", "Bearer " + login.token())
                .header("Carillon-App", login.app());
    }

    private HttpResponse<String> answered(HttpRequest.Builder request) {
        HttpResponse<String> answer = tried(request);
        while (answer == null) {
            pause();
            answer = tried(request);
        }
        return answer;
    }

    private @Nullable HttpResponse<String> tried(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// The server is being started again; nobody can be asked when it will be there.
    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    // --- messages

    /// Sends until it is accepted, always as the same message. Returns its order.
    private long send(String file, long mid) {
        return asked(Frame.message(recipient, mid, "a file").with("content", content(file)))
                .number("order");
    }

    private static Map<String, Object> content(String file) {
        return Map.of("text", "a file", "url", "https://chat.example" + file);
    }

    private void takeBack(long order) {
        asked(Frame.of("retract")
                .with("peer", recipient)
                .with("orders", List.of(order))
                .with("how", "both"));
    }

    private Frame asked(Frame request) {
        while (true) {
            try {
                WireClient now = client;
                if (now == null) {
                    now = WireClient.login(server, login);
                    client = now;
                }
                Frame answer = now.request(request);
                now.drain();
                if (answer.t().equals("error") || (answer.has("status") && !answer.has("order"))) {
                    throw new IllegalStateException(request + " was answered " + answer);
                }
                return answer;
            } catch (UncheckedIOException | AssertionError e) {
                // the server has died
                client = null;
                pause();
            }
        }
    }

    // --- at the end

    /// Has the server look once more at the files whose messages were taken back: it may have died before it noticed,
    /// and would by itself look within a day. Each is sent and taken back again.
    public void lookAgain() {
        for (String file : gone) {
            takeBack(send(file, random.nextLong(1, 1L << 53)));
        }
        if (client != null) {
            client.close();
        }
    }

    /// How many files messages point at.
    public int kept() {
        return kept.size();
    }

    /// Every file that a message points at is there, with its bytes.
    public void assertKept() throws IOException, InterruptedException {
        for (Kept file : kept) {
            var answer = http.send(request(file.path()).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).as(file.path()).isEqualTo(200);
            assertThat(answer.body()).as(file.path()).isEqualTo(bytes(file.seed()));
        }
    }

    /// Those whose messages were taken back are not.
    public void assertGone() {
        for (String file : gone) {
            assertThat(answered(request(file)).statusCode()).as(file).isEqualTo(404);
        }
    }
}
