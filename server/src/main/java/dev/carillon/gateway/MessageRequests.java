package dev.carillon.gateway;

import dev.carillon.messaging.Draft;
import dev.carillon.messaging.Messaging;
import dev.carillon.messaging.SendAnswer;
import dev.carillon.messaging.SendResult;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.Content;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.MessageFlags;
import dev.carillon.protocol.MessageStatus;
import dev.carillon.protocol.ServerFrame;
import dev.carillon.protocol.Texts;
import org.jspecify.annotations.Nullable;

/// The `send` frame, which is answered when its message is durable: meanwhile the session goes on with the next one.
/// The other requests about messages are answered by [Messaging] itself.
final class MessageRequests {
    private static final Content EMPTY =
            new Content(null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    private final Messaging messaging;

    MessageRequests(Messaging messaging) {
        this.messaging = messaging;
    }

    /// The answer where it is known at once; else null, and the session hears of it.
    @Nullable
    ServerFrame send(Session session, Identity me, ClientFrame.Send frame) {
        String problem = problem(frame);
        if (problem != null) {
            return ServerFrame.Error.ofMessage(frame.id(), ErrorCode.BADREQ, frame.mid(), MessageStatus.FAIL, problem);
        }
        if (frame.gid() != (int) frame.gid()) {
            return ServerFrame.Error.ofMessage(
                    frame.id(),
                    ErrorCode.NOSUCHERROR,
                    frame.mid(),
                    MessageStatus.INVALID_DESTINATION,
                    "send.gid: no such group");
        }
        session.unsettled().begin();
        var sending = new Sending(session, frame.id());
        try {
            messaging.send(me.who(), draft(frame), sending);
        } catch (RuntimeException e) {
            sending.failed(e);
        }
        return null;
    }

    /// One message on its way.
    private record Sending(Session session, long id) implements SendAnswer {
        @Override
        public void result(SendResult result) {
            try {
                session.answer(id, answer(id, result));
            } finally {
                session.unsettled().settle();
            }
        }

        @Override
        public void failed(RuntimeException failure) {
            try {
                session.failed(id, failure);
            } finally {
                session.unsettled().settle();
            }
        }
    }

    private static @Nullable String problem(ClientFrame.Send frame) {
        if (frame.mid() < 1 || frame.mid() > Limits.MAX_ID) {
            return "send.mid: must be 1 to 2^53-1";
        }
        if ((frame.to() == null) == (frame.gid() == 0)) {
            return "send: give either to or gid";
        }
        return null;
    }

    private static Draft draft(ClientFrame.Send frame) {
        return new Draft(
                frame.mid(),
                frame.to(),
                frame.toUid(),
                (int) frame.gid(),
                frame.content() == null ? EMPTY : frame.content(),
                frame.type(),
                frame.flags() == null ? MessageFlags.DEFAULT : frame.flags(),
                frame.expiry() == null ? Limits.DEFAULT_EXPIRY : frame.expiry(),
                frame.when(),
                frame.replyTo(),
                frame.thread(),
                frame.forwarded(),
                frame.age(),
                label(frame.label()));
    }

    private static @Nullable String label(@Nullable String label) {
        return label == null || label.isEmpty() ? null : Texts.wellFormed(label);
    }

    private static ServerFrame answer(long id, SendResult result) {
        return switch (result) {
            case SendResult.Accepted(long mid, long order, long ts, MessageStatus status, boolean duplicate) ->
                new ServerFrame.Sent(id, mid, order, ts, status.code(), 0, duplicate);
            case SendResult.Scheduled(long mid, long at) ->
                new ServerFrame.Sent(id, mid, 0, 0, MessageStatus.OUTBOX.code(), at, false);
            case SendResult.Refused(long mid, ErrorCode code, MessageStatus status, String reason) ->
                ServerFrame.Error.ofMessage(id, code, mid, status, reason);
        };
    }
}
