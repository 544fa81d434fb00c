package dev.carillon.e2e.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Very many small messages to one user, from several senders at once, as fast as the server answers.
public final class Burst {
    private static final int IN_FLIGHT = 100;

    private Burst() {}

    /// @param accepted messages that were answered by `sent`
    /// @param refusals what else came
    public record Outcome(long accepted, List<Frame> refusals) {}

    /// Sends, and waits for all answers.
    ///
    /// @param each how many messages each sender sends
    public static Outcome of(InetSocketAddress server, List<Login> senders, String to, int each) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> parts = new ArrayList<>();
            for (Login sender : senders) {
                parts.add(threads.submit(() -> one(server, sender, to, each)));
            }
            long accepted = 0;
            List<Frame> refusals = new ArrayList<>();
            for (Future<Outcome> part : parts) {
                accepted += part.get().accepted();
                refusals.addAll(part.get().refusals());
            }
            return new Outcome(accepted, refusals);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Outcome one(InetSocketAddress server, Login sender, String to, int each) {
        try (WireSocket socket = WireSocket.open(server, Cut.NEVER)) {
            socket.sendText(sender.hello().bytes());
            socket.receive();
            long accepted = 0;
            List<Frame> refusals = new ArrayList<>();
            for (int sent = 0; sent < each; ) {
                int count = Math.min(IN_FLIGHT, each - sent);
                socket.write(frames(to, sent, count));
                sent += count;
                for (int answers = 0; answers < count; answers++) {
                    Frame answer = Frame.parse(socket.receive().payload());
                    if (answer.t().equals("sent")) {
                        accepted++;
                    } else {
                        refusals.add(answer);
                    }
                }
            }
            return new Outcome(accepted, refusals);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] frames(String to, int from, int count) {
        var frames = new ByteArrayOutputStream();
        for (int i = from + 1; i <= from + count; i++) {
            frames.writeBytes(WireSocket.frame(
                    WireSocket.TEXT, Frame.message(to, i, "#" + i).with("id", i).bytes()));
        }
        return frames.toByteArray();
    }
}
