package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds tasks.
final class Tasks {
    private final Database database;
    private final DueFrom dueFrom;

    Tasks(Database database, DueFrom dueFrom) {
        this.database = database;
        this.dueFrom = dueFrom;
    }

    List<Task> due(long now, int limit) {
        List<Task> tasks = new ArrayList<>();
        DueFrom.From from = dueFrom.get();
        byte[] end = Keys.next(Keys.task(now, -1L));
        try (Scan scan = database.scan(Column.TASKS, from.key(), end)) {
            boolean first = true;
            while (tasks.size() < limit && scan.next()) {
                if (first) {
                    dueFrom.raise(from, scan.key());
                    first = false;
                }
                Task task = Records.task(scan.key(), scan.value());
                if (task != null) {
                    tasks.add(task);
                }
            }
            if (first && limit > 0) {
                dueFrom.raise(from, end);
            }
        }
        return tasks;
    }

    List<Task> owned(int owner, int limit) {
        List<Task> tasks = new ArrayList<>();
        owned(owner, Keys.tasksOf(owner), limit, tasks::add);
        return tasks;
    }

    List<Task> owned(int owner, long label, int limit) {
        List<Task> tasks = new ArrayList<>();
        owned(owner, Keys.tasksOf(owner, label), limit, tasks::add);
        return tasks;
    }

    @Nullable
    Task owned(int owner, long label) {
        List<Task> tasks = owned(owner, label, 1);
        return tasks.isEmpty() ? null : tasks.getFirst();
    }

    int ownedCount(int owner, int most) {
        return owned(owner, Keys.tasksOf(owner), most, _ -> {});
    }

    /// A row of the index counts only when its task is there and agrees: one that was replaced may have left with
    /// another owner or label. Returns how many there were.
    private int owned(int owner, byte[] prefix, int limit, Consumer<Task> each) {
        int count = 0;
        try (Scan scan = database.scan(Column.TASKS, prefix)) {
            while (count < limit && scan.next()) {
                byte[] key = Keys.taskOfIndex(scan.key());
                byte[] record = database.get(Column.TASKS, key);
                Task task = record == null ? null : Records.task(key, record);
                if (task != null && task.owner() == owner && task.label() == new Input(scan.key(), 5).i64()) {
                    each.accept(task);
                    count++;
                }
            }
        }
        return count;
    }
}
