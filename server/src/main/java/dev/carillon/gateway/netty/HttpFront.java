package dev.carillon.gateway.netty;

import dev.carillon.gateway.Door;
import dev.carillon.gateway.HttpDate;
import dev.carillon.gateway.HttpHandler;
import dev.carillon.gateway.HttpHeaders;
import dev.carillon.gateway.HttpResponse;
import dev.carillon.gateway.Proxies;
import dev.carillon.metrics.Counter;
import dev.carillon.metrics.Metrics;
import dev.carillon.metrics.RateLimitedLog;
import dev.carillon.protocol.Limits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What all HTTP connections share: the handler, the limits, and what is counted against them. Safe for all threads.
final class HttpFront {
    private static final Logger LOG = System.getLogger(HttpFront.class.getName());
    private static final String WEB_SOCKET_PATH = "/ws";
    private static final WebSocketDecoderConfig FRAMES = WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(Limits.FRAME_BYTES)
            .expectMaskedFrames(true)
            .allowMaskMismatch(false)
            .allowExtensions(false)
            .closeOnProtocolViolation(false)
            .withUTF8Validator(false)
            .build();

    private final HttpHandler handler;
    private final Door door;
    private final HttpLimits limits;
    private final Executor threads;
    private final Clock clock;
    private final Proxies proxies;
    private final BodyRoom room;
    private final Backlog backlog = Backlog.forHeap();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger sending = new AtomicInteger();
    private final Counter refused;
    private final Counter noRoom;
    private final RateLimitedLog failures = new RateLimitedLog(HttpFront.class);
    private volatile boolean stopping;
    private volatile Stamp stamp = new Stamp(0, "");

    private record Stamp(long second, String text) {}

    HttpFront(Listener.Setup setup) {
        this.handler = setup.http();
        this.door = setup.door();
        this.limits = setup.limits();
        this.threads = setup.threads();
        this.clock = setup.clock();
        this.proxies = setup.proxies();
        Metrics metrics = setup.metrics();
        this.room = BodyRoom.forHeap(limits);
        this.refused = metrics.counter(
                "carillon_http_requests_refused_total",
                "HTTP requests answered 503, because as many as may be were under way");
        this.noRoom = metrics.counter(
                "carillon_http_bodies_refused_total",
                "HTTP requests answered 503, because there was no room for their bodies");
        metrics.gauge(
                "carillon_http_bodies_bytes",
                "Memory of the bodies of HTTP requests that are being received and answered",
                room::bytes);
        metrics.gauge(
                "carillon_network_backlog_bytes",
                "Queued for connections that read slowly, beyond 64 KiB of each",
                backlog::bytes);
    }

    HttpLimits limits() {
        return limits;
    }

    HttpBody body() {
        return new HttpBody(limits.bodyBytes(), room);
    }

    /// The bound of bodies was reached.
    HttpResponse noRoom() {
        noRoom.increment();
        return RequestHead.noRoom();
    }

    /// Requests that were begun and whose answers have not been handed to their connections.
    int unanswered() {
        return unanswered.get();
    }

    void stop() {
        stopping = true;
    }

    boolean stopping() {
        return stopping;
    }

    boolean isWebSocket(HttpRequest request) {
        String uri = request.uri();
        return uri.equals(WEB_SOCKET_PATH) || uri.startsWith(WEB_SOCKET_PATH + "?");
    }

    int streams() {
        return streams.get();
    }

    int sending() {
        return sending.get();
    }

    /// Has a request answered on a thread of its own. False when too many are under way.
    boolean answer(
            dev.carillon.gateway.HttpRequest request, Unpacking unpacking, int limit, Consumer<HttpResponse> answer) {
        Supplier<HttpResponse> work = unpacking == Unpacking.NONE
                ? () -> handler.handle(request)
                : () -> unpacking.answered(request, new HttpBody(limit, room), handler::handle);
        return answer(requests, limits.requests(), request, work, answer);
    }

    /// Asks on a thread of its own whether the rest of a large form is taken: the answer is null, or what is said
    /// instead.
    void askAboutRest(dev.carillon.gateway.HttpRequest begun, Consumer<@Nullable HttpResponse> answer) {
        threads.execute(() -> {
            try {
                answer.accept(handler.refusesRest(begun));
            } catch (RejectedExecutionException e) {
                LOG.log(Level.DEBUG, "The listener was closed before a request was answered", e);
            } catch (RuntimeException e) {
                answer.accept(failed(begun, e));
            }
        });
    }

    /// As [#answer], for a request whose body still arrives.
    boolean answer(dev.carillon.gateway.HttpRequest head, IncomingBody body, Consumer<HttpResponse> answer) {
        return answer(streams, limits.streams(), head, () -> handled(head, body), answer);
    }

    private HttpResponse handled(dev.carillon.gateway.HttpRequest head, IncomingBody body) {
        try {
            return handler.handle(head, body);
        } finally {
            body.close();
        }
    }

    private boolean answer(
            AtomicInteger places,
            int most,
            dev.carillon.gateway.HttpRequest request,
            Supplier<HttpResponse> work,
            Consumer<HttpResponse> answer) {
        if (places.incrementAndGet() > most) {
            places.decrementAndGet();
            refused.increment();
            return false;
        }
        unanswered.incrementAndGet();
        threads.execute(() -> {
            try {
                HttpResponse response = counted(places, request, work);
                answer.accept(response);
            } catch (RejectedExecutionException e) {
                LOG.log(Level.DEBUG, "The listener was closed before a request was answered", e);
            } finally {
                unanswered.decrementAndGet();
            }
        });
        return true;
    }

    /// Gives its place back before the answer leaves: the next request of the same connection follows at once.
    private HttpResponse counted(
            AtomicInteger places, dev.carillon.gateway.HttpRequest request, Supplier<HttpResponse> work) {
        try {
            return handled(request, work);
        } finally {
            places.decrementAndGet();
        }
    }

    private HttpResponse handled(dev.carillon.gateway.HttpRequest request, Supplier<HttpResponse> work) {
        try {
            return work.get();
        } catch (RuntimeException | StackOverflowError e) {
            return failed(request, e);
        }
    }

    private HttpResponse failed(dev.carillon.gateway.HttpRequest request, Throwable e) {
        String reference = Integer.toHexString(ThreadLocalRandom.current().nextInt());
        failures.log(Level.ERROR, "Request " + shown(request) + " failed, " + reference, e);
        return HttpResponse.text(500, "The server failed; its log has more under " + reference + ".\n");
    }

    /// Without the rest of the path: whoever knows the path of a file may load it.
    private static String shown(dev.carillon.gateway.HttpRequest request) {
        String path = request.rawPath();
        int end = path.indexOf('/', 1);
        return RateLimitedLog.printable(request.method()) + " "
                + (end < 0 ? RateLimitedLog.printable(path) : RateLimitedLog.printable(path.substring(0, end)) + "/…");
    }

    Door door() {
        return door;
    }

    Backlog backlog() {
        return backlog;
    }

    RateLimitedLog failures() {
        return failures;
    }

    boolean takesStream(HttpRequest request) {
        String target = originForm(request.uri());
        int query = target.indexOf('?');
        return handler.streams(request.method().name(), query < 0 ? target : target.substring(0, query));
    }

    /// Whether there is a place for one more answer that takes its time; whoever gets one says when it is [#sent].
    boolean mayBeSent() {
        if (sending.incrementAndGet() > limits.sending()) {
            sending.decrementAndGet();
            refused.increment();
            return false;
        }
        return true;
    }

    void sent() {
        sending.decrementAndGet();
    }

    Executor threads() {
        return threads;
    }

    /// Turns the channel into a WebSocket. What the client has sent ahead waits in the request decoder; it reaches
    /// the new handlers when that one, the first of the pipeline, is removed as the last.
    void toWebSocket(Channel channel, HttpRequest request, InetSocketAddress remote, Sweep sweep) {
        InetSocketAddress client = client(proxies.way(headers(request), remote.getAddress()), remote);
        ChannelPipeline pipeline = channel.pipeline();
        while (pipeline.last() instanceof ChannelHandler last && !(last instanceof HttpRequestDecoder)) {
            pipeline.remove(last);
        }
        pipeline.addLast(new WebSocket13FrameDecoder(FRAMES));
        pipeline.addLast(new WebSocketConnection(channel, client, sweep, this));
        pipeline.removeFirst();
    }

    /// What handlers see of a request. The one place where its way to us is looked at.
    dev.carillon.gateway.HttpRequest request(HttpRequest head, byte[] body, InetSocketAddress remote) {
        HttpHeaders headers = headers(head);
        Proxies.Way way = proxies.way(headers, remote.getAddress());
        String target = originForm(head.uri());
        int query = target.indexOf('?');
        return new dev.carillon.gateway.HttpRequest(
                head.method().name(),
                query < 0 ? target : target.substring(0, query),
                query < 0 ? "" : target.substring(query + 1),
                headers,
                body,
                client(way, remote),
                way.origin());
    }

    private static HttpHeaders headers(HttpRequest head) {
        var lines = new ArrayList<HttpHeaders.Header>(head.headers().size());
        for (var line : head.headers()) {
            lines.add(new HttpHeaders.Header(line.getKey(), line.getValue()));
        }
        return new HttpHeaders(lines);
    }

    private static InetSocketAddress client(Proxies.Way way, InetSocketAddress remote) {
        return way.client().equals(remote.getAddress()) ? remote : new InetSocketAddress(way.client(), 0);
    }

    /// Proxies may ask with a whole URL.
    private static String originForm(String uri) {
        if (uri.startsWith("/")) {
            return uri;
        }
        int scheme = uri.indexOf("://");
        int path = scheme < 0 ? -1 : uri.indexOf('/', scheme + 3);
        return path < 0 ? "/" : uri.substring(path);
    }

    /// Stands for a request whose head could not be read.
    static HttpRequest unreadable() {
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    }

    /// The value of a `Date` header, made anew every second.
    String date() {
        long second = clock.millis() / 1000;
        Stamp now = stamp;
        if (now.second() != second) {
            now = new Stamp(second, HttpDate.of(second * 1000));
            stamp = now;
        }
        return now.text();
    }
}
