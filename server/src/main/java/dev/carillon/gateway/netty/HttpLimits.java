package dev.carillon.gateway.netty;

/// Bounds of the HTTP side.
///
/// @param connections open sockets, WebSockets included; one more is answered 503 and closed
/// @param requests being answered at once; one more is answered 503
/// @param headBytes request line, and all headers: above 414 and 431
/// @param bodyBytes of a body: above 413
/// @param multipartBytes of a multipart body: above 413
/// @param bufferedBytes of all bodies being received and answered, and never more than the heap can bear (see
///     [BodyRoom]); above 503
/// @param requestSeconds from the first byte of a request to its last: above 408
/// @param idleSeconds between requests of a connection, and without progress of an answer
/// @param streams requests at once whose bodies are handed on while they arrive; one more is answered 503
/// @param sending answers at once that come from files or streams; one more is answered 503
public record HttpLimits(
        int connections,
        int requests,
        int headBytes,
        int bodyBytes,
        int multipartBytes,
        long bufferedBytes,
        int requestSeconds,
        int idleSeconds,
        int streams,
        int sending) {
    public static final HttpLimits DEFAULT =
            new HttpLimits(200_000, 1_024, 16_384, 1 << 20, 16 << 20, 256L << 20, 30, 60, 256, 1_000);

    /// The same, with other bounds on what is open at once.
    public HttpLimits within(int mostConnections, int mostRequests, int mostSending) {
        return new HttpLimits(
                mostConnections,
                mostRequests,
                headBytes,
                bodyBytes,
                multipartBytes,
                bufferedBytes,
                requestSeconds,
                idleSeconds,
                streams,
                mostSending);
    }
}
