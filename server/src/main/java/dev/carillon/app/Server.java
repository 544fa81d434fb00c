package dev.carillon.app;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.UnusableData;
import dev.carillon.api.BackendApi;
import dev.carillon.api.DemoLogin;
import dev.carillon.api.InviteEndpoint;
import dev.carillon.files.FileServer;
import dev.carillon.gateway.Door;
import dev.carillon.gateway.Gateway;
import dev.carillon.gateway.HttpHandler;
import dev.carillon.gateway.Proxies;
import dev.carillon.gateway.Routes;
import dev.carillon.gateway.SessionHub;
import dev.carillon.gateway.SessionLimits;
import dev.carillon.gateway.StaticPages;
import dev.carillon.gateway.netty.HttpLimits;
import dev.carillon.gateway.netty.Listener;
import dev.carillon.groups.Groups;
import dev.carillon.messaging.Messaging;
import dev.carillon.metrics.Metrics;
import dev.carillon.presence.Presence;
import dev.carillon.protocol.FrameCodec;
import dev.carillon.storage.messages.rocks.RocksMessageStore;
import dev.carillon.storage.messages.rocks.StoreSetup;
import dev.carillon.storage.sql.SqlDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One running server: all parts, wired by hand, on this screen. Everything that is opened is closed by [#close], in
/// reverse order, also when the start fails half-way.
final class Server implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Server.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final String FIRST_APP = "default";
    private static final int METRICS_READERS = 16;

    private final Closing closing = new Closing();
    private final Threads threads = new Threads();
    private final Health health = new Health();
    private final BackendApi backend;
    private final Gateway gateway;
    private final Listener listener;
    private final @Nullable App firstApp;
    private final Path tokenFile;
    private final Duration stopDelay;
    private final OpenFiles.Shares shares;

    private Server(Config config, Clock clock, boolean acceptLoss) throws StartFailure {
        try {
            refuseTakenPort(config.host(), config.port());
            if (config.metrics().listens()) {
                refuseTakenPort(config.metrics().host(), config.metrics().port());
            }
            shares = shares(config);
            stopDelay = Duration.ofSeconds(config.stopDelay());
            var folder = closing.with("the data folder", DataFolder.hold(config.data()));
            var metrics = new Metrics();
            var opening = Opening.of(
                    () -> RocksMessageStore.open(folder.path(), clock, new StoreSetup(acceptLoss, shares.tables())));
            closing.with("what is being opened", opening);
            var directory = closing.with("the directory", SqlDirectory.open(folder.path(), clock));
            var messages = closing.with("the message store", opening.result());
            var parts = closing.with(
                    "the marks of the data folder",
                    FolderParts.join(folder, directory, messages, config.files().s3() != null, acceptLoss));
            var accounts =
                    closing.with("accounts", Accounts.create(directory.accounts(), parts.key(acceptLoss), clock));
            var groups = closing.with(
                    "groups",
                    Groups.create(directory.groups(), accounts, clock, Messaging.order(messages), config.groups()));
            groups.measure(metrics);

            var codec = new FrameCodec();
            var hub = new SessionHub();
            var files = closing.with(
                    "files",
                    FileServer.create(new FileServer.Parts(
                            folder.path(),
                            config.files(),
                            directory.files(),
                            accounts,
                            groups,
                            messages,
                            clock,
                            metrics)));
            var messaging = closing.with(
                    "messaging",
                    Messaging.create(messages, accounts, groups, hub, codec, clock, _ -> false, files.attachments()));
            var presence = Presence.create(accounts, groups, hub, codec, clock);
            var limits = SessionLimits.DEFAULT.withMessageRate(config.messageRate());
            gateway = Gateway.create(new Gateway.Parts(
                    accounts, groups, messaging, presence, hub, codec, threads, clock, limits, metrics));

            backend = backend(config, accounts, groups, messaging, hub, clock, metrics);
            var pages = new StaticPages();
            var door = new MetricsDoor(config.metrics(), metrics);
            var routes = Routes.otherwise(pages)
                    .exact(BackendApi.PATHS, backend)
                    .exact(config.backendPaths(), backend)
                    .exact(InviteEndpoint.PATH, new InviteEndpoint(accounts))
                    .prefix(FileServer.PREFIX, files)
                    .naming(BackendApi.PATHS.stream()
                            .filter(path -> !path.endsWith("/"))
                            .toList())
                    .naming(config.backendPaths())
                    .naming(List.of("/ws", FileServer.PREFIX + "upload", FileServer.PREFIX + "uploads"))
                    .exact("/healthz", health.healthz())
                    .exact("/readyz", health.readyz())
                    .exact("/metrics", door.guarded());
            if (!config.demoLogin().isEmpty()) {
                var login = new DemoLogin(
                        accounts,
                        config.demoLogin(),
                        Server::logCode,
                        clock,
                        config.files().publicUrl());
                routes.exact(DemoLogin.PATH, login).exact(DemoLogin.PAGE, login.besides(pages));
            }
            directory.measure(metrics);
            messages.measure(metrics);
            messaging.measure(metrics);
            metrics.gauge("carillon_tasks", "Requests and session threads running", threads::running);
            ProcessMetrics.measure(metrics);
            firstApp = firstApp(accounts, folder);
            tokenFile = folder.token();
            listener = closing.with("the listener", listen(config, routes.build(), clock, metrics));
            if (config.metrics().listens()) {
                closing.with("the listener of the metrics", listenForMetrics(config, door.open(), clock));
            }
            health.watch(messages::isDamaged);
            health.is(Health.State.READY);
            tell(config, parts);
        } catch (UncheckedIOException e) {
            closing.closeAll();
            throw new StartFailure("the data cannot be used: " + StartFailure.reason(e), e);
        } catch (UnusableData e) {
            closing.closeAll();
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        } catch (StartFailure | RuntimeException e) {
            closing.closeAll();
            throw e;
        }
    }

    /// @throws StartFailure when something outside the program is in the way
    static Server start(Config config, Clock clock) throws StartFailure {
        return new Server(config, clock, false);
    }

    /// As above.
    ///
    /// @param acceptLoss goes on when a part of the data folder is missing, damaged or older than the others
    static Server start(Config config, Clock clock, boolean acceptLoss) throws StartFailure {
        return new Server(config, clock, acceptLoss);
    }

    /// Before anything is made. What is not noticed here, as another server that starts at the same moment, is when the
    /// port is bound in the end.
    private static void refuseTakenPort(String host, int port) throws StartFailure {
        InetSocketAddress address = ListenAddress.of(host, port);
        try (var probe = ServerSocketChannel.open()) {
            probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            probe.bind(address);
        } catch (IOException e) {
            throw ListenAddress.failure(host, port, e);
        }
    }

    private static OpenFiles.Shares shares(Config config) throws StartFailure {
        int most = OpenFiles.most();
        if (most < OpenFiles.LEAST) {
            throw new StartFailure(OpenFiles.tooFew());
        }
        return OpenFiles.shares(most, config.connections(), config.downloads());
    }

    private static BackendApi backend(
            Config config,
            Accounts accounts,
            Groups groups,
            Messaging messaging,
            SessionHub hub,
            Clock clock,
            Metrics metrics)
            throws StartFailure {
        try {
            return BackendApi.create(accounts, groups, messaging, hub::online, clock, config.backend(), metrics);
        } catch (IllegalArgumentException e) {
            throw new StartFailure(Setting.BACKEND_NETWORKS.key() + ": " + e.getMessage(), e);
        }
    }

    private void tell(Config config, FolderParts parts) {
        if (parts.wasOpen() && !config.hostGiven()) {
            LOG.log(Level.WARNING, Exposure.WAS_OPEN);
        }
        if (shares.connections() < config.connections() || shares.downloads() < config.downloads()) {
            LOG.log(
                    Level.INFO,
                    "The system allows " + OpenFiles.most() + " open files (ulimit -n), so there can be "
                            + shares.connections() + " connections and " + shares.downloads()
                            + " downloads at the same time");
        }
        Exposure.of(config, address()).forEach(open -> LOG.log(Level.INFO, open));
        LOG.log(
                Level.INFO,
                "Started: " + Main.version() + ", data in " + config.data().toAbsolutePath() + ", listening on "
                        + StartCommand.url(address()));
    }

    /// Small, and answers nothing else.
    private Listener listenForMetrics(Config config, HttpHandler page, Clock clock) throws StartFailure {
        String host = config.metrics().host();
        int port = config.metrics().port();
        HttpLimits few = HttpLimits.DEFAULT.within(METRICS_READERS, METRICS_READERS, 1);
        Door none = _ -> {
            throw new IllegalStateException("there are no WebSockets here");
        };
        try {
            return Listener.start(new Listener.Setup(
                    ListenAddress.of(host, port),
                    1,
                    few,
                    page,
                    none,
                    threads,
                    clock,
                    new Metrics(),
                    new Proxies(List.of(), true)));
        } catch (IOException e) {
            throw ListenAddress.failure(host, port, e);
        }
    }

    private Listener listen(Config config, Routes routes, Clock clock, Metrics metrics) throws StartFailure {
        InetSocketAddress address = ListenAddress.of(config.host(), config.port());
        HttpLimits limits = HttpLimits.DEFAULT.within(shares.connections(), config.requests(), shares.downloads());
        var watched = new SlowRequests(routes, config.logSlow());
        try {
            return Listener.start(new Listener.Setup(
                    address, config.eventLoops(), limits, watched, gateway, threads, clock, metrics, proxies(config)));
        } catch (IOException e) {
            throw ListenAddress.failure(config.host(), config.port(), e);
        }
    }

    private static Proxies proxies(Config config) throws StartFailure {
        try {
            return new Proxies(
                    config.trustedProxies(), !config.files().publicUrl().isEmpty());
        } catch (IllegalArgumentException e) {
            throw new StartFailure(Setting.TRUSTED_PROXIES.key() + ": " + e.getMessage(), e);
        }
    }

    private static void logCode(String phone, String code) {
        LOG.log(Level.INFO, "The code of +" + phone + " for the demo login is " + code);
    }

    /// The app that a new data folder begins with, if it still has that name. Its token lies beside the data.
    private static @Nullable App firstApp(Accounts accounts, DataFolder folder) throws StartFailure {
        App existing = accounts.appNamed(FIRST_APP);
        App app = existing == null && accounts.apps().isEmpty() ? accounts.createApp(FIRST_APP) : existing;
        if (app != null) {
            folder.writeToken(app.token());
        }
        return app;
    }

    /// Null when there is none of that name.
    @Nullable
    App firstApp() {
        return firstApp;
    }

    /// Where its token lies.
    Path tokenFile() {
        return tokenFile;
    }

    InetSocketAddress address() {
        return listener.address();
    }

    /// `/readyz` says so first. Then requests and frames that have come are answered, clients are told to come back,
    /// and everything is on the disk when this returns: after a moment, or after half a minute when something is
    /// stuck.
    @Override
    public void close() {
        health.is(Health.State.STOPPING);
        LOG.log(Level.INFO, "Stopping");
        try {
            Thread.sleep(stopDelay);
            listener.stopAccepting();
            backend.stop();
            gateway.stop();
            if (!listener.awaitRequests(PATIENCE) || !threads.awaitIdle(PATIENCE)) {
                LOG.log(Level.WARNING, "Stopping although " + threads.running() + " tasks still run");
            }
            gateway.closeAll();
            listener.awaitConnections(GOODBYE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closing.closeAll();
            LOG.log(Level.INFO, "Stopped");
        }
    }
}
