package dev.carillon.bench.server;

/// Counts CPU time from its making on.
public final class Meter {
    private final long server;
    private final Reading begin;

    private record Reading(long nanos, long server, long client, long machine) {
        static Reading of(long server) {
            long client = Proc.cpuMicros(ProcessHandle.current().pid());
            return new Reading(System.nanoTime(), Proc.cpuMicros(server), client, Proc.machineMicros());
        }
    }

    Meter(long server) {
        this.server = server;
        this.begin = Reading.of(server);
    }

    /// What was used until now.
    public Usage read() {
        Reading end = Reading.of(server);
        long byServer = end.server - begin.server;
        long byClient = end.client - begin.client;
        double seconds = (end.nanos - begin.nanos) / 1e9;
        return new Usage(seconds, byServer, byClient, end.machine - begin.machine - byServer - byClient);
    }
}
