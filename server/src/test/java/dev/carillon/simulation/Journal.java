package dev.carillon.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What happened: every fact goes to the checker at once; the whole course is kept only when somebody wants to read
/// it, which is when a run is repeated.
final class Journal {
    private final Checker checker;
    private final boolean keeping;
    private @Nullable Ledger ledger;
    private final List<String> lines = new ArrayList<>();

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
        }
    }

    /// The server has a message, or will send it later.
    void promised(Fact.Id id) {
        if (ledger != null) {
            ledger.answered(id);
        }
    }

    List<String> lines() {
        return lines;
    }
}
