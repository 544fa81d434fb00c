package dev.carillon.e2e.harness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// One test's people and their devices on a running server. Addresses are new with every stage, so that tests which
/// share a server never meet. Connections end with the stage.
public final class Stage implements AutoCloseable {
    private static final AtomicInteger STAGES = new AtomicInteger();

    private final ServerProcess server;
    private final Backend backend;
    private final int number = STAGES.incrementAndGet();
    private final AtomicLong mids = new AtomicLong(number * 1_000_000L);
    private final List<WireClient> clients = new ArrayList<>();

    public Stage(ServerProcess server) {
        this(server, server.backend());
    }

    /// @param backend of the app in which the people live
    public Stage(ServerProcess server, Backend backend) {
        this.server = server;
        this.backend = backend;
    }

    public ServerProcess server() {
        return server;
    }

    public Backend backend() {
        return backend;
    }

    /// The address that goes by that name on this stage.
    public String address(String name) {
        return name + "-" + number;
    }

    /// A message id that was not used before.
    public long mid() {
        return mids.incrementAndGet();
    }

    /// A user who exists but has no device yet.
    public String user(String name) {
        backend.addUser(address(name));
        return address(name);
    }

    public Login token(String name, String appId) {
        return backend.login(address(name), appId);
    }

    /// Logs a device in: the user's phone.
    public WireClient phone(String name) {
        return login(token(name, "phone"));
    }

    /// Logs the user's other device in.
    public WireClient tablet(String name) {
        return login(token(name, "tablet"));
    }

    public WireClient login(Login login) {
        return keep(WireClient.login(server.address(), login));
    }

    public WireClient resume(WireClient earlier) {
        return keep(WireClient.resume(server.address(), earlier));
    }

    public WireClient keep(WireClient client) {
        clients.add(client);
        return client;
    }

    /// A group made by the back-end, of people who exist already.
    public long group(String... names) {
        return backend.addGroup(
                "group of stage " + number,
                Arrays.stream(names).map(this::address).toList());
    }

    @Override
    public void close() {
        clients.forEach(WireClient::close);
    }
}
