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
    @Type(value = ServerFrame.Groups.class, name = "groups"),
    @Type(value = ServerFrame.Members.class, name = "members"),
    @Type(value = ServerFrame.GroupEvent.class, name = "groupEvent"),
})
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public sealed interface ServerFrame {

    /// Frames that are entries of an inbox and so carry a `seq`. A transient [Message] has none.
    sealed interface Entry extends ServerFrame {}

    // --- session

    /// The login succeeded.
    ///
    /// @param v version of the protocol
    /// @param user one's own profile
    /// @param device number of this device
    /// @param expires when the token ends, by the server's clock; 0 never
    /// @param time the server's clock
    /// @param cursor delivery of entries starts after this one
    /// @param head the newest entry
    /// @param order the newest order in the whole server: what this device was not told of has that one at most
    /// @param cut entries after the client's cursor are gone: reload by `conversations` and `history`
    /// @param heartbeat seconds of silence after which a client sends a ping
    /// @param groups those that one is a member of; with `groupPage` in `hello` no more than that
    /// @param moreGroups there are more groups: `groups.get` tells them
    record Welcome(
            long id,
            @Required int v,
            Profile user,
            AppInfo app,
            @Required int device,
            long expires,
            @Required long time,
            @JsonInclude(JsonInclude.Include.ALWAYS) long cursor,
            @JsonInclude(JsonInclude.Include.ALWAYS) long head,
            @JsonInclude(JsonInclude.Include.ALWAYS) long order,
            @JsonInclude(JsonInclude.Include.ALWAYS) boolean cut,
            @Required int heartbeat,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<Group> groups,
            boolean moreGroups,
            LimitsInfo limits)
            implements ServerFrame {}

    /// @param aid number of the app
    record AppInfo(int aid, String name) {}

    /// Bounds, in bytes but for the last two.
    ///
    /// @param window entries that may be unacknowledged
    /// @param pageSize messages in one answer of `history`
    record LimitsInfo(int frame, int text, int data, int window, int pageSize) {
        public static final LimitsInfo CURRENT = new LimitsInfo(
                Limits.FRAME_BYTES, Limits.TEXT_BYTES, Limits.DATA_BYTES, Limits.WINDOW, Limits.HISTORY_PAGE);
    }

    /// The answer to a `ping`.
    record Pong(long id, @Required long time) implements ServerFrame {}

    /// The server closes the connection: why, and what to do.
    record Bye(
            @Required int code,
            String name,
            Advice advice,
            @Nullable String reason) implements ServerFrame {
        public static Bye of(CloseCode code, @Nullable String reason) {
            return new Bye(code.code(), code.name(), code.advice(), reason == null ? code.meaning() : reason);
        }
    }

    /// Done.
    ///
    /// @param time the server's clock, for who asked for it; of an edit, when it was done
    record Ok(long id, long time) implements ServerFrame {
        public static Ok of(long id) {
            return new Ok(id, 0);
        }
    }

    /// A request was refused.
    ///
    /// @param message for people who write clients: names what is wrong
    /// @param mid the message refused
    /// @param status what became of the message refused: 0x80 or above
    /// @param groupError why a group request was refused
    record Error(
            long id,
            @Required int code,
            String name,
            String message,
            long mid,
            int status,
            int groupError,
            Advice advice)
            implements ServerFrame {
        public static Error of(long id, ErrorCode code, String message) {
            return new Error(id, code.code(), code.name(), message, 0, 0, 0, code.advice());
        }

        /// The same, for what will not be better the next time.
        public Error withoutRetry() {
            return new Error(id, code, name, message, mid, status, groupError, Advice.FIX);
        }

        public static Error ofGroup(long id, ErrorCode code, GroupError group, String message) {
            return new Error(id, code.code(), code.name(), message, 0, 0, group.code(), code.advice());
        }

        public static Error ofMessage(long id, ErrorCode code, long mid, MessageStatus status, String message) {
            return new Error(id, code.code(), code.name(), message, mid, status.code(), 0, code.advice());
        }
    }

    // --- messages

    /// A message is on the server's disk.
    ///
    /// @param order absent for transient messages and those to be sent later
    /// @param ts absent for those to be sent later
    /// @param scheduled when the message will leave, for one sent with `when`
    /// @param dup true when this mid had been accepted before
    record Sent(
            long id,
            @Required long mid,
            long order,
            long ts,
            @JsonInclude(JsonInclude.Include.ALWAYS) int status,
            long scheduled,
            boolean dup)
            implements ServerFrame {}

    /// A message. As an entry of the inbox it has a `seq`; transient ones and those of answers have none.
    ///
    /// @param fromUid number of the user `from`
    /// @param to recipient's address in a one-to-one conversation, absent in a group
    /// @param toUid number of the user `to`
    /// @param order the server's acceptance number: the order of a conversation for everybody. Absent in
    ///     transient ones
    /// @param content absent when the message was wiped or recalled
    /// @param expiry seconds after `ts`; absent when it is the default
    /// @param edited time of the last edit
    /// @param state sum of 1 wiped, 2 recalled
    /// @param status state of a message of one's own
    /// @param read in history: this user has read it
    /// @param label of a message of one's own: the name that its sender gave it
    record Message(
            String from,
            int fromUid,
            @Nullable String to,
            int toUid,
            long gid,
            @Required long mid,
            long order,
            @Required long ts,
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
            boolean read,
            @Nullable String label)
            implements Entry {}

    /// Receipts for a message of one's own, or another change of its state.
    ///
    /// @param peerUid number of the user `peer`
    /// @param order absent for a scheduled message that could not be sent at its time
    /// @param status state of the message: that which all recipients have reached
    /// @param by receipts that are new in this entry
    /// @param delivered how many recipients have it
    /// @param read how many recipients have read it
    /// @param of how many recipients it has
    /// @param label the name that its sender gave it
    record Status(
            @Nullable String peer,
            int peerUid,
            long gid,
            long order,
            @Required long mid,
            int status,
            List<MemberStatus> by,
            @JsonInclude(JsonInclude.Include.ALWAYS) int delivered,
            @JsonInclude(JsonInclude.Include.ALWAYS) int read,
            int of,
            @Nullable String label)
            implements Entry {
        /// Of what was read: the server leaves out an empty list.
        public Status {
            by = by == null ? List.of() : by;
        }
    }

    record MemberStatus(String address, int uid, int status, long ts) {}

    /// The sender has changed a message.
    ///
    /// @param fromUid number of the user `from`
    /// @param peerUid number of the user `peer`
    record Edited(
            String from,
            int fromUid,
            @Nullable String peer,
            int peerUid,
            long gid,
            @Required long order,
            @Required long mid,
            @Nullable RawJson content,
            @Required long edited)
            implements Entry {}

    /// Messages are gone: taken back by their sender, deleted by this user's own devices, or too old.
    ///
    /// @param fromUid number of the user `from`
    /// @param peerUid number of the user `peer`
    /// @param upTo with `clear`: all messages of the conversation up to this order
    record Retracted(
            @Nullable String from,
            int fromUid,
            @Nullable String peer,
            int peerUid,
            long gid,
            List<Long> orders,
            long upTo,

            @OneOf({"recall", "wipe", "both", "delete", "clear", "age"})
            String how)
            implements Entry {
        /// Of what was read: the server leaves out an empty list.
        public Retracted {
            orders = orders == null ? List.of() : orders;
        }
    }

    /// Another device of this user has read these.
    ///
    /// @param peerUid number of the user `peer`
    record Seen(@Nullable String peer, int peerUid, long gid, List<Long> orders) implements Entry {
        /// Of what was read: the server leaves out an empty list.
        public Seen {
            orders = orders == null ? List.of() : orders;
        }
    }

    /// The messages that are to be sent later, in the sequence in which they were scheduled.
    ///
    /// @param more there is another page
    /// @param next where there is: what the next request gives as `after`
    record Scheduled(
            long id,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<ScheduledMessage> messages,
            boolean more,
            long next) implements ServerFrame {}

    /// @param toUid number of the user `to`
    /// @param scheduled when it will leave
    /// @param label the name that its sender gave it
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record ScheduledMessage(
            @Required long mid,
            @Nullable String to,
            int toUid,
            long gid,
            @Required long scheduled,
            @Nullable RawJson content,
            @Nullable String label) {}

    /// Who got and read a message.
    ///
    /// @param of how many recipients it has
    /// @param more there is another page
    record Receipts(
            long id,
            int of,
            @JsonInclude(JsonInclude.Include.ALWAYS) int delivered,
            @JsonInclude(JsonInclude.Include.ALWAYS) int read,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<MemberReceipt> by,
            boolean more)
            implements ServerFrame {}

    /// @param delivered when; absent: not yet
    /// @param read when; absent: not yet
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record MemberReceipt(String address, int uid, long delivered, long read) {}

    /// Conversations, newest first.
    ///
    /// @param next where there are more: what the next request gives as `before`
    record Conversations(
            long id,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<Conversation> conversations,
            boolean more,
            long next) implements ServerFrame {}

    /// @param peerUid number of the user `peer`
    /// @param unread messages of others that this user has not read
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record Conversation(
            @Nullable String peer,
            int peerUid,
            long gid,
            @JsonInclude(JsonInclude.Include.ALWAYS) int unread,
            Message last) {}

    /// Messages of a conversation.
    ///
    /// @param cut older ones went by retention
    record History(
            long id,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<Message> messages,
            @JsonInclude(JsonInclude.Include.ALWAYS) boolean more,
            boolean cut)
            implements ServerFrame {}

    // --- presence, profiles, contacts

    /// Something of the moment about another user.
    ///
    /// @param fromUid number of the user `from`
    /// @param gid the group in which it happens
    /// @param presence 1 online, 2 offline, 3 typing, 4 typing cleared, 10 joined, 11 left, or above 255
    /// @param lastSeen when the user stopped being online; only with 2
    record Presence(
            String from,
            int fromUid,
            long gid,
            @Required int presence,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long value,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long interval,

            @Nullable Long lastSeen)
            implements ServerFrame {}

    /// Who is online.
    record Presences(
            long id,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<UserPresence> users) implements ServerFrame {}

    /// @param uid absent when there is no such user
    /// @param lastSeen when one who is offline stopped being online; absent when unknown
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record UserPresence(
            String address,
            int uid,
            @JsonInclude(JsonInclude.Include.ALWAYS) boolean online,
            @Nullable Long lastSeen) {}

    /// The profile of a watched user has changed, or one of one's own; the user was made, or is gone (`exists` false).
    record ProfileChanged(Profile profile) implements ServerFrame {}

    /// Profiles, in the order in which they were asked for.
    ///
    /// @param more the rest did not fit into this frame: to be asked for again
    record Profiles(
            long id,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<Profile> profiles,
            boolean more) implements ServerFrame {}

    /// Profile of a user (`address`) or of a group (`gid`): all that the receiver may see of it. What it does not have
    /// is null, so that what was removed is seen to be removed.
    ///
    /// @param exists false when there is no such user or group; absent otherwise
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record Profile(
            @Nullable String address,
            int uid,
            long gid,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String name,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String image,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            Map<String, String> fields,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean exists) {}

    /// Contacts, as they are now. Without an id: another device of the user has changed them.
    ///
    /// @param more of `contacts.get`: there is another page
    record Contacts(
            long id,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<Contact> contacts,
            boolean more) implements ServerFrame {}

    /// @param blocked sum of 1 messages, 2 group messages, 4 calls, 8 video calls, 16 profile, 32 its
    ///     subscription
    /// @param levels the contact may see fields of one's own profile that have one of these
    /// @param uid absent when there is no such user
    /// @param exists false when there is no such user; absent otherwise
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record Contact(
            String address,
            int uid,
            @JsonInclude(JsonInclude.Include.ALWAYS) boolean contact,
            boolean favorite,
            boolean subscribed,
            @JsonInclude(JsonInclude.Include.ALWAYS) int blocked,
            List<Integer> levels,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean exists) {
        /// Of what was read: the server leaves out an empty list.
        public Contact {
            levels = levels == null ? List.of() : levels;
        }
    }

    // --- groups

    /// A group with all that it has. A number that is not set is 0.
    ///
    /// @param expiry when the group ends; 0: never
    /// @param members how many there are
    /// @param role what one may do oneself; absent when not a member
    /// @param profile its picture and fields; null: none
    /// @param pins only for those who may list them
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record Group(
            @Required long gid,
            @JsonInclude(JsonInclude.Include.ALWAYS) String name,
            @JsonInclude(JsonInclude.Include.ALWAYS) int flags,
            @JsonInclude(JsonInclude.Include.ALWAYS) int callFlags,
            @JsonInclude(JsonInclude.Include.ALWAYS) long callDuration,
            @JsonInclude(JsonInclude.Include.ALWAYS) int resolution,
            @JsonInclude(JsonInclude.Include.ALWAYS) long expiry,
            @JsonInclude(JsonInclude.Include.ALWAYS) int members,
            @Nullable Role role,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            GroupProfile profile,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<Pin> pins) {}

    /// What a member may do.
    ///
    /// @param flags send 1, receive 2, publish 4, subscribe 8, list 16, record 32
    /// @param admin modify 1, add user 0x10, remove user 0x20, add admin 0x40, remove admin 0x80, remove
    ///     owner 0x100,
    /// remove group 0x200, call control 0x400, hang up 0x800, owner 0x1000, add pin 0x2000, remove pin
    /// 0x4000,
    ///     list pins 0x8000
    record Role(
            @JsonInclude(JsonInclude.Include.ALWAYS) int flags,
            @JsonInclude(JsonInclude.Include.ALWAYS) int admin) {}

    /// Picture and fields of a group; null: none.
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record GroupProfile(@Nullable String image, @Nullable Map<String, String> fields) {}

    /// A number by which others join.
    ///
    /// @param pin absent where it gives rights that the one who asks does not have
    /// @param permissions what those who join by it may do
    /// @param expires when it ends; absent: never
    /// @param left joins left; absent: any number
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record Pin(
            long pin,
            Role permissions,
            long expires,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer left) {}

    /// A group, as it is now.
    record GroupAnswer(long id, Group group) implements ServerFrame {}

    /// Groups that one is a member of, by growing gid.
    ///
    /// @param more there is another page
    record Groups(
            long id,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<Group> groups,
            boolean more) implements ServerFrame {}

    /// Members of a group.
    record Members(
            long id,
            @Required long gid,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<Member> members,
            boolean more) implements ServerFrame {}

    /// A member of a group, with the bits of its role.
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record Member(
            String address,
            @Required int uid,
            @Nullable String name,
            @JsonInclude(JsonInclude.Include.ALWAYS) int flags,
            @JsonInclude(JsonInclude.Include.ALWAYS) int admin) {}

    /// Something changed in a group.
    ///
    /// @param by who did it
    /// @param byUid number of the user `by`
    /// @param addresses whom it concerns
    /// @param uids numbers of these users, in the same order
    /// @param count true number of addresses when the list is cut
    /// @param members how many the group has now; absent where it was deleted
    /// @param group the group as it is now, where that concerns the receiver
    record GroupEvent(
            @Required long gid,

            @OneOf({"added", "removed", "settings", "deleted", "joined", "left"})
            String event,

            @Nullable String by,
            int byUid,
            @Nullable List<String> addresses,
            @Nullable List<Integer> uids,
            @Nullable Integer count,
            @Nullable Integer members,
            @Nullable Group group)
            implements ServerFrame {}
}
