package dev.carillon.simulation;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.TokenKey;
import dev.carillon.gateway.Gateway;
import dev.carillon.gateway.SessionHub;
import dev.carillon.gateway.SessionLimits;
import dev.carillon.groups.Groups;
import dev.carillon.messaging.Messaging;
import dev.carillon.metrics.Metrics;
import dev.carillon.presence.Presence;
import dev.carillon.protocol.FrameCodec;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One life of the server, from a start to a crash: the real thing, wired as `app` wires it, between the simulated
/// network and the simulated disks.
final class ServerProcess {
    private static final int READS_PER_PAUSE = 8;

    final SeededThreads threads;
    private @Nullable Parts parts;
    private Stage stage = Stage.RUNNING;

    private enum Stage {
        RUNNING,
        STOPPING,
        CLOSING,
        ENDING,
        STOPPED
    }

    record Parts(Accounts accounts, Groups groups, Gateway gateway, Messaging messaging, MemoryMessageStore store) {}

    /// What outlives a crash.
    record Disks(MessageDisk messages, MemoryDirectory directory, TokenKey key) {}

    ServerProcess(Disks disks, FrameCodec codec, SimulatedClock clock, RandomGenerator random) {
        threads = new SeededThreads(random, clock);
        threads.execute(() -> parts = start(disks, codec, clock, random));
    }

    private Parts start(Disks disks, FrameCodec codec, SimulatedClock clock, RandomGenerator random) {
        var store = new MemoryMessageStore(disks.messages, threads, random, () -> {
            if (random.nextInt(READS_PER_PAUSE) == 0) {
                Thread.yield();
            }
        });
        var accounts = Accounts.create(disks.directory.accounts(), disks.key, clock, threads);
        var groups = Groups.create(disks.directory.groups(), accounts, clock, Messaging.order(store), threads);
        var hub = new SessionHub();
        var messaging = Messaging.create(store, accounts, groups, hub, codec, clock, _ -> false, threads);
        var presence = Presence.create(accounts, groups, hub, codec, clock);
        var gateway = Gateway.create(new Gateway.Parts(
                accounts,
                groups,
                messaging,
                presence,
                hub,
                codec,
                threads,
                clock,
                SessionLimits.DEFAULT,
                new Metrics()));
        return new Parts(accounts, groups, gateway, messaging, store);
    }

    /// Answers what has come and says bye; once nothing is under way any more, closes what is still open, and ends.
    void stop() {
        if (parts != null && stage == Stage.RUNNING) {
            stage = Stage.STOPPING;
            threads.execute(parts.gateway::stop);
        }
    }

    boolean isStopping() {
        return stage != Stage.RUNNING;
    }

    /// Goes on with stopping, if it is. True when there is nothing left of it but what is on the disks.
    boolean hasStopped() {
        if (parts != null && threads.idle()) {
            if (stage == Stage.STOPPING) {
                stage = Stage.CLOSING;
                threads.execute(parts.gateway::closeAll);
            } else if (stage == Stage.CLOSING) {
                stage = Stage.ENDING;
                threads.execute(() -> end(parts));
            }
        }
        return stage == Stage.STOPPED;
    }

    private void end(Parts all) {
        all.messaging.close();
        all.groups.close();
        all.accounts.close();
        all.store.close();
        stage = Stage.STOPPED;
    }

    /// Null until it has started.
    @Nullable
    Parts parts() {
        return parts;
    }
}
