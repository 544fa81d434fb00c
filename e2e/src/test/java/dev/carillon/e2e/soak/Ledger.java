package dev.carillon.e2e.soak;

import dev.carillon.e2e.harness.Frame;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What was accepted from whom for whom, and what arrived. Messages between two users are numbered, so that one that is
/// missing, comes twice or comes too early shows at once. Safe for all threads.
final class Ledger {
    private static final int MOST_PROBLEMS = 50;

    private final Map<String, AtomicLong> accepted = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> arrived = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> done = new ConcurrentHashMap<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();

    private static String pair(String from, String to) {
        return from + " → " + to;
    }

    private static AtomicLong count(Map<String, AtomicLong> counts, String pair) {
        return counts.computeIfAbsent(pair, _ -> new AtomicLong());
    }

    /// The number that the next message has.
    long next(String from, String to) {
        return count(accepted, pair(from, to)).get() + 1;
    }

    /// The server has accepted the message of [#next].
    void accepted(String from, String to) {
        count(accepted, pair(from, to)).incrementAndGet();
    }

    /// A message with that number came.
    void arrived(String from, String to, long number) {
        long expected = count(arrived, pair(from, to)).incrementAndGet();
        if (number != expected) {
            problem(pair(from, to) + ": expected message " + expected + ", got " + number);
            count(arrived, pair(from, to)).set(number);
        }
    }

    /// Pairs between which something is still missing.
    List<String> missing() {
        return accepted.entrySet().stream()
                .filter(entry ->
                        count(arrived, entry.getKey()).get() < entry.getValue().get())
                .map(entry -> entry.getKey() + ": " + entry.getValue() + " accepted, " + arrived.get(entry.getKey())
                        + " arrived")
                .toList();
    }

    /// Something was done, for the statistics.
    void did(String what) {
        done.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    Map<String, LongAdder> done() {
        return new TreeMap<>(done);
    }

    /// The server may refuse what came too late or was too much, but may not fail.
    void check(String what, Frame answer) {
        did(what);
        if (answer.t().equals("error")) {
            did(what + " refused: " + answer.text("name"));
            if (answer.text("name").equals("GENERROR") || answer.text("name").equals("BADREQ")) {
                problem(what + ": " + answer);
            }
        }
    }

    void problem(String problem) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(problem);
        }
    }

    List<String> problems() {
        return List.copyOf(problems);
    }
}
