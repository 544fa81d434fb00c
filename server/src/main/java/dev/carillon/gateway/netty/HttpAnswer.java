package dev.carillon.gateway.netty;

import dev.carillon.gateway.HttpResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.nio.file.Files;

/// Responses in the form of HTTP/1.1.
final class HttpAnswer {
    private HttpAnswer() {}

    /// @param keep whether the connection stays open
    /// @throws IOException when the response is a file that cannot be read; then nothing has been written
    static void write(Channel channel, HttpRequest request, HttpResponse response, boolean keep, String date)
            throws IOException {
        boolean headOnly = request.method().equals(HttpMethod.HEAD);
        switch (response.body()) {
            case HttpResponse.Body.Bytes(byte[] bytes) -> {
                ByteBuf content = headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(bytes);
                var full = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status(response), content);
                fill(full.headers(), request, response, bytes.length, keep, date);
                channel.writeAndFlush(full);
            }
            case HttpResponse.Body.File(var path) -> {
                long length = Files.size(path);
                var start = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status(response));
                fill(start.headers(), request, response, length, keep, date);
                channel.write(start);
                if (!headOnly && length > 0) {
                    channel.write(new DefaultFileRegion(path.toFile(), 0, length));
                }
                channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            }
        }
    }

    private static HttpResponseStatus status(HttpResponse response) {
        return HttpResponseStatus.valueOf(response.status());
    }

    private static void fill(
            HttpHeaders headers, HttpRequest request, HttpResponse response, long length, boolean keep, String date) {
        for (var line : response.headers().lines()) {
            headers.add(line.name(), line.value());
        }
        if (response.status() != 204 && response.status() != 304) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
        }
        headers.set(HttpHeaderNames.DATE, date);
        if (!keep) {
            headers.set(HttpHeaderNames.CONNECTION, "close");
        } else if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            headers.set(HttpHeaderNames.CONNECTION, "keep-alive");
        }
    }
}
