package dev.carillon.gateway.netty;

import dev.carillon.gateway.HeaderValue;
import dev.carillon.gateway.HttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is asked of the head of every request, beyond what the decoder looks at: by RFC 9112, and by our bounds.
final class RequestHead {
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=%-]{0,255}|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{0,5})?");

    private RequestHead() {}

    /// Why such a request is not taken; null when it is.
    static @Nullable HttpResponse refusal(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() != 1) {
            return HttpResponse.text(505, "HTTP/1.1 is spoken here.\n");
        }
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1 || (hosts.isEmpty() && version.minorVersion() > 0)) {
            return HttpResponse.text(400, "A request has one header Host, this one has " + hosts.size() + ".\n");
        }
        if (!hosts.isEmpty() && !HOST.matcher(hosts.getFirst().strip()).matches()) {
            return HttpResponse.text(400, "The header Host is not a host and a port.\n");
        }
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        boolean known = codings.isEmpty()
                || (codings.size() == 1 && codings.getFirst().strip().equalsIgnoreCase("chunked"));
        return known ? null : HttpResponse.text(501, "The only Transfer-Encoding known is chunked.\n");
    }

    /// Why the body of such a request is not taken into memory; null when it is.
    static @Nullable HttpResponse bodyRefusal(HttpRequest request, HttpLimits limits) {
        int limit = bodyLimit(request, limits);
        if (HttpUtil.getContentLength(request, 0L) > limit) {
            return tooLarge(limit);
        }
        String expect = request.headers().get(HttpHeaderNames.EXPECT);
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            return HttpResponse.text(417, "The only expectation known is 100-continue.\n");
        }
        return unpacking(request) == Unpacking.UNKNOWN
                ? HttpResponse.text(415, "Content-Encoding: gzip and deflate are understood.\n")
                        .with("Accept-Encoding", "gzip, deflate")
                : null;
    }

    static int bodyLimit(HttpRequest request, HttpLimits limits) {
        return isMultipart(request) ? limits.multipartBytes() : limits.bodyBytes();
    }

    static boolean isMultipart(HttpRequest request) {
        String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        return HeaderValue.of(type).value().startsWith("multipart/");
    }

    static Unpacking unpacking(HttpRequest request) {
        return Unpacking.of(String.join(",", request.headers().getAll(HttpHeaderNames.CONTENT_ENCODING)));
    }

    static HttpResponse tooLarge(int limit) {
        return HttpResponse.text(413, "A body may have " + limit + " bytes.\n");
    }

    static HttpResponse noRoom() {
        return HttpResponse.text(503, "There is no room for another body now.\n")
                .with("Retry-After", "2");
    }

    static HttpResponse busy() {
        return HttpResponse.text(503, "Too many requests are under way.\n").with("Retry-After", "1");
    }

    /// For what the decoder could not read. The cause may quote the request, and with it a token.
    static HttpResponse malformed(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ -> HttpResponse.text(414, "A request line may have 16384 bytes.\n");
            case TooLongHttpHeaderException _ -> HttpResponse.text(431, "The headers may have 16384 bytes.\n");
            default -> HttpResponse.text(400, "This is not HTTP.\n");
        };
    }
}
