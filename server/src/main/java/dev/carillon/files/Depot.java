package dev.carillon.files;

import dev.carillon.gateway.HttpResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// Where whole files lie, by a key of letters, digits, `-`, `_` and `.`. Safe for all threads.
interface Depot extends AutoCloseable {

    /// Makes the bytes of a part a file, durable when it returns. The part stays. May be repeated.
    void take(Path part, String key) throws IOException;

    /// As [#take], for what is small.
    void take(byte[] bytes, String key) throws IOException;

    /// A piece of a file, for an answer.
    HttpResponse.Body body(String key, long from, long length) throws IOException;

    /// All of a small file.
    byte[] bytes(String key) throws IOException;

    /// Does nothing when there is none.
    void delete(String key) throws IOException;

    /// Removes what was begun so long ago and never became a file, because the server or the connection ended.
    void tidy(Duration age) throws IOException;

    @Override
    void close();
}
