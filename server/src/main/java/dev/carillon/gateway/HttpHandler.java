package dev.carillon.gateway;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Answers HTTP requests. Called on a virtual thread of its own for each request, so it may block; many calls run at
/// once. An exception is a bug: the client gets 500 with a reference, under which the log has the rest.
@FunctionalInterface
public interface HttpHandler {
    HttpResponse handle(HttpRequest request);

    /// Asked about a large form when the first of it has come: what is answered instead of taking the rest, or null to
    /// take it. Whoever takes large forms says so, and takes them only from those who have shown who they are: much
    /// memory is given to them.
    ///
    /// @param begun with so much of its body as has come
    default @Nullable HttpResponse refusesRest(HttpRequest begun) {
        return HttpResponse.text(413, "No form of this size is taken here.\n");
    }

    /// Whether the body of such a request is handed on while it arrives, whatever its size, instead of being put
    /// together first. Called on an event loop: answers at once.
    default boolean streams(String method, String rawPath) {
        return false;
    }

    /// As the other one, for what [#streams]. The body throws an [java.io.IOException] when the client goes away,
    /// sends it too slowly, or the server stops; then the answer may still reach the client. What is not read is
    /// dropped, and the connection ends.
    ///
    /// @param head whose own body is empty
    default HttpResponse handle(HttpRequest head, InputStream body) {
        throw new IllegalStateException("no streams are taken here");
    }
}
