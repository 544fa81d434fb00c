package dev.carillon.files;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.Background;
import dev.carillon.accounts.IssuedToken;
import dev.carillon.accounts.TokenKey;
import dev.carillon.accounts.TokenRequest;
import dev.carillon.accounts.User;
import dev.carillon.accounts.UserChange;
import dev.carillon.gateway.Gateway;
import dev.carillon.gateway.Routes;
import dev.carillon.gateway.SessionHub;
import dev.carillon.gateway.SessionLimits;
import dev.carillon.gateway.StaticPages;
import dev.carillon.gateway.netty.HttpLimits;
import dev.carillon.gateway.netty.Listener;
import dev.carillon.groups.Actor;
import dev.carillon.groups.GroupChange;
import dev.carillon.groups.GroupResult;
import dev.carillon.groups.Groups;
import dev.carillon.groups.MemberChange;
import dev.carillon.messaging.Draft;
import dev.carillon.messaging.MessageStore;
import dev.carillon.messaging.Messaging;
import dev.carillon.messaging.SendResult;
import dev.carillon.messaging.Sender;
import dev.carillon.metrics.Metrics;
import dev.carillon.presence.Presence;
import dev.carillon.protocol.Age;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.Content;
import dev.carillon.protocol.FrameCodec;
import dev.carillon.protocol.ServerFrame;
import dev.carillon.storage.messages.rocks.RocksMessageStore;
import dev.carillon.storage.sql.SqlDirectory;
import dev.carillon.storage.sql.TestClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The file server on a real port, over real stores, wired as the server wires it. The clock stands until it is moved.
/// It can be closed and opened again on the same folder.
final class FileHouse implements AutoCloseable {
    private static final long YEAR = 31_536_000;

    final TestClock clock;
    final Metrics metrics = new Metrics();
    final Accounts accounts;
    final Groups groups;
    final Messaging messaging;
    final MessageStore messages;
    final FileServer files;
    final App app;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(threads)
            .build();
    private final Sweeps sweeps = new Sweeps();
    private final SqlDirectory directory;
    private final Listener listener;

    FileHouse(Path folder, FileSettings settings) throws IOException {
        this(folder, settings, new TestClock());
    }

    FileHouse(Path folder, FileSettings settings, TestClock clock) throws IOException {
        this.clock = clock;
        var codec = new FrameCodec();
        var hub = new SessionHub();
        directory = SqlDirectory.open(folder, clock);
        messages = RocksMessageStore.open(folder, clock);
        accounts = Accounts.create(directory.accounts(), TokenKey.open(folder), clock);
        groups = Groups.create(directory.groups(), accounts, clock, Messaging.order(messages));
        files = FileServer.create(
                new FileServer.Parts(folder, settings, directory.files(), accounts, groups, messages, clock, metrics));
        messaging = Messaging.create(
                messages, accounts, groups, hub, codec, clock, _ -> false, files.attachments(), sweeps);
        var presence = Presence.create(accounts, groups, hub, codec, clock);
        var gateway = Gateway.create(new Gateway.Parts(
                accounts, groups, messaging, presence, hub, codec, threads, clock, SessionLimits.DEFAULT, metrics));
        HttpLimits normal = HttpLimits.DEFAULT;
        listener = Listener.start(new Listener.Setup(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                2,
                new HttpLimits(
                        normal.connections(),
                        normal.requests(),
                        normal.headBytes(),
                        normal.bodyBytes(),
                        normal.multipartBytes(),
                        normal.bufferedBytes(),
                        1,
                        normal.idleSeconds(),
                        normal.streams(),
                        normal.sending()),
                Routes.otherwise(new StaticPages())
                        .prefix(FileServer.PREFIX, files)
                        .build(),
                gateway,
                threads,
                clock,
                metrics));
        App existing = accounts.appNamed("test");
        app = existing == null ? Objects.requireNonNull(accounts.createApp("test")) : existing;
    }

    int port() {
        return listener.address().getPort();
    }

    User user(String address) {
        return accounts.put(app.aid(), address, UserChange.NONE, false);
    }

    String token(String address) {
        return token(app, address);
    }

    String token(App of, String address) {
        User user = accounts.put(of.aid(), address, UserChange.NONE, false);
        var request = new TokenRequest(null, true, 0, null, null, null, "device", null, 0, 0);
        return ((IssuedToken.Issued) accounts.issue(user.uid(), request)).token();
    }

    void picture(String address, String url) {
        accounts.change(
                user(address).uid(),
                new UserChange(null, null, null, null, null, null, null, null, null, url, null, null),
                true);
    }

    /// Sends a message that points at a file.
    long send(String from, String to, long mid, String url) {
        return send(from, to, mid, url, 0);
    }

    long send(String from, String to, long mid, String url, long when) {
        return send(from, new Draft(mid, to, 0, pointing(url), 0, 0, YEAR, when, 0, 0, false, null));
    }

    long send(String from, String to, long mid, Content content) {
        return send(from, new Draft(mid, to, 0, content, 0, 0, YEAR, 0, 0, 0, false, null));
    }

    /// Between users of another app.
    long sendIn(App of, String from, String to, long mid, String url) {
        SendResult result = messaging.send(
                new Sender(Objects.requireNonNull(accounts.user(of.aid(), from)), 0),
                new Draft(mid, to, 0, pointing(url), 0, 0, YEAR, 0, 0, 0, false, null));
        return result instanceof SendResult.Accepted accepted ? accepted.order() : 0;
    }

    void retractIn(App of, String who, String peer, long order) {
        done(messaging.retract(
                new Sender(Objects.requireNonNull(accounts.user(of.aid(), who)), 0),
                new ClientFrame.Retract(1, peer, 0, List.of(order), ClientFrame.Retraction.BOTH)));
    }

    long sendToGroup(String from, int gid, long mid, String url) {
        return send(from, new Draft(mid, null, gid, pointing(url), 0, 0, YEAR, 0, 0, 0, false, null));
    }

    /// Sends a message that disappears so many seconds after it was sent.
    long sendWithAge(String from, String to, long mid, String url, long seconds) {
        return send(from, new Draft(mid, to, 0, pointing(url), 0, 0, YEAR, 0, 0, 0, false, new Age(seconds, 0, 0)));
    }

    private long send(String from, Draft draft) {
        SendResult result = messaging.send(new Sender(user(from), 0), draft);
        return result instanceof SendResult.Accepted accepted ? accepted.order() : 0;
    }

    static Content pointing(String url) {
        return new Content(null, null, null, null, null, url, null, 1, null, null, null, null, null, null, null);
    }

    /// Takes back or deletes a message of a conversation of two.
    void retract(String who, String peer, long order, ClientFrame.Retraction how) {
        done(messaging.retract(new Sender(user(who), 0), new ClientFrame.Retract(1, peer, 0, List.of(order), how)));
    }

    void retractInGroup(String who, int gid, long order, ClientFrame.Retraction how) {
        done(messaging.retract(new Sender(user(who), 0), new ClientFrame.Retract(1, null, gid, List.of(order), how)));
    }

    static void done(ServerFrame answer) {
        if (!(answer instanceof ServerFrame.Ok)) {
            throw new AssertionError(answer);
        }
    }

    /// Removes messages that are older than their app keeps them.
    void sweep() {
        sweeps.now();
    }

    int group(String owner, String... members) {
        return group(GroupChange.NONE, owner, members);
    }

    int group(GroupChange change, String owner, String... members) {
        var result = groups.create(backend(), change, owner, List.of(members), MemberChange.DEFAULT);
        return ((GroupResult.Done) result).group().gid();
    }

    Actor backend() {
        return new Actor.Backend(app.aid());
    }

    /// The threads of messaging; its daily sweep can be had at once.
    private static final class Sweeps implements Background {
        private volatile Runnable sweep = () -> {
            throw new IllegalStateException("messaging has no sweep");
        };

        void now() {
            sweep.run();
        }

        @Override
        public Thread thread(String name, Runnable work) {
            return Background.real().thread(name, work);
        }

        @Override
        public ScheduledExecutorService timer(String name) {
            if (!name.equals("upkeep")) {
                return Background.real().timer(name);
            }
            return new ScheduledThreadPoolExecutor(1) {
                @Override
                public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long first, long pause, TimeUnit unit) {
                    sweep = work;
                    return super.scheduleWithFixedDelay(work, first, pause, unit);
                }
            };
        }
    }

    // --- HTTP

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    HttpResponse<byte[]> ask(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    HttpResponse<byte[]> get(String path) {
        return ask(request(path));
    }

    HttpRequest.Builder tus(String path, String token) {
        return request(path).header("Tus-Resumable", "1.0.0").header("Authorization", "Bearer " + token);
    }

    HttpResponse<byte[]> create(String token, String name, String type, long length) {
        return ask(tus("/files/uploads", token)
                .header("Upload-Length", Long.toString(length))
                .header("Upload-Metadata", "filename " + base64(name) + ",filetype " + base64(type))
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    HttpResponse<byte[]> patch(String place, String token, long offset, byte[] bytes) {
        return ask(tus(place, token)
                .header("Upload-Offset", Long.toString(offset))
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(bytes)));
    }

    HttpResponse<byte[]> head(String place, String token) {
        return ask(tus(place, token).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    }

    /// Uploads all at once. Returns the file's path.
    String upload(String token, String name, String type, byte[] bytes) {
        var answer = ask(tus("/files/uploads", token)
                .header("Upload-Length", Long.toString(bytes.length))
                .header("Content-Type", "application/offset+octet-stream")
                .header("Upload-Metadata", "filename " + base64(name) + ",filetype " + base64(type))
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes)));
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.statusCode() + " " + text(answer));
        }
        return answer.headers().firstValue("Carillon-File").orElseThrow();
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        listener.close();
        http.close();
        threads.close();
        messaging.close();
        files.close();
        groups.close();
        accounts.close();
        messages.close();
        directory.close();
    }
}
