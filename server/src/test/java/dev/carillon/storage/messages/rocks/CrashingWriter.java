package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.Change;
import dev.carillon.messaging.Commit;
import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.InboxEntry;
import dev.carillon.messaging.Receipt;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.StoredMessage;
import dev.carillon.messaging.Task;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// A process of its own that writes until it is killed, or until the disk refuses, and says on its output what was
/// acknowledged: one line `order sender mid` each, at once. `main FOLDER FIRST_MID`.
final class CrashingWriter {
    static final int WRITERS = 16;
    static final Conversation GROUP = Conversation.ofGroup(1);
    /// uids of those who get an entry of every message.
    static final int MEMBER = 1_000;

    static final int OTHER_MEMBER = 1_001;

    private CrashingWriter() {}

    public static void main(String[] args) throws InterruptedException {
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
        try (RocksMessageStore store = RocksMessageStore.open(Path.of(args[0]), Clock.systemUTC())) {
            long firstMid = Long.parseLong(args[1]);
            List<Thread> threads = new ArrayList<>();
            for (int i = 1; i <= WRITERS; i++) {
                int sender = i;
                threads.add(Thread.startVirtualThread(() -> write(store, sender, firstMid, out)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            out.println("ended");
        }
        out.println("closed");
    }

    private static void write(RocksMessageStore store, int sender, long firstMid, PrintStream out) {
        try {
            for (long mid = firstMid; ; mid++) {
                Commit commit = store.commit(whole(sender, mid));
                out.println(commit.ref().order() + " " + sender + " " + mid);
                store.commit(List.of(new Change.SetReceipt(commit.ref(), new Receipt(MEMBER, mid, 0))));
            }
        } catch (UncheckedIOException e) {
            out.println("refused");
        }
    }

    /// A write with something in most tables.
    static List<Change> whole(int sender, long mid) {
        var message = new StoredMessage(
                new Ref(GROUP, 0), 1, sender, 0, mid, 5, 0, 3, 9, 0, 0, false, null, 0, 0, 2, content(sender, mid));
        return List.of(
                new Change.NewMessage(message),
                new Change.Deliver(MEMBER, InboxEntry.Kind.MESSAGE, null, 5, new byte[] {1}),
                new Change.Deliver(OTHER_MEMBER, InboxEntry.Kind.MESSAGE, null, 5, new byte[] {2}),
                new Change.AddTask(new Task(9, 0, Task.Kind.EXPIRE, sender, mid, new byte[] {3})),
                new Change.Publish(null));
    }

    static byte[] content(int sender, long mid) {
        return (sender + "/" + mid + "/").repeat(30).getBytes(StandardCharsets.US_ASCII);
    }
}
