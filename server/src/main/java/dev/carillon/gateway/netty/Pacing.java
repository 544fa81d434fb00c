package dev.carillon.gateway.netty;

import dev.carillon.metrics.RateLimitedLog;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/// Accepts connections a few at a time, with a breath after each few. A storm of newcomers waits in the system's
/// backlog, and the event loops go on to serve those who are there: without it one turn of a loop would take up every
/// connection that has come, while the messages of all others wait.
final class Pacing extends ChannelInboundHandlerAdapter {
    /// Accepted in one turn of the event loop.
    static final int AT_ONCE = 4;

    /// For each one accepted, nothing is accepted for so long: 12,500 a second, more than can log in.
    private static final int BREATH_MICROS = 80;

    /// After the system has refused one, because too many files are open: it would refuse the next one as well.
    private static final int PAUSE_MILLIS = 500;

    private final RateLimitedLog log = new RateLimitedLog(Pacing.class);
    private int accepted;
    private boolean paused;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object child) {
        accepted++;
        ctx.fireChannelRead(child);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(false);
        ctx.executor()
                .schedule(
                        () -> ctx.channel().config().setAutoRead(!paused),
                        (long) accepted * BREATH_MICROS,
                        TimeUnit.MICROSECONDS);
        accepted = 0;
        ctx.fireChannelReadComplete();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.log(Level.WARNING, "The system gives no more connections: " + cause.getMessage());
        paused = true;
        ctx.channel().config().setAutoRead(false);
        ctx.executor()
                .schedule(
                        () -> {
                            paused = false;
                            ctx.channel().config().setAutoRead(true);
                        },
                        PAUSE_MILLIS,
                        TimeUnit.MILLISECONDS);
    }
}
