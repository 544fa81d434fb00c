package dev.carillon.bench;

/// How long and how often everything is measured.
///
/// @param name for the report
/// @param users connected for messages, in groups of `groupSize`
/// @param inFlight messages under way for each sender of a closed loop
/// @param bytes of text in a message
/// @param warmUp seconds before the first run of a load, so that what the JVM runs often is compiled
/// @param seconds of a run
/// @param runs of a load
/// @param rate messages a second of the steady load
/// @param steadyRuns of the steady load
/// @param steadySeconds of one of those
/// @param idle connections that say nothing
/// @param moreIdle the same, more of them
/// @param idleMemory connections with which the whole process is weighed
/// @param idleSeconds they are watched
/// @param stored messages in the folder with which the server starts
/// @param starts on an empty and on a full folder
record Effort(
        String name,
        int users,
        int groupSize,
        int inFlight,
        int bytes,
        int warmUp,
        int seconds,
        int runs,
        int rate,
        int steadyRuns,
        int steadySeconds,
        int idle,
        int moreIdle,
        int idleMemory,
        int idleSeconds,
        long stored,
        int starts) {
    /// Some 15 minutes.
    static final Effort FULL =
            new Effort("full", 500, 100, 4, 100, 15, 5, 5, 2_000, 3, 10, 5_000, 18_000, 10_000, 5, 10_000_000, 5);

    /// Three minutes at most.
    static final Effort QUICK =
            new Effort("quick", 500, 100, 4, 100, 4, 2, 2, 2_000, 1, 4, 5_000, 10_000, 10_000, 2, 100_000, 2);

    /// Whether everything works, no more.
    static final Effort SMALLEST = new Effort("smallest", 4, 4, 4, 100, 0, 1, 1, 200, 1, 1, 10, 20, 10, 1, 1_000, 1);

    int groups() {
        return users / groupSize;
    }
}
