package dev.carillon.e2e.play;

import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.ServerProcess;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.exc.StreamReadException;

/// What all players share.
record World(ServerProcess server, Model model, Judge judge, Tap tap) {
    /// What the app's back-end is answered; null when the server is away, or says that it is about to be.
    @Nullable
    Frame backEnd(App app, String op, Map<String, Object> members) {
        try {
            Frame answer = app.backend().tryCall(op, members);
            judge.answeredToBackEnd(app, Frame.empty().with("op", op).with("members", members), answer);
            return answer;
        } catch (UncheckedIOException | StreamReadException _) {
            return null;
        }
    }

    /// The server is away: a moment until it is tried again.
    void pause() {
        LockSupport.parkNanos(100_000_000);
    }

    Attempt attempt() {
        return new Attempt(model);
    }

    /// Ends an attempt that went through the Backend API.
    static void end(Attempt attempt, @Nullable Frame answer) {
        if (answer == null) {
            attempt.end(null);
        } else {
            attempt.settle(answer.flag("result"));
        }
    }
}
