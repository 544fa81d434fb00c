package dev.carillon.gateway.netty;

import dev.carillon.gateway.Door;
import dev.carillon.gateway.HttpHandler;
import dev.carillon.gateway.Proxies;
import dev.carillon.metrics.Counter;
import dev.carillon.metrics.Metrics;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The listening port: HTTP for a handler, WebSockets on `/ws` for a door. Native epoll where there is one.
public final class Listener implements AutoCloseable {
    private static final int BACKLOG = 4_096;
    private static final int LOW_WATER = 32_768;
    private static final int HIGH_WATER = 65_536;

    /// What the system may hold unsent for one socket. Left alone it takes megabytes, and a live message would wait
    /// behind them.
    private static final long UNSENT_BYTES = 131_072;

    private final EventLoopGroup loops;
    private final HttpFront front;
    private final Channel server;
    private final AtomicInteger connections;

    private Listener(EventLoopGroup loops, HttpFront front, Channel server, AtomicInteger connections) {
        this.loops = loops;
        this.front = front;
        this.server = server;
        this.connections = connections;
    }

    /// What a listener needs.
    ///
    /// @param eventLoops threads that move bytes
    /// @param threads runs each request; unbounded, for the listener bounds them itself
    /// @param proxies what is believed of how requests reached us
    public record Setup(
            InetSocketAddress address,
            int eventLoops,
            HttpLimits limits,
            HttpHandler http,
            Door door,
            Executor threads,
            Clock clock,
            Metrics metrics,
            Proxies proxies) {

        /// Where no proxy is believed.
        public Setup(
                InetSocketAddress address,
                int eventLoops,
                HttpLimits limits,
                HttpHandler http,
                Door door,
                Executor threads,
                Clock clock,
                Metrics metrics) {
            this(address, eventLoops, limits, http, door, threads, clock, metrics, new Proxies(List.of(), false));
        }
    }

    /// Binds and accepts.
    ///
    /// @throws IOException when the address cannot be had; the message says why
    public static Listener start(Setup setup) throws IOException {
        boolean epoll = Epoll.isAvailable();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                setup.eventLoops(),
                Thread.ofPlatform().name("loop-", 1).factory(),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Map<EventLoop, Sweep> sweeps = new IdentityHashMap<>();
        for (EventExecutor executor : loops) {
            var sweep = new Sweep((EventLoop) executor);
            sweeps.put(sweep.loop(), sweep);
            sweep.start();
        }
        var front = new HttpFront(setup);
        var connections = new AtomicInteger();
        Counter refused = setup.metrics()
                .counter(
                        "carillon_connections_refused_total",
                        "Connections turned away, because as many as may be were open");
        Class<? extends ServerChannel> type = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        var bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(Pacing.AT_ONCE))
                .handler(new Pacing())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(LOW_WATER, HIGH_WATER))
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(256, 2_048, 65_536))
                .childHandler(new Opening(front, sweeps, connections, refused));
        if (epoll) {
            bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES);
        }
        var binding = bootstrap.bind(setup.address()).awaitUninterruptibly();
        if (!binding.isSuccess()) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IOException(String.valueOf(binding.cause().getMessage()), binding.cause());
        }
        var listener = new Listener(loops, front, binding.channel(), connections);
        listener.measure(setup.metrics());
        return listener;
    }

    private void measure(Metrics metrics) {
        metrics.gauge("carillon_connections", "Open sockets, HTTP and WebSocket", connections::get);
        metrics.gauge("carillon_http_requests_active", "HTTP requests being answered", front::unanswered);
        metrics.gauge(
                "carillon_http_uploads", "HTTP requests whose bodies are handed on while they arrive", front::streams);
        metrics.gauge("carillon_http_downloads", "HTTP answers under way from files or streams", front::sending);
        metrics.gauge(
                "carillon_network_buffers_bytes",
                "Memory outside of the heap that Netty holds for buffers",
                () -> ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
                        ? provider.metric().usedDirectMemory()
                        : 0);
    }

    /// Where it listens; with port 0 asked for, the port that was given.
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /// Takes no new connections, lets idle HTTP connections go and closes the others after their answer.
    public void stopAccepting() {
        front.stop();
        server.close().awaitUninterruptibly();
    }

    /// Waits until no request is being answered. False when that took longer.
    public boolean awaitRequests(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (front.unanswered() > 0) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(5);
        }
        return true;
    }

    /// Waits until all sockets are closed. False when that took longer.
    public boolean awaitConnections(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (connections.get() > 0) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(5);
        }
        return true;
    }

    /// Closes what is still open.
    @Override
    public void close() {
        stopAccepting();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /// Equips each new channel.
    private static final class Opening extends ChannelInitializer<Channel> {
        private final HttpFront front;
        private final Map<EventLoop, Sweep> sweeps;
        private final AtomicInteger connections;
        private final Counter refused;

        Opening(HttpFront front, Map<EventLoop, Sweep> sweeps, AtomicInteger connections, Counter refused) {
            this.front = front;
            this.sweeps = sweeps;
            this.connections = connections;
            this.refused = refused;
        }

        @Override
        protected void initChannel(Channel channel) {
            int beyond = connections.incrementAndGet() - front.limits().connections();
            channel.closeFuture().addListener(_ -> connections.decrementAndGet());
            Sweep sweep = sweeps.get(channel.eventLoop());
            if (beyond > 0 || sweep == null) {
                refused.increment();
                Refusal.of(channel, beyond <= Refusal.STAY);
                return;
            }
            var connection = new HttpConnection(front, sweep, channel, (InetSocketAddress) channel.remoteAddress());
            channel.pipeline().addLast(new RequestDecoder(front.limits(), connection));
            channel.pipeline().addLast(new HttpResponseEncoder());
            channel.pipeline().addLast(connection);
        }
    }

    /// The decoder, which also says when the bytes of a request begin to arrive, and takes a request line with blanks
    /// in its query as it was meant: clients of the Backend API send values without encoding them.
    static final class RequestDecoder extends HttpRequestDecoder {
        private final HttpConnection connection;

        RequestDecoder(HttpLimits limits, HttpConnection connection) {
            super(new HttpDecoderConfig()
                    .setMaxInitialLineLength(limits.headBytes())
                    .setMaxHeaderSize(limits.headBytes())
                    .setMaxChunkSize(65_536));
            this.connection = connection;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
            connection.bytesArrived();
            super.channelRead(ctx, message);
        }

        @Override
        protected HttpMessage createMessage(String[] line) throws Exception {
            int version = line[2].lastIndexOf(' ') + 1;
            if (version > 0 && line[1].indexOf('?') > 0) {
                String blanks = " " + line[2].substring(0, version - 1);
                line[1] += blanks.replace(" ", "%20");
                line[2] = line[2].substring(version);
            }
            return super.createMessage(line);
        }
    }
}
