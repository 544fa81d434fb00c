package dev.carillon.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything the server may send. `id` is the number of the request that is answered (0, and then absent in JSON,
/// for frames that answer nothing). Inbox entries ([Entry]) get their `seq` when they are written to a connection, by
/// [FrameCodec#withSeq]: the same encoded bytes serve all recipients.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "t")
@JsonSubTypes({
    @Type(value = ServerFrame.Welcome.class, name = "welcome"),
    @Type(value = ServerFrame.Pong.class, name = "pong"),
    @Type(value = ServerFrame.Bye.class, name = "bye"),
    @Type(value = ServerFrame.Ok.class, name = "ok"),
    @Type(value = ServerFrame.Error.class, name = "error"),
    @Type(value = ServerFrame.Sent.class, name = "sent"),
    @Type(value = ServerFrame.Message.class, name = "message"),
    @Type(value = ServerFrame.Status.class, name = "status"),
    @Type(value = ServerFrame.Edited.class, name = "edited"),
    @Type(value = ServerFrame.Retracted.class, name = "retracted"),
    @Type(value = ServerFrame.Seen.class, name = "seen"),
    @Type(value = ServerFrame.Scheduled.class, name = "scheduled"),
    @Type(value = ServerFrame.Receipts.class, name = "receipts"),
    @Type(value = ServerFrame.Conversations.class, name = "conversations"),
    @Type(value = ServerFrame.History.class, name = "history"),
    @Type(value = ServerFrame.Presence.class, name = "presence"),
    @Type(value = ServerFrame.Presences.class, name = "presences"),
    @Type(value = ServerFrame.ProfileChanged.class, name = "profile"),
    @Type(value = ServerFrame.Profiles.class, name = "profiles"),
    @Type(value = ServerFrame.Contacts.class, name = "contacts"),
    @Type(value = ServerFrame.GroupAnswer.class, name = "group"),
    @Type(value = ServerFrame.Members.class, name = "members"),
    @Type(value = ServerFrame.GroupEvent.class, name = "groupEvent"),
})
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public sealed interface ServerFrame {

    /// Frames that are entries of an inbox and so carry a `seq`. A transient [Message] has none.
    sealed interface Entry extends ServerFrame {}

    // --- session

    record Welcome(
            long id,
            int v,
            Profile user,
            AppInfo app,
            int device,
            long time,
            @JsonInclude(JsonInclude.Include.ALWAYS) long cursor,
            @JsonInclude(JsonInclude.Include.ALWAYS) long head,
            @JsonInclude(JsonInclude.Include.ALWAYS) boolean cut,
            int heartbeat,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<Group> groups,
            LimitsInfo limits)
            implements ServerFrame {}

    record AppInfo(int aid, String name) {}

    record LimitsInfo(int frame, int text, int data, int window, int pageSize) {
        public static final LimitsInfo CURRENT = new LimitsInfo(
                Limits.FRAME_BYTES, Limits.TEXT_BYTES, Limits.DATA_BYTES, Limits.WINDOW, Limits.HISTORY_PAGE);
    }

    record Pong(long id, long time) implements ServerFrame {}

    record Bye(
            int code, String name, Advice advice, @Nullable String reason) implements ServerFrame {
        public static Bye of(CloseCode code, @Nullable String reason) {
            return new Bye(code.code(), code.name(), code.advice(), reason == null ? code.meaning() : reason);
        }
    }

    record Ok(long id, long time) implements ServerFrame {
        public static Ok of(long id) {
            return new Ok(id, 0);
        }
    }

    /// @param mid of the message refused, else 0
    /// @param status for a refused message its [MessageStatus] code, else 0
    /// @param groupError for a refused group request its [GroupError] code, else 0
    record Error(long id, int code, String name, String message, long mid, int status, int groupError, Advice advice)
            implements ServerFrame {
        public static Error of(long id, ErrorCode code, String message) {
            return new Error(id, code.code(), code.name(), message, 0, 0, 0, code.advice());
        }

        public static Error ofGroup(long id, ErrorCode code, GroupError group, String message) {
            return new Error(id, code.code(), code.name(), message, 0, 0, group.code(), code.advice());
        }

        public static Error ofMessage(long id, ErrorCode code, long mid, MessageStatus status, String message) {
            return new Error(id, code.code(), code.name(), message, mid, status.code(), 0, code.advice());
        }
    }

    // --- messages

    /// @param scheduled when the message will leave, for one sent with `when`
    /// @param dup true when this mid had been accepted before
    record Sent(
            long id,
            long mid,
            long order,
            long ts,
            @JsonInclude(JsonInclude.Include.ALWAYS) int status,
            long scheduled,
            boolean dup)
            implements ServerFrame {}

    /// @param to recipient's address in a one-to-one conversation, null in a group
    /// @param status of an own message, 0 in others'
    /// @param expiry seconds after `ts`; absent when it is the default
    /// @param edited time of the last edit
    /// @param state 0, 1 wiped, 2 recalled; content is null in the latter two
    /// @param read in history: this user has read it
    record Message(
            String from,
            @Nullable String to,
            long gid,
            long mid,
            long order,
            long ts,
            int type,
            @JsonInclude(JsonInclude.Include.ALWAYS) int flags,
            @Nullable RawJson content,
            long expiry,
            long replyTo,
            long thread,
            boolean forwarded,
            @Nullable Age age,
            long edited,
            int state,
            int status,
            boolean read)
            implements Entry {}

    record Status(
            @Nullable String peer,
            long gid,
            long order,
            long mid,
            int status,
            List<MemberStatus> by,
            @JsonInclude(JsonInclude.Include.ALWAYS) int delivered,
            @JsonInclude(JsonInclude.Include.ALWAYS) int read,
            int of)
            implements Entry {}

    record MemberStatus(String address, int status, long ts) {}

    record Edited(
            String from,
            @Nullable String peer,
            long gid,
            long order,
            long mid,
            @Nullable RawJson content,
            long edited) implements Entry {}

    /// @param how `recall`, `wipe`, `both`, `delete`, `clear` or `age`
    /// @param upTo with `clear`: all messages of the conversation up to this order
    record Retracted(@Nullable String from, @Nullable String peer, long gid, List<Long> orders, long upTo, String how)
            implements Entry {}

    record Seen(@Nullable String peer, long gid, List<Long> orders) implements Entry {}

    record Scheduled(
            long id,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<ScheduledMessage> messages) implements ServerFrame {}

    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record ScheduledMessage(
            long mid,
            @Nullable String to,
            long gid,
            long scheduled,
            @Nullable RawJson content) {}

    record Receipts(
            long id,
            int of,
            @JsonInclude(JsonInclude.Include.ALWAYS) int delivered,
            @JsonInclude(JsonInclude.Include.ALWAYS) int read,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<MemberReceipt> by,
            boolean more)
            implements ServerFrame {}

    /// @param delivered ms, 0 not yet
    /// @param read ms, 0 not yet
    record MemberReceipt(String address, long delivered, long read) {}

    record Conversations(
            long id,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<Conversation> conversations,
            boolean more) implements ServerFrame {}

    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record Conversation(
            @Nullable String peer,
            long gid,
            @JsonInclude(JsonInclude.Include.ALWAYS) int unread,
            Message last) {}

    record History(
            long id,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<Message> messages,
            @JsonInclude(JsonInclude.Include.ALWAYS) boolean more,
            boolean cut)
            implements ServerFrame {}

    // --- presence, profiles, contacts

    /// @param lastSeen ms, only with OFFLINE
    record Presence(
            String from,
            long gid,
            int presence,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long value,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long interval,

            @Nullable Long lastSeen)
            implements ServerFrame {}

    record Presences(
            long id,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<UserPresence> users) implements ServerFrame {}

    record UserPresence(
            String address,
            @JsonInclude(JsonInclude.Include.ALWAYS) boolean online,
            @Nullable Long lastSeen) {}

    record ProfileChanged(Profile profile) implements ServerFrame {}

    record Profiles(
            long id,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<Profile> profiles) implements ServerFrame {}

    /// Profile of a user (`address`) or of a group (`gid`).
    ///
    /// @param exists false when there is no such user or group; null otherwise
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record Profile(
            @Nullable String address,
            int uid,
            long gid,
            @Nullable String name,
            @Nullable String image,
            @Nullable Map<String, String> fields,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean exists) {}

    record Contacts(
            long id,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<Contact> contacts) implements ServerFrame {}

    record Contact(
            String address,
            @JsonInclude(JsonInclude.Include.ALWAYS) boolean contact,
            boolean favorite,
            boolean subscribed,
            @JsonInclude(JsonInclude.Include.ALWAYS) int blocked,
            List<Integer> levels,
            @Nullable Boolean exists) {}

    // --- groups

    /// @param expiry ms when the group ends, 0 never
    /// @param role one's own, null when not a member
    /// @param pins only for those who may list them
    record Group(
            long gid,
            String name,
            @JsonInclude(JsonInclude.Include.ALWAYS) int flags,
            int callFlags,
            long callDuration,
            int resolution,
            long expiry,
            int members,
            @Nullable Role role,
            @Nullable GroupProfile profile,
            @Nullable List<Pin> pins) {}

    record Role(
            @JsonInclude(JsonInclude.Include.ALWAYS) int flags,
            @JsonInclude(JsonInclude.Include.ALWAYS) int admin) {}

    record GroupProfile(@Nullable String image, @Nullable Map<String, String> fields) {}

    /// @param expires ms, 0 never
    /// @param left joins left, null unlimited
    record Pin(
            long pin,
            Role permissions,
            long expires,
            @Nullable Integer left) {}

    record GroupAnswer(long id, Group group) implements ServerFrame {}

    record Members(
            long id,
            long gid,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<Member> members,
            boolean more) implements ServerFrame {}

    record Member(
            String address,
            int uid,
            @Nullable String name,
            @JsonInclude(JsonInclude.Include.ALWAYS) int flags,
            @JsonInclude(JsonInclude.Include.ALWAYS) int admin) {}

    /// @param event `added`, `removed`, `settings`, `deleted`, `joined` or `left`
    /// @param count true number of addresses when the list is cut
    /// @param group where it concerns the receiver
    record GroupEvent(
            long gid,
            String event,
            @Nullable String by,
            @Nullable List<String> addresses,
            @Nullable Integer count,
            @Nullable Group group)
            implements ServerFrame {}
}
