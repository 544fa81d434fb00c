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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Sends one message to one or many, under one message id.
final class Broadcast {
    private final Messaging messaging;

    Broadcast(Messaging messaging) {
        this.messaging = messaging;
    }

    /// What became of the message at its destinations.
    private static final class Tally {
        private final AtomicInteger reached = new AtomicInteger();
        private final Queue<String> unknown;
        private final Queue<String> failed = new ConcurrentLinkedQueue<>();
        private final AtomicReference<SendResult.@Nullable Refused> why = new AtomicReference<>();

        Tally(List<String> unknown) {
            this.unknown = new ConcurrentLinkedQueue<>(unknown);
        }

        void note(SendResult result, String address) {
            switch (result) {
                case SendResult.Accepted _, SendResult.Scheduled _ -> reached.incrementAndGet();
                case SendResult.Refused refused when refused.code() == ErrorCode.NOSUCHERROR -> unknown.add(address);
                // not stored, and nobody online: that is no error
                case SendResult.Refused refused when refused.status() == MessageStatus.USER_OFFLINE -> {}
                case SendResult.Refused refused -> {
                    failed.add(address);
                    why.compareAndSet(null, refused);
                }
            }
        }

        /// @param known how many of the addresses were known beforehand
        Outcome outcome(long mid, int known, int given) {
            SendResult.Refused refused = why.get();
            if (refused != null && reached.get() == 0) {
                return refusal(refused);
            }
            if (known > 0 && unknown.size() == given) {
                return Outcome.Refusal.unknown(List.copyOf(unknown), MessageOp.TO);
            }
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("mid", mid);
            answer.put("count", reached.get());
            put(answer, "invalid", unknown);
            put(answer, "failed", failed);
            return new Outcome.Done(answer);
        }

        private static void put(Map<String, Object> answer, String name, Queue<String> addresses) {
            if (!addresses.isEmpty()) {
                answer.put(name, List.copyOf(addresses));
            }
        }
    }

    /// To a group, which exists.
    Outcome send(Sender sender, Draft draft) {
        SendResult result = messaging.send(sender, draft);
        if (result instanceof SendResult.Refused refused && refused.code() == ErrorCode.NOSUCHERROR) {
            return GroupAnswers.noSuchGroup();
        }
        var tally = new Tally(List.of());
        tally.note(result, "");
        return tally.outcome(mid(result), 0, 0);
    }

    /// To users. The first is sent to alone: what is wrong with the draft itself shows there, before anybody has it,
    /// and so does the message id when the server chooses it.
    ///
    /// @param invalid addresses that were left out
    Outcome send(Sender sender, Draft draft, List<String> to, List<String> invalid) {
        SendResult first = messaging.send(sender, addressed(draft, draft.mid(), to.getFirst()));
        if (first instanceof SendResult.Refused refused && refused.code() == ErrorCode.BADREQ) {
            return refusal(refused);
        }
        long mid = mid(first);
        var tally = new Tally(invalid);
        tally.note(first, to.getFirst());
        Concurrently.forEach(
                to.subList(1, to.size()),
                address -> tally.note(messaging.send(sender, addressed(draft, mid, address)), address));
        return tally.outcome(mid, to.size(), to.size() + invalid.size());
    }

    private static long mid(SendResult result) {
        return switch (result) {
            case SendResult.Accepted accepted -> accepted.mid();
            case SendResult.Scheduled scheduled -> scheduled.mid();
            case SendResult.Refused refused -> refused.mid();
        };
    }

    private static Outcome.Refusal refusal(SendResult.Refused refused) {
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
}
