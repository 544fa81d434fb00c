package dev.carillon.simulation;

import dev.carillon.accounts.AccountStore;
import dev.carillon.groups.GroupStore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Accounts and groups in memory, for one process after the other: what a transaction has changed outlives the
/// process that asked for it. A transaction works on a copy that takes the place of the original, so it happens as a
/// whole, between two points at which other threads may run or the process may end.
final class MemoryDirectory {
    private Tables tables = new Tables();

    private <T extends @Nullable Object> T change(Function<DirectoryRows, T> work) {
        Thread.yield();
        T result = changeAtOnce(work);
        Thread.yield();
        return result;
    }

    private <T extends @Nullable Object> T changeAtOnce(Function<DirectoryRows, T> work) {
        var changed = new Tables(tables);
        T result = work.apply(new DirectoryRows(changed));
        tables = changed;
        return result;
    }

    /// Changes it before anybody else uses it.
    <T> T fill(Function<DirectoryRows, T> work) {
        return changeAtOnce(work);
    }

    /// What can be asked: neither waits nor lets others run, for callers may hold a lock of a cache.
    DirectoryRows rows() {
        return new DirectoryRows(tables);
    }

    AccountStore accounts() {
        return new AccountStore() {
            @Override
            public <T extends @Nullable Object> T read(Function<Reader, T> work) {
                return work.apply(rows());
            }

            @Override
            public <T extends @Nullable Object> T write(Function<Writer, T> work) {
                return change(work::apply);
            }
        };
    }

    GroupStore groups() {
        return new GroupStore() {
            @Override
            public <T extends @Nullable Object> T read(Function<Reader, T> work) {
                return work.apply(rows());
            }

            @Override
            public <T extends @Nullable Object> T write(Function<Writer, T> work) {
                return change(work::apply);
            }
        };
    }
}
