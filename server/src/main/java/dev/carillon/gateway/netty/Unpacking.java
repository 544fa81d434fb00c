package dev.carillon.gateway.netty;

import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/// Bodies that were compressed on the way (RFC 9110, section 8.4). What is unpacked has the bounds of a body that was
/// not packed, so that a few bytes cannot become a heap full.
enum Unpacking {
    NONE,
    GZIP,
    DEFLATE,
    /// One that is not spoken here, or several.
    UNKNOWN;

    private static final int PIECE = 8_192;

    static Unpacking of(String contentEncoding) {
        return switch (contentEncoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> NONE;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default -> UNKNOWN;
        };
    }

    /// Has the request answered with its body unpacked.
    ///
    /// @param plain takes what is unpacked, and is released afterwards
    HttpResponse answered(HttpRequest packed, HttpBody plain, Function<HttpRequest, HttpResponse> handler) {
        try {
            return switch (unpack(packed.body(), plain)) {
                case YES -> handler.apply(packed.withBody(plain.whole()));
                case TOO_LARGE -> HttpResponse.text(413, "A body may have " + plain.limit() + " bytes unpacked.\n");
                case NO_ROOM -> RequestHead.noRoom();
            };
        } catch (IOException e) {
            return HttpResponse.text(400, "The body is not what its Content-Encoding says.\n");
        } finally {
            plain.release();
        }
    }

    private HttpBody.Taken unpack(byte[] packed, HttpBody plain) throws IOException {
        byte[] piece = new byte[PIECE];
        try (InputStream in = open(packed)) {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                HttpBody.Taken taken = plain.add(piece, count);
                if (taken != HttpBody.Taken.YES) {
                    return taken;
                }
            }
        }
        return HttpBody.Taken.YES;
    }

    private InputStream open(byte[] packed) throws IOException {
        var in = new ByteArrayInputStream(packed);
        return switch (this) {
            case GZIP -> new GZIPInputStream(in, PIECE);
            // senders disagree whether the header of zlib belongs to it
            case DEFLATE -> new InflaterInputStream(in, new Inflater(!hasZlibHeader(packed)), PIECE);
            case NONE, UNKNOWN -> in;
        };
    }

    private static boolean hasZlibHeader(byte[] packed) {
        return packed.length > 1
                && (packed[0] & 0x0F) == 8
                && (((packed[0] & 0xFF) << 8) | (packed[1] & 0xFF)) % 31 == 0;
    }
}
