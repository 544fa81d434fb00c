package dev.carillon.api.ops;

import dev.carillon.messaging.Draft;
import dev.carillon.messaging.Messaging;
import dev.carillon.messaging.SendResult;
import dev.carillon.messaging.Sender;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.MessageStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Sends one message to one or many, under one message id.
final class Broadcast {
    private final Messaging messaging;

    Broadcast(Messaging messaging) {
        this.messaging = messaging;
    }

    /// To a group.
    Outcome send(Sender sender, Draft draft) {
        SendResult result = messaging.send(sender, draft);
        Outcome.Refusal refusal = refusal(result);
        return refusal == null ? answer(mid(result), reached(result) ? 1 : 0, List.of()) : refusal;
    }

    /// To users. The first is sent to alone: what is wrong with the draft itself shows there, before anybody has it,
    /// and so does the message id when the server chooses it.
    ///
    /// @param invalid addresses that were left out
    Outcome send(Sender sender, Draft draft, List<String> to, List<String> invalid) {
        SendResult first = messaging.send(sender, addressed(draft, draft.mid(), to.getFirst()));
        Outcome.Refusal refusal = refusal(first);
        if (refusal != null && refusal.error() != ApiError.BADUSER) {
            return refusal;
        }
        var gone = new ConcurrentLinkedQueue<>(invalid);
        var reached = new AtomicInteger();
        note(first, to.getFirst(), reached, gone);
        long mid = mid(first);
        Concurrently.forEach(
                to.subList(1, to.size()),
                address -> note(messaging.send(sender, addressed(draft, mid, address)), address, reached, gone));
        return gone.size() == to.size() + invalid.size()
                ? Outcome.Refusal.unknown(List.copyOf(gone), MessageOp.TO)
                : answer(mid, reached.get(), List.copyOf(gone));
    }

    private static void note(
            SendResult result, String address, AtomicInteger reached, ConcurrentLinkedQueue<String> gone) {
        if (reached(result)) {
            reached.incrementAndGet();
        } else if (result instanceof SendResult.Refused refused && refused.code() == ErrorCode.NOSUCHERROR) {
            gone.add(address);
        }
    }

    private static boolean reached(SendResult result) {
        return !(result instanceof SendResult.Refused);
    }

    private static long mid(SendResult result) {
        return switch (result) {
            case SendResult.Accepted accepted -> accepted.mid();
            case SendResult.Scheduled scheduled -> scheduled.mid();
            case SendResult.Refused refused -> refused.mid();
        };
    }

    /// Null: sent, or, for a message that is not stored, nobody was online: that is no error.
    private static Outcome.@Nullable Refusal refusal(SendResult result) {
        if (!(result instanceof SendResult.Refused refused) || refused.status() == MessageStatus.USER_OFFLINE) {
            return null;
        }
        return switch (refused.code()) {
            case BADREQ -> Outcome.Refusal.of(ApiError.BADPARA, refused.reason(), property(refused.reason()));
            case NOSUCHERROR -> Outcome.Refusal.of(ApiError.BADUSER, refused.reason(), MessageOp.TO.path());
            case OVERCAPACITY, INBOXFULL, RATELIMIT -> Outcome.Refusal.of(ApiError.QUOTA, refused.reason());
            case DENIED, AUTHFAIL -> Outcome.Refusal.of(ApiError.ACCESSDENIED, refused.reason());
            case FAIL, GENERROR, RETRYLATER -> Outcome.Refusal.of(ApiError.SERVERERROR, refused.reason());
        };
    }

    /// The parameter that a reason such as `content.text: too long` speaks of.
    private static String property(String reason) {
        int colon = reason.indexOf(':');
        String member = colon < 0 ? "" : reason.substring(0, colon);
        return switch (member) {
            case "content.text" -> MessageOp.TEXT.path();
            case "mid" -> MessageOp.MID.path();
            default ->
                member.startsWith("content.") ? "message" + member.substring("content".length()) : "message." + member;
        };
    }

    private static Draft addressed(Draft draft, long mid, @Nullable String to) {
        return new Draft(
                mid,
                to,
                draft.gid(),
                draft.content(),
                draft.type(),
                draft.flags(),
                draft.expiry(),
                draft.when(),
                draft.replyTo(),
                draft.thread(),
                draft.forwarded(),
                draft.age());
    }

    private static Outcome answer(long mid, int count, List<String> invalid) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("mid", mid);
        answer.put("count", count);
        if (!invalid.isEmpty()) {
            answer.put("invalid", invalid);
        }
        return new Outcome.Done(answer);
    }
}
