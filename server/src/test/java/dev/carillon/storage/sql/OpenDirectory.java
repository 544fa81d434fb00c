package dev.carillon.storage.sql;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.TokenKey;
import dev.carillon.accounts.User;
import dev.carillon.accounts.UserChange;
import dev.carillon.groups.GroupLimits;
import dev.carillon.groups.Groups;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// Accounts and groups over a real database, as the server wires them.
public final class OpenDirectory implements AutoCloseable {
    private final SqlDirectory directory;
    private final TestClock clock;
    private final GroupLimits limits;
    private final AtomicLong messageOrder = new AtomicLong();
    private final Accounts accounts;
    private final Groups groups;

    private OpenDirectory(Path folder, TestClock clock, GroupLimits limits) {
        this.clock = clock;
        this.limits = limits;
        directory = SqlDirectory.open(folder, clock);
        accounts = Accounts.create(directory.accounts(), TokenKey.open(folder), clock);
        groups = Groups.create(directory.groups(), accounts, clock, messageOrder::get, limits);
    }

    public static OpenDirectory in(Path folder) {
        return in(folder, GroupLimits.DEFAULT);
    }

    public static OpenDirectory in(Path folder, GroupLimits limits) {
        return new OpenDirectory(folder, new TestClock(), limits);
    }

    /// Closes and opens again, as a restart of the server does.
    public OpenDirectory restarted(Path folder) {
        close();
        return new OpenDirectory(folder, clock, limits);
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

    public AtomicLong messageOrder() {
        return messageOrder;
    }

    public App app(String name) {
        App app = accounts.createApp(name);
        if (app == null) {
            throw new AssertionError("there is an app " + name + " already");
        }
        return app;
    }

    public User user(App app, String address) {
        return accounts.put(app.aid(), address, UserChange.NONE, false);
    }

    /// Users `user0`, `user1` … made by many threads at once, which share the disk's syncs.
    public List<String> users(App app, int count) {
        List<String> addresses =
                IntStream.range(0, count).mapToObj(i -> "user" + i).toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            addresses.forEach(address -> threads.submit(() -> user(app, address)));
        }
        return addresses;
    }

    @Override
    public void close() {
        groups.close();
        accounts.close();
        directory.close();
    }
}
