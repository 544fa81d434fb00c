package dev.carillon.app;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.UnusableData;
import dev.carillon.api.BackendApi;
import dev.carillon.api.DemoLogin;
import dev.carillon.api.InviteEndpoint;
import dev.carillon.files.FileServer;
import dev.carillon.gateway.Gateway;
import dev.carillon.gateway.Gzip;
import dev.carillon.gateway.HttpHandler;
import dev.carillon.gateway.HttpResponse;
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
import dev.carillon.storage.sql.SqlDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
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

    /// Descriptors that the stores and the system keep for themselves, however many clients come.
    private static final int OWN_FILES = 800;

    private final Closing closing = new Closing();
    private final Threads threads = new Threads();
    private final Health health = new Health();
    private final BackendApi backend;
    private final Gateway gateway;
    private final Listener listener;
    private final @Nullable App firstApp;
    private final Duration stopDelay;

    private Server(Config config, Clock clock, boolean acceptLoss) throws StartFailure {
        try {
            refuseTakenPort(config);
            stopDelay = Duration.ofSeconds(config.stopDelay());
            var folder = closing.with("the data folder", DataFolder.hold(config.data()));
            var metrics = new Metrics();
            var opening = Opening.of(() -> RocksMessageStore.open(folder.path(), clock, acceptLoss));
            closing.with("what is being opened", opening);
            var directory = closing.with("the directory", SqlDirectory.open(folder.path(), clock));
            var messages = closing.with("the message store", opening.result());
            var parts = closing.with(
                    "the marks of the data folder",
                    FolderParts.join(folder, directory, messages, config.files().s3() != null, acceptLoss));
            var accounts =
                    closing.with("accounts", Accounts.create(directory.accounts(), parts.key(acceptLoss), clock));
            var groups =
                    closing.with("groups", Groups.create(directory.groups(), accounts, clock, messages::lastOrder));

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
            gateway = Gateway.create(new Gateway.Parts(
                    accounts, groups, messaging, presence, hub, codec, threads, clock, SessionLimits.DEFAULT, metrics));

            backend = backend(config, accounts, groups, messaging, hub, clock, metrics);
            var pages = new StaticPages();
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
                    .exact("/healthz", HttpHandler.withoutForms(health.healthz()))
                    .exact("/readyz", HttpHandler.withoutForms(health.readyz()))
                    .exact("/metrics", HttpHandler.withoutForms(request -> Gzip.packed(request, page(metrics))));
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
            listener = closing.with("the listener", listen(config, routes.build(), clock, metrics));
            health.is(Health.State.READY);
        } catch (UncheckedIOException e) {
            closing.closeAll();
            throw new StartFailure("the data cannot be used: " + StartFailure.reason(e), e);
        } catch (UnusableData e) {
            closing.closeAll();
            throw new StartFailure(e.getMessage(), e);
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
    private static void refuseTakenPort(Config config) throws StartFailure {
        InetSocketAddress address = ListenAddress.of(config.host(), config.port());
        try (var probe = ServerSocketChannel.open()) {
            probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            probe.bind(address);
        } catch (IOException e) {
            throw ListenAddress.failure(config.host(), config.port(), e);
        }
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

    private Listener listen(Config config, Routes routes, Clock clock, Metrics metrics) throws StartFailure {
        InetSocketAddress address = ListenAddress.of(config.host(), config.port());
        HttpLimits normal = HttpLimits.DEFAULT;
        var limits = new HttpLimits(
                Math.min(config.connections(), Math.max(OWN_FILES, OpenFiles.most() - OWN_FILES - config.downloads())),
                config.requests(),
                normal.headBytes(),
                normal.bodyBytes(),
                normal.multipartBytes(),
                normal.bufferedBytes(),
                normal.requestSeconds(),
                normal.idleSeconds(),
                normal.streams(),
                config.downloads());
        try {
            return Listener.start(new Listener.Setup(
                    address, config.eventLoops(), limits, routes, gateway, threads, clock, metrics, proxies(config)));
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

    private static HttpResponse page(Metrics metrics) {
        return HttpResponse.of(
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        metrics.page().getBytes(StandardCharsets.UTF_8))
                .with("Cache-Control", "no-store");
    }

    /// The app that a new data folder begins with; null when it was there before. Its token lies beside the data.
    private static @Nullable App firstApp(Accounts accounts, DataFolder folder) throws StartFailure {
        App existing = accounts.appNamed(FIRST_APP);
        App created = existing == null && accounts.apps().isEmpty() ? accounts.createApp(FIRST_APP) : null;
        App app = created == null ? existing : created;
        if (app != null) {
            folder.writeToken(app.token());
        }
        return created;
    }

    /// Null unless this start made it.
    @Nullable
    App firstApp() {
        return firstApp;
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
        }
    }
}
