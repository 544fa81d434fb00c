package dev.carillon.bench.micro;

import dev.carillon.protocol.FrameCodec;
import dev.carillon.protocol.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The frames of a message on its way: `send` in, `sent` and `message` out, the recipient's `ack` in.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class FrameCodecBenchmark {
    private static final String TEXT = "{\"text\":\"" + "x".repeat(100) + "\"}";

    private final FrameCodec codec = new FrameCodec();
    private final byte[] send =
            utf8("{\"t\":\"send\",\"id\":12,\"mid\":7021330194573,\"to\":\"bob\",\"content\":" + TEXT + "}");
    private final byte[] ack = utf8("{\"t\":\"ack\",\"seq\":120}");
    private final ServerFrame sent = new ServerFrame.Sent(12, 7021330194573L, 9_001, 1_790_000_000_123L, 1, 0, false);
    private final ServerFrame message = new ServerFrame.Message(
            "ana",
            1,
            "bob",
            2,
            0,
            7021330194573L,
            9_001,
            1_790_000_000_123L,
            0,
            3,
            FrameCodec.raw(utf8(TEXT)),
            0,
            0,
            0,
            false,
            null,
            0,
            0,
            0,
            false,
            null);
    private final byte[] encoded = codec.encode(message);

    @Benchmark
    public Object decodeSend() {
        return codec.decode(send);
    }

    @Benchmark
    public Object decodeAck() {
        return codec.decode(ack);
    }

    @Benchmark
    public byte[] encodeSent() {
        return codec.encode(sent);
    }

    @Benchmark
    public byte[] encodeMessage() {
        return codec.encode(message);
    }

    /// What each copy in a fan-out needs beside the one encoding.
    @Benchmark
    public byte[] entryOfEncoded() {
        return FrameCodec.withSeq(encoded, 120);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
