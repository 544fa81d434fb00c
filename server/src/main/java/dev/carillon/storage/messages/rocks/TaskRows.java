package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.Task;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes tasks and their index by owner for [GroupEncoder], and gives out their numbers.
final class TaskRows {
    private final Batch batch;
    private long lastNumber;
    private boolean moved;
    private byte @Nullable [] first;

    TaskRows(Database database, Batch batch) {
        this.batch = batch;
        this.lastNumber = Records.number(database.get(Column.META, Keys.LAST_TASK));
    }

    /// Begins a group.
    void begin() {
        moved = false;
        first = null;
    }

    /// Ends a group.
    void finish() {
        if (moved) {
            batch.put(Column.META, Keys.LAST_TASK, Records.number(batch.value(), lastNumber));
        }
    }

    /// Key of the earliest task that the group has added.
    byte @Nullable [] first() {
        return first;
    }

    void add(Task task) {
        long n = task.n() == 0 ? lastNumber + 1 : task.n();
        if (n > lastNumber) {
            lastNumber = n;
            moved = true;
        }
        byte[] key = Keys.task(task.at(), n);
        batch.put(Column.TASKS, key, Records.task(batch.value(), task));
        if (task.owner() != 0) {
            byte[] index = Keys.taskOf(task.owner(), task.label(), task.at(), n);
            batch.put(Column.TASKS, index, Records.presence(batch.value()));
        }
        if (first == null || Arrays.compareUnsigned(key, first) < 0) {
            first = key;
        }
    }

    void remove(Task task) {
        batch.delete(Column.TASKS, Keys.task(task.at(), task.n()));
        if (task.owner() != 0) {
            batch.delete(Column.TASKS, Keys.taskOf(task.owner(), task.label(), task.at(), task.n()));
        }
    }
}
