package dev.carillon.gateway.netty;

import dev.carillon.gateway.HttpResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Responses in the form of HTTP/1.1.
final class HttpAnswer {
    private static final Logger LOG = System.getLogger(HttpAnswer.class.getName());

    private HttpAnswer() {}

    /// A body that takes its time.
    ///
    /// @param end of all of it, or of the connection
    /// @param sent how many bytes of the body have gone so far
    record Sending(ChannelFuture end, LongSupplier sent) {}

    static boolean takesTime(HttpRequest request, HttpResponse response) {
        return !(response.body() instanceof HttpResponse.Body.Bytes)
                && !request.method().equals(HttpMethod.HEAD);
    }

    /// Returns null when all of it was handed to the channel's own buffer.
    ///
    /// @param keep whether the connection stays open
    /// @throws IOException when the response is a file that cannot be read; then nothing has been written
    static @Nullable Sending write(
            Channel channel, HttpRequest request, HttpResponse response, boolean keep, String date, Executor threads)
            throws IOException {
        boolean headOnly = request.method().equals(HttpMethod.HEAD);
        return switch (response.body()) {
            case HttpResponse.Body.Bytes(byte[] bytes) -> {
                ByteBuf content = headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(bytes);
                var full = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status(response), content);
                fill(full.headers(), request, response, bytes.length, keep, date);
                channel.writeAndFlush(full);
                yield null;
            }
            case HttpResponse.Body.File(var path) -> {
                FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
                long length = file.size();
                start(channel, request, response, length, keep, date);
                yield piece(channel, file, 0, headOnly ? 0 : length);
            }
            case HttpResponse.Body.Piece(var file, long from, long length) -> {
                start(channel, request, response, length, keep, date);
                yield piece(channel, file, from, headOnly ? 0 : length);
            }
            case HttpResponse.Body.Stream(var in, long length) -> {
                start(channel, request, response, length, keep, date);
                if (headOnly) {
                    in.close();
                    channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
                    yield null;
                }
                var pump = new Pump(channel, in, length);
                channel.flush();
                threads.execute(pump);
                yield new Sending(pump.end(), pump::sent);
            }
        };
    }

    private static void start(
            Channel channel, HttpRequest request, HttpResponse response, long length, boolean keep, String date) {
        var start = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status(response));
        fill(start.headers(), request, response, length, keep, date);
        channel.write(start);
    }

    /// The region closes the file when it is sent, or given up.
    private static Sending piece(Channel channel, FileChannel file, long from, long length) {
        var region = new DefaultFileRegion(file, from, length);
        if (length > 0) {
            channel.write(region);
        } else {
            region.release();
        }
        return new Sending(channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT), region::transferred);
    }

    /// A response that nobody will get.
    static void drop(HttpResponse response) {
        try {
            switch (response.body()) {
                case HttpResponse.Body.Bytes _, HttpResponse.Body.File _ -> {}
                case HttpResponse.Body.Piece(var file, long _, long _) -> file.close();
                case HttpResponse.Body.Stream(var in, long _) -> in.close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "What was to be sent could not be closed", e);
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
