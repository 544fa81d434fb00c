package dev.carillon.gateway;

import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The answer to one [HttpRequest]. The transport adds `Content-Length`, `Date` and `Connection`, and leaves the body
/// out for `HEAD`.
///
/// @param status 200 to 599
public record HttpResponse(int status, HttpHeaders headers, Body body) {

    /// What follows the headers.
    public sealed interface Body {
        /// Treat as immutable: the same array may answer many requests.
        record Bytes(byte[] bytes) implements Body {}

        /// A file that stays as it is until it is sent.
        record File(Path path) implements Body {}

        /// A piece of an open file, which may be deleted meanwhile. The transport closes it, whatever happens.
        record Piece(FileChannel file, long from, long length) implements Body {}

        /// So many bytes of a stream. The transport closes it, whatever happens.
        record Stream(InputStream in, long length) implements Body {}
    }

    public static HttpResponse of(int status, String contentType, byte[] body) {
        return new HttpResponse(status, HttpHeaders.of("Content-Type", contentType), new Body.Bytes(body));
    }

    /// Plain text in UTF-8.
    public static HttpResponse text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    public HttpResponse with(String name, String value) {
        return new HttpResponse(status, headers.with(name, value), body);
    }
}
