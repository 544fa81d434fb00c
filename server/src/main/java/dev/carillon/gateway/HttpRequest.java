package dev.carillon.gateway;

import java.net.InetSocketAddress;

/// One HTTP request, complete: the transport has read it to the end and kept it within its bounds (head 16 KiB,
/// body
/// 1 MiB, 16 MiB for multipart). Where the handler takes streams, it is only the head.
///
/// @param method as sent, for example `GET`; any token
/// @param rawPath percent-encoded, begins with `/`, without the query
/// @param rawQuery percent-encoded, without the `?`; empty when there is none
/// @param body empty when there is none. Not shared: the handler may keep it
/// @param remote address of the client, as far as our own proxies tell it, else of the other end of the connection
/// @param origin scheme, host and port under which the client asked; empty when that cannot be told (see [Proxies])
public record HttpRequest(
        String method,
        String rawPath,
        String rawQuery,
        HttpHeaders headers,
        byte[] body,
        InetSocketAddress remote,
        String origin) {

    public HttpRequest(
            String method,
            String rawPath,
            String rawQuery,
            HttpHeaders headers,
            byte[] body,
            InetSocketAddress remote) {
        this(method, rawPath, rawQuery, headers, body, remote, "");
    }

    public HttpRequest withBody(byte[] other) {
        return new HttpRequest(method, rawPath, rawQuery, headers, other, remote, origin);
    }

    public HttpRequest withPath(String other) {
        return new HttpRequest(method, other, rawQuery, headers, body, remote, origin);
    }
}
