package dev.carillon.gateway.netty;

import dev.carillon.gateway.HttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What RFC 9112 asks of the head of every request, beyond what the decoder looks at.
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
}
