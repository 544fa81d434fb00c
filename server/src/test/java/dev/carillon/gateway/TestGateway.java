package dev.carillon.gateway;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.IssuedToken;
import dev.carillon.accounts.TokenKey;
import dev.carillon.accounts.TokenRequest;
import dev.carillon.accounts.User;
import dev.carillon.accounts.UserChange;
import dev.carillon.gateway.netty.HttpLimits;
import dev.carillon.gateway.netty.Listener;
import dev.carillon.groups.Actor;
import dev.carillon.groups.GroupChange;
import dev.carillon.groups.GroupResult;
import dev.carillon.groups.Groups;
import dev.carillon.groups.MemberChange;
import dev.carillon.messaging.MessageStore;
import dev.carillon.messaging.Messaging;
import dev.carillon.metrics.Metrics;
import dev.carillon.presence.Presence;
import dev.carillon.protocol.FrameCodec;
import dev.carillon.storage.messages.rocks.RocksMessageStore;
import dev.carillon.storage.sql.SqlDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The real gateway on a real port, with real stores in a temporary folder. */
final class TestGateway implements AutoCloseable {
    final FrameCodec codec = new FrameCodec();
    final SessionHub hub = new SessionHub();
    final Metrics metrics = new Metrics();
    final Accounts accounts;
    final Groups groups;
    final Messaging messaging;
    final Presence presence;
    final Gateway gateway;
    final App app;
    private final ForwardClock clock = new ForwardClock();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final SqlDirectory directory;
    private final MessageStore messages;
    private final Listener listener;
    private final List<TestClient> clients = new ArrayList<>();

    TestGateway(Path folder) throws IOException {
        this(folder, SessionLimits.DEFAULT);
    }

    TestGateway(Path folder, SessionLimits limits) throws IOException {
        directory = SqlDirectory.open(folder, clock);
        messages = RocksMessageStore.open(folder, clock);
        accounts = Accounts.create(directory.accounts(), TokenKey.open(folder), clock);
        groups = Groups.create(directory.groups(), accounts, clock, Messaging.order(messages));
        messaging = Messaging.create(messages, accounts, groups, hub, codec, clock, _ -> false);
        presence = Presence.create(accounts, groups, hub, codec, clock);
        gateway = Gateway.create(
                new Gateway.Parts(accounts, groups, messaging, presence, hub, codec, threads, clock, limits, metrics));
        listener = Listener.start(new Listener.Setup(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                2,
                HttpLimits.DEFAULT,
                Routes.otherwise(new StaticPages()).build(),
                gateway,
                threads,
                clock,
                metrics));
        App existing = accounts.appNamed("test");
        app = existing == null ? Objects.requireNonNull(accounts.createApp("test")) : existing;
    }

    /** From now on it is that much later. */
    void skip(Duration time) {
        clock.skip(time);
    }

    int port() {
        return listener.address().getPort();
    }

    User user(String address) {
        return accounts.put(app.aid(), address, UserChange.NONE, false);
    }

    int groupOfAnotherApp() {
        App other = Objects.requireNonNull(accounts.createApp("other"));
        accounts.put(other.aid(), "zoe", UserChange.NONE, false);
        var change = GroupChange.NONE;
        var made = groups.create(new Actor.Backend(other.aid()), change, "zoe", List.of(), MemberChange.DEFAULT);
        return ((GroupResult.Done) made).group().gid();
    }

    /** Changes name and fields of a user, as its owner would. */
    void profile(User user, String name, Map<String, String> fields, Map<String, Integer> levels) {
        accounts.change(
                user.uid(),
                new UserChange(name, null, null, null, null, null, null, null, null, null, fields, levels),
                true);
    }

    void activate(User user, boolean active) {
        accounts.change(
                user.uid(),
                new UserChange(null, active, null, null, null, null, null, null, null, null, null, null),
                false);
    }

    /** A token for a device of that name. */
    String token(User user, String device) {
        var request = new TokenRequest(null, true, 0, null, null, null, device, null, 0, 0);
        return ((IssuedToken.Issued) accounts.issue(user.uid(), request)).token();
    }

    /** An open WebSocket that has said nothing yet. */
    TestClient connect() throws IOException {
        return connect(0);
    }

    TestClient connect(int receiveBuffer) throws IOException {
        var client = new TestClient(RawSocket.webSocket(port(), receiveBuffer), codec);
        clients.add(client);
        return client;
    }

    /** Logged in on the user's first device. */
    TestClient login(String address) throws IOException {
        var client = connect();
        client.hello(token(user(address), "first"));
        return client;
    }

    /** A metric without labels, as the page shows it. */
    double metric(String name) {
        return metrics.page()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    void stop() {
        gateway.stop();
    }

    @Override
    public void close() {
        for (TestClient client : clients) {
            client.close();
        }
        listener.close();
        threads.close();
        messaging.close();
        groups.close();
        accounts.close();
        messages.close();
        directory.close();
    }
}
