package dev.carillon.gateway;

/// Answers HTTP requests. Called on a virtual thread of its own for each request, so it may block; many calls run at
/// once. An exception is a bug: the client gets 500 with a reference, under which the log has the rest.
@FunctionalInterface
public interface HttpHandler {
    HttpResponse handle(HttpRequest request);
}
