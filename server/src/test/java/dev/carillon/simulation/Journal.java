package dev.carillon.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What happened: every fact goes to the checker at once; the whole course is kept only when somebody wants to read
/// it, which is when a run is repeated.
final class Journal {
    private final Checker checker;
    private final boolean keeping;
    private @Nullable Ledger ledger;
    private final List<String> lines = new ArrayList<>();
    private final Map<Fact.Id, Long> orders = new HashMap<>();
    private final Set<String> read = new HashSet<>();

    Journal(Checker checker, boolean keeping) {
        this.checker = checker;
        this.keeping = keeping;
    }

    void note(Supplier<String> line) {
        if (keeping) {
            lines.add(line.get());
        }
    }

    void tell(Ledger whom) {
        ledger = whom;
    }

    void see(Fact fact) {
        checker.see(fact);
        if (fact instanceof Fact.Accepted accepted) {
            promised(accepted.id());
            orders.put(accepted.id(), accepted.order());
        }
    }

    /// The server has a message, or will send it later.
    void promised(Fact.Id id) {
        if (ledger != null) {
            ledger.answered(id);
        }
    }

    /// The server knows that the user has read these.
    void hasRead(String user, List<Long> read) {
        read.forEach(order -> this.read.add(user + " " + order));
    }

    boolean isRead(String user, Fact.Id id) {
        return read.contains(user + " " + orders.get(id));
    }

    List<String> lines() {
        return lines;
    }
}
