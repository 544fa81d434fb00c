package dev.carillon.gateway.netty;

import dev.carillon.gateway.Cors;
import dev.carillon.gateway.HttpResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// One HTTP connection: puts requests together within the limits, has them answered one at a time in their order,
/// whatever the client sends ahead, and turns itself into a [WebSocketConnection] on `/ws`. Event loop only.
final class HttpConnection extends Swept {
    private static final int LINGER_SECONDS = 3;
    /// A body that is handed on while it arrives must bring so many bytes in each `requestSeconds`.
    private static final long LEAST_BYTES = 8_192;

    private final HttpFront front;
    private final Sweep sweep;
    private final Channel channel;
    private final InetSocketAddress remote;
    private final Queue<HttpObject> ahead = new ArrayDeque<>(0);
    private Phase phase = Phase.IDLE;
    private @Nullable HttpRequest head;
    private @Nullable HttpBody body;
    private @Nullable IncomingBody incoming;
    private HttpAnswer.@Nullable Sending sending;
    /// What has come of `incoming`, or gone of `sending`, since `since`.
    private long moved;

    /// When the phase began, and when the first byte of the current request came (0: none yet).
    private int since;

    private int started;
    private boolean inputEnded;

    HttpConnection(HttpFront front, Sweep sweep, Channel channel, InetSocketAddress remote) {
        this.front = front;
        this.sweep = sweep;
        this.channel = channel;
        this.remote = remote;
        this.since = sweep.now();
        sweep.add(this);
    }

    // --- reading

    /// The first handler says so before the bytes are decoded.
    void bytesArrived() {
        if (started == 0) {
            started = sweep.now();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpObject part && phase != Phase.LINGERING) {
            if (phase.defers()) {
                ahead.add(part);
            } else {
                part(part);
            }
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void part(HttpObject part) {
        try {
            if (part.decoderResult().isFailure()) {
                refuse(RequestHead.malformed(part.decoderResult().cause()));
            } else if (part instanceof HttpRequest request) {
                begin(request);
            } else if (part instanceof HttpContent content && phase == Phase.BODY) {
                body(content.content(), content instanceof LastHttpContent);
            } else if (part instanceof HttpContent content && phase == Phase.STREAMING && incoming != null) {
                handOn(incoming, content.content(), content instanceof LastHttpContent);
            }
        } finally {
            ReferenceCountUtil.release(part);
        }
    }

    private void begin(HttpRequest request) {
        head = request;
        HttpResponse refusal = RequestHead.refusal(request);
        if (refusal == null && front.takesStream(request)) {
            stream(request);
            return;
        }
        if (refusal == null) {
            refusal = RequestHead.bodyRefusal(request, front.limits());
        }
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        phase = Phase.BODY;
        body = front.body();
        if (HttpUtil.is100ContinueExpected(request)) {
            invite();
        }
    }

    private void stream(HttpRequest request) {
        boolean expects = HttpUtil.is100ContinueExpected(request);
        var stream = new IncomingBody(
                () -> {
                    if (expects) {
                        channel.eventLoop().execute(this::invite);
                    }
                },
                () -> channel.eventLoop().execute(this::readOn));
        incoming = stream;
        phase = Phase.STREAMING;
        started = 0;
        since = sweep.now();
        moved = 0;
        var asked = front.request(request, new byte[0], remote);
        if (!front.answer(asked, stream, response -> later(() -> respond(response), response))) {
            stream.close();
            respond(RequestHead.busy());
        }
    }

    /// The client waits with its body until somebody wants it.
    private void invite() {
        if (phase == Phase.STREAMING || phase == Phase.BODY) {
            channel.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
    }

    private void readOn() {
        if (phase == Phase.STREAMING) {
            since = sweep.now();
            moved = 0;
            channel.config().setAutoRead(true);
        }
    }

    private void handOn(IncomingBody stream, ByteBuf more, boolean last) {
        moved += more.readableBytes();
        boolean room = stream.add(more);
        if (last) {
            stream.end();
            phase = Phase.ANSWERING;
        }
        if (last || !room) {
            channel.config().setAutoRead(false);
        }
    }

    /// On the event loop, unless that has ended.
    private void later(Runnable work, HttpResponse response) {
        try {
            channel.eventLoop().execute(work);
        } catch (RejectedExecutionException e) {
            HttpAnswer.drop(response);
            throw e;
        }
    }

    private void body(ByteBuf more, boolean last) {
        HttpBody target = body;
        HttpRequest request = head;
        if (target == null || request == null) {
            return;
        }
        switch (target.add(more)) {
            case TOO_LARGE -> {
                if (RequestHead.isMultipart(request) && !target.isKnown()) {
                    askAboutRest(request, target, more.retain(), last);
                } else {
                    refuse(RequestHead.tooLarge(target.limit()));
                }
            }
            case NO_ROOM -> refuse(front.noRoom());
            case YES -> {
                if (last) {
                    complete(request, target);
                }
            }
        }
    }

    /// A large form: nothing more of it is read until somebody says that it may come.
    private void askAboutRest(HttpRequest request, HttpBody target, ByteBuf more, boolean last) {
        phase = Phase.ASKING;
        channel.config().setAutoRead(false);
        front.askAboutRest(
                front.request(request, target.whole(), remote),
                refusal -> channel.eventLoop().execute(() -> {
                    try {
                        asked(target, refusal, more, last);
                    } finally {
                        more.release();
                    }
                }));
    }

    private void asked(HttpBody target, @Nullable HttpResponse refusal, ByteBuf more, boolean last) {
        if (phase != Phase.ASKING) {
            return;
        }
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        target.know(front.limits().multipartBytes());
        phase = Phase.BODY;
        body(more, last);
        takeUp();
    }

    private void complete(HttpRequest request, HttpBody received) {
        phase = Phase.ANSWERING;
        started = 0;
        if (front.isWebSocket(request)) {
            upgrade(request);
            return;
        }
        channel.config().setAutoRead(false);
        var asked = front.request(request, received.whole(), remote);
        Unpacking unpacking = RequestHead.unpacking(request);
        int limit = RequestHead.bodyLimit(request, front.limits());
        if (!front.answer(asked, unpacking, limit, response -> later(() -> respond(response), response))) {
            respond(RequestHead.busy());
        }
    }

    private void upgrade(HttpRequest request) {
        WebSocketHandshake.Outcome outcome = WebSocketHandshake.check(request);
        switch (outcome) {
            case WebSocketHandshake.Outcome.Refused refused -> {
                channel.config().setAutoRead(false);
                respond(refused.response());
            }
            case WebSocketHandshake.Outcome.Accepted accepted -> {
                releaseBody();
                sweep.remove(this);
                channel.writeAndFlush(accepted.response());
                front.toWebSocket(channel, request, remote, sweep);
                // what came right behind the request waits in the decoder, and reaches the new handlers as this one
                // and the decoder leave
            }
        }
    }

    // --- answering

    private void respond(HttpResponse response) {
        HttpRequest request = head;
        if (!channel.isActive() || request == null) {
            HttpAnswer.drop(response);
            return;
        }
        releaseBody();
        boolean takesTime = HttpAnswer.takesTime(request, response);
        if (takesTime && !front.mayBeSent()) {
            HttpAnswer.drop(response);
            respond(RequestHead.busy());
            return;
        }
        boolean keep = HttpUtil.isKeepAlive(request) && phase == Phase.ANSWERING && !inputEnded && !front.stopping();
        HttpAnswer.@Nullable Sending rest;
        try {
            rest = HttpAnswer.write(channel, request, response, keep, front.date(), front.threads());
        } catch (IOException | UncheckedIOException e) {
            front.failures().log(Level.ERROR, "The file of a response cannot be read", e);
            if (takesTime) {
                front.sent();
            }
            channel.close();
            return;
        }
        head = null;
        if (takesTime && rest != null) {
            sending = rest;
            phase = Phase.SENDING;
            since = sweep.now();
            moved = 0;
            rest.end().addListener(end -> sent(end.isSuccess(), keep));
        } else {
            responded(keep);
        }
    }

    private void sent(boolean whole, boolean keep) {
        front.sent();
        sending = null;
        if (!whole) {
            channel.close();
        } else if (channel.isActive()) {
            responded(keep && !inputEnded && !front.stopping());
        }
    }

    private void responded(boolean keep) {
        if (!keep) {
            linger();
        } else if (channel.isWritable()) {
            next();
        } else {
            phase = Phase.DRAINING;
            since = sweep.now();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (phase == Phase.DRAINING && channel.isWritable()) {
            next();
        }
    }

    /// Takes up what the client has sent ahead, then the network again.
    private void next() {
        phase = Phase.IDLE;
        since = sweep.now();
        started = ahead.isEmpty() ? 0 : since;
        takeUp();
    }

    private void takeUp() {
        while (phase == Phase.IDLE || phase == Phase.BODY) {
            HttpObject part = ahead.poll();
            if (part == null) {
                channel.config().setAutoRead(true);
                return;
            }
            part(part);
        }
    }

    /// Our side is closed, the other one's input dropped for a while: closing a socket with unread input would reset
    /// the connection, and the answer might be lost.
    private void linger() {
        if (inputEnded) {
            channel.write(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            channel.flush();
            return;
        }
        phase = Phase.LINGERING;
        since = sweep.now();
        releaseAhead();
        releaseBody();
        channel.config().setAutoRead(true);
        channel.write(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) written -> {
            if (written.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            }
        });
        channel.flush();
    }

    /// The last answer of this connection. Pages of other origins may read why.
    private void refuse(HttpResponse response) {
        if (head == null) {
            head = HttpFront.unreadable();
        }
        phase = Phase.LINGERING;
        respond(Cors.open(response));
    }

    // --- time and the end

    @Override
    void tick(int now) {
        switch (phase) {
            case IDLE, BODY -> {
                if (started != 0) {
                    if (now - started > front.limits().requestSeconds()) {
                        refuse(HttpResponse.text(408, "The request took too long to arrive.\n"));
                    }
                } else if (now - since > front.limits().idleSeconds() || front.stopping()) {
                    channel.close();
                }
            }
            case STREAMING -> streaming(now);
            case ANSWERING, ASKING -> {}
            case SENDING -> {
                long gone = sending == null ? 0 : sending.sent().getAsLong();
                if (gone != moved) {
                    moved = gone;
                    since = now;
                } else if (now - since > front.limits().idleSeconds()) {
                    channel.close();
                }
            }
            case DRAINING -> {
                if (now - since > front.limits().idleSeconds()) {
                    channel.close();
                }
            }
            case LINGERING -> {
                // an answer that is still on its way has as long as an idle connection
                int most =
                        channel.isWritable() ? LINGER_SECONDS : front.limits().idleSeconds();
                if (now - since > most) {
                    channel.close();
                }
            }
        }
    }

    private void streaming(int now) {
        if (incoming == null) {
            return;
        }
        if (front.stopping()) {
            incoming.fail(new IOException("the server stops"));
        } else if (incoming.isPaused()) {
            since = now;
            moved = 0;
        } else if (now - since > front.limits().requestSeconds()) {
            if (moved < LEAST_BYTES) {
                incoming.fail(new SocketTimeoutException("the body comes too slowly"));
            }
            since = now;
            moved = 0;
        }
    }

    /// A client may close its side and still want its answer.
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (phase == Phase.DRAINING) {
                linger();
            } else if (phase == Phase.STREAMING && incoming != null) {
                incoming.fail(new IOException("the client ended the body early"));
            } else if (phase != Phase.ANSWERING && phase != Phase.SENDING) {
                channel.close();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        sweep.remove(this);
        releaseAhead();
        if (incoming != null) {
            // what has come stays readable: it can be kept
            incoming.fail(new IOException("the client has gone"));
            incoming = null;
        }
        releaseBody();
        phase = Phase.LINGERING;
    }

    private void releaseAhead() {
        for (HttpObject part = ahead.poll(); part != null; part = ahead.poll()) {
            ReferenceCountUtil.release(part);
        }
    }

    private void releaseBody() {
        if (body != null) {
            body.release();
            body = null;
        }
        if (incoming != null) {
            incoming.close();
            incoming = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            front.failures().log(Level.WARNING, "An HTTP connection failed", cause);
        }
        channel.close();
    }
}
