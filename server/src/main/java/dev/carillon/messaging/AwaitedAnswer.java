package dev.carillon.messaging;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// For a sender who waits.
final class AwaitedAnswer implements SendAnswer {
    private final CompletableFuture<SendResult> answer = new CompletableFuture<>();

    @Override
    public void result(SendResult result) {
        answer.complete(result);
    }

    @Override
    public void failed(RuntimeException failure) {
        answer.completeExceptionally(failure);
    }

    SendResult await() {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
