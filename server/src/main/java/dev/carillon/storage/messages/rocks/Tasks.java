package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.MessageStore;
import dev.carillon.messaging.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
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

    MessageStore.Owned ownedSize(int owner, int most) {
        long[] bytes = {0};
        int count = owned(owner, Keys.tasksOf(owner), most, task -> bytes[0] += task.payload().length);
        return new MessageStore.Owned(count, bytes[0]);
    }

    /// The index is by label: the numbers are gathered first, without the tasks, which may be large.
    List<Task> ownedAfter(int owner, long afterNumber, int limit, int bytes) {
        var places = new TreeMap<Long, byte[]>();
        try (Scan scan = database.scan(Column.TASKS, Keys.tasksOf(owner))) {
            while (scan.next()) {
                long number = new Input(scan.key(), scan.key().length - 8).i64();
                if (number > afterNumber) {
                    places.put(number, scan.key());
                }
            }
        }
        List<Task> tasks = new ArrayList<>();
        int size = 0;
        for (byte[] index : places.values()) {
            if (tasks.size() == limit || size > bytes) {
                break;
            }
            Task task = indexed(owner, index);
            if (task != null) {
                tasks.add(task);
                size += task.payload().length;
            }
        }
        return tasks;
    }

    /// A row of the index counts only when its task is there and agrees: one that was replaced may have left with
    /// another owner or label.
    private @Nullable Task indexed(int owner, byte[] index) {
        byte[] key = Keys.taskOfIndex(index);
        byte[] record = database.get(Column.TASKS, key);
        Task task = record == null ? null : Records.task(key, record);
        return task != null && task.owner() == owner && task.label() == new Input(index, 5).i64() ? task : null;
    }

    /// Returns how many there were.
    private int owned(int owner, byte[] prefix, int limit, Consumer<Task> each) {
        int count = 0;
        try (Scan scan = database.scan(Column.TASKS, prefix)) {
            while (count < limit && scan.next()) {
                Task task = indexed(owner, scan.key());
                if (task != null) {
                    each.accept(task);
                    count++;
                }
            }
        }
        return count;
    }
}
