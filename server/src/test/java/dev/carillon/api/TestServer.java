package dev.carillon.api;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.TokenKey;
import dev.carillon.accounts.User;
import dev.carillon.gateway.Gateway;
import dev.carillon.gateway.HttpHandler;
import dev.carillon.gateway.Routes;
import dev.carillon.gateway.SessionHub;
import dev.carillon.gateway.SessionLimits;
import dev.carillon.gateway.StaticPages;
import dev.carillon.gateway.netty.HttpLimits;
import dev.carillon.gateway.netty.Listener;
import dev.carillon.groups.Groups;
import dev.carillon.messaging.MessageStore;
import dev.carillon.messaging.Messaging;
import dev.carillon.messaging.Sender;
import dev.carillon.metrics.Metrics;
import dev.carillon.presence.Presence;
import dev.carillon.protocol.ClientFrame;
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
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/// The Backend API on a real port, over real stores, wired as the server wires it. The clock stands until it is moved.
public final class TestServer implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(threads)
            .build();
    private final TestClock clock = new TestClock();
    private final SessionHub hub = new SessionHub();
    private final SqlDirectory directory;
    private final MessageStore messages;
    private final Accounts accounts;
    private final Groups groups;
    private final Messaging messaging;
    private final BackendApi api;
    private final Listener listener;

    public TestServer(Path folder, ApiSettings settings) throws IOException {
        this(folder, settings, (_, _) -> Map.of());
    }

    /// @param more further handlers by their paths
    public TestServer(Path folder, ApiSettings settings, BiFunction<Accounts, Clock, Map<String, HttpHandler>> more)
            throws IOException {
        var codec = new FrameCodec();
        var metrics = new Metrics();
        directory = SqlDirectory.open(folder, clock);
        messages = RocksMessageStore.open(folder, clock);
        accounts = Accounts.create(directory.accounts(), TokenKey.open(folder), clock);
        groups = Groups.create(directory.groups(), accounts, clock, Messaging.order(messages));
        messaging = Messaging.create(messages, accounts, groups, hub, codec, clock, _ -> false);
        var presence = Presence.create(accounts, groups, hub, codec, clock);
        var gateway = Gateway.create(new Gateway.Parts(
                accounts, groups, messaging, presence, hub, codec, threads, clock, SessionLimits.DEFAULT, metrics));
        api = BackendApi.create(accounts, groups, messaging, hub::online, clock, settings, metrics);
        var routes = Routes.otherwise(new StaticPages());
        BackendApi.PATHS.forEach(path -> routes.exact(path, api));
        more.apply(accounts, clock).forEach(routes::exact);
        listener = Listener.start(new Listener.Setup(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                2,
                HttpLimits.DEFAULT,
                routes.build(),
                gateway,
                threads,
                clock,
                metrics));
    }

    public App app(String name) {
        return Objects.requireNonNull(accounts.createApp(name));
    }

    public int port() {
        return listener.address().getPort();
    }

    public BackendApi api() {
        return api;
    }

    public Accounts accounts() {
        return accounts;
    }

    public Groups groups() {
        return groups;
    }

    public TestClock clock() {
        return clock;
    }

    /// What two users, or a user with itself, have written each other, oldest first.
    public List<ServerFrame.Message> between(User user, String other) {
        return history(user, other, 0);
    }

    public List<ServerFrame.Message> inGroup(User member, int gid) {
        return history(member, null, gid);
    }

    private List<ServerFrame.Message> history(User user, String peer, long gid) {
        var answer = messaging.history(new Sender(user, 0), new ClientFrame.History(1, peer, gid, null, null, 200));
        return ((ServerFrame.History) answer).messages();
    }

    /// How many entries wait for the user, in its own inbox and those of its groups.
    public int waiting(User user) {
        return messaging.entries(new Sender(user, 0), 0, 100).deliveries().size();
    }

    // --- HTTP

    public Reply get(String pathAndQuery) {
        return send(request(pathAndQuery).GET());
    }

    public Reply post(String path, String contentType, byte[] body) {
        return send(
                request(path).header("Content-Type", contentType).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    public Reply json(String path, String body) {
        return post(path, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    public HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port() + pathAndQuery));
    }

    public Reply send(HttpRequest.Builder request) {
        try {
            return Reply.of(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        listener.close();
        http.close();
        threads.close();
        messaging.close();
        groups.close();
        accounts.close();
        messages.close();
        directory.close();
    }
}
