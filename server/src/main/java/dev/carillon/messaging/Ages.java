package dev.carillon.messaging;

import dev.carillon.protocol.Age;
import dev.carillon.protocol.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// When a message disappears: some time after it was sent, or after all recipients that are left have it or have read
/// it. For those who never come there is an end too: a month after it was sent, or when it expires if that is earlier,
/// the time begins in any case.
final class Ages {
    private Ages() {}

    /// What is known when the message is sent.
    static List<Change> tasks(StoredMessage message) {
        Age age = message.age();
        if (age == null) {
            return List.of();
        }
        List<Change> tasks = new ArrayList<>();
        if (age.sent() > 0) {
            tasks.add(task(message, sent(message, age)));
        }
        if (waits(age)) {
            tasks.add(task(message, latest(message, age)));
        }
        return tasks;
    }

    private static boolean waits(Age age) {
        return age.delivered() > 0 || age.read() > 0;
    }

    private static long sent(StoredMessage message, Age age) {
        return message.ts() + age.sent() * 1000;
    }

    private static long latest(StoredMessage message, Age age) {
        long begins = Math.min(message.expires(), message.ts() + Limits.AGE_WAIT_SECONDS * 1000);
        long shortest = LongStream.of(age.delivered(), age.read())
                .filter(seconds -> seconds > 0)
                .min()
                .orElse(0);
        return begins + shortest * 1000;
    }

    static Change task(StoredMessage message, long at) {
        var target = Payloads.Target.of(message);
        return new Change.AddTask(new Task(at, 0, Task.Kind.AGE, 0, 0, target.encode()));
    }

    /// Whether the task was made for this message, and not for an earlier one of the same name. One that
    /// was made when the order was known names no other.
    static boolean means(Task task, Payloads.Target target, StoredMessage message) {
        Age age = message.age();
        return target.order() != 0
                || (age != null && (task.at() == sent(message, age) || task.at() == latest(message, age)));
    }
}
