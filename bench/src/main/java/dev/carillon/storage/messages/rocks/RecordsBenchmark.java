package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.InboxEntry;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.StoredMessage;
import dev.carillon.protocol.Limits;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Keys and values that the store writes and reads for a message.
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RecordsBenchmark {
    private static final long NOW = 1_790_000_000_123L;
    private static final byte[] NOTHING = {};

    private final Ref ref = new Ref(Conversation.direct(17, 4_711), 9_001);
    private final Output out = new Output(512);
    private final StoredMessage message = new StoredMessage(
            ref,
            1,
            17,
            4_711,
            7_021_330_194_573L,
            NOW,
            0,
            3,
            NOW + Limits.DEFAULT_EXPIRY * 1_000,
            0,
            0,
            false,
            null,
            0,
            0,
            1,
            ("{\"text\":\"" + "x".repeat(100) + "\"}").getBytes(StandardCharsets.US_ASCII));
    private final byte[] record = Records.message(new Output(512), message).toArray();

    @Benchmark
    public Object encodeMessage() {
        return Records.message(out.clear(), message);
    }

    @Benchmark
    public Object decodeMessage() {
        return Records.message(ref, record);
    }

    @Benchmark
    public Object encodeEntry() {
        return Records.entry(out.clear(), InboxEntry.Kind.MESSAGE.number(), ref, NOW, NOTHING);
    }

    @Benchmark
    public byte[] messageKey() {
        return Keys.ref(ref);
    }

    @Benchmark
    public byte[] midKey() {
        return Keys.mid(17, 7_021_330_194_573L, ref.conversation());
    }

    @Benchmark
    public byte[] inboxKey() {
        return Keys.inbox(4_711, 120);
    }
}
