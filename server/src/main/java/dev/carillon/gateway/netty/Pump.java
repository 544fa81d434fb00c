package dev.carillon.gateway.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// Sends so many bytes of a stream as the body of an answer: one piece is on its way while the next one is read.
final class Pump implements Runnable {
    private static final int PIECE = 64 << 10;

    private final Channel channel;
    private final InputStream in;
    private final long length;
    private final ChannelPromise end;
    private volatile long sent;

    Pump(Channel channel, InputStream in, long length) {
        this.channel = channel;
        this.in = in;
        this.length = length;
        this.end = channel.newPromise();
    }

    ChannelFuture end() {
        return end;
    }

    long sent() {
        return sent;
    }

    @Override
    public void run() {
        try (in) {
            ChannelFuture last = channel.newSucceededFuture();
            for (long left = length; left > 0; ) {
                byte[] piece = in.readNBytes((int) Math.min(PIECE, left));
                if (piece.length == 0) {
                    throw new EOFException("the stream ended " + left + " bytes early");
                }
                written(last);
                last = channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(piece)));
                left -= piece.length;
                sent = length - left;
            }
            written(last);
            channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, end);
        } catch (IOException e) {
            end.tryFailure(e);
        } catch (RuntimeException e) {
            end.tryFailure(e);
            throw e;
        }
    }

    private static void written(ChannelFuture piece) throws IOException {
        piece.awaitUninterruptibly();
        if (!piece.isSuccess()) {
            throw new IOException("the client has gone", piece.cause());
        }
    }
}
