package dev.carillon.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Compresses answers that are made anew each time. Only for answers that hold nothing secret: beside text that an
/// attacker chooses, the length of what is compressed tells secrets piece by piece.
public final class Gzip {
    /// What fits into one packet anyway is left as it is.
    private static final int LEAST_BYTES = 1_400;

    private Gzip() {}

    public static HttpResponse packed(HttpRequest request, HttpResponse response) {
        if (!(response.body() instanceof HttpResponse.Body.Bytes(byte[] bytes))
                || bytes.length < LEAST_BYTES
                || response.status() != 200) {
            return response;
        }
        HttpResponse varying = response.with("Vary", "Accept-Encoding");
        if (!AcceptEncoding.choose(request, List.of(AcceptEncoding.GZIP)).equals(AcceptEncoding.GZIP)) {
            return varying;
        }
        return new HttpResponse(
                200,
                varying.headers().with("Content-Encoding", AcceptEncoding.GZIP),
                new HttpResponse.Body.Bytes(packed(bytes)));
    }

    private static byte[] packed(byte[] bytes) {
        var out = new ByteArrayOutputStream(bytes.length / 4);
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
