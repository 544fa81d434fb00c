package dev.carillon.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/// Everything a client may send. The member `t` of the JSON object names the frame; `id` is the client's request
/// number, 0 when it wants no answer. Members are as docs/guide/protocol.md describes them; absent ones are null (or
/// 0, or false, where that is the default).
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "t")
@JsonSubTypes({
    @Type(value = ClientFrame.Hello.class, name = "hello"),
    @Type(value = ClientFrame.Ping.class, name = "ping"),
    @Type(value = ClientFrame.Logout.class, name = "logout"),
    @Type(value = ClientFrame.Time.class, name = "time"),
    @Type(value = ClientFrame.Send.class, name = "send"),
    @Type(value = ClientFrame.Cancel.class, name = "cancel"),
    @Type(value = ClientFrame.Scheduled.class, name = "scheduled"),
    @Type(value = ClientFrame.Ack.class, name = "ack"),
    @Type(value = ClientFrame.Read.class, name = "read"),
    @Type(value = ClientFrame.Receipts.class, name = "receipts"),
    @Type(value = ClientFrame.Edit.class, name = "edit"),
    @Type(value = ClientFrame.Retract.class, name = "retract"),
    @Type(value = ClientFrame.Clear.class, name = "clear"),
    @Type(value = ClientFrame.Presence.class, name = "presence"),
    @Type(value = ClientFrame.Watch.class, name = "watch"),
    @Type(value = ClientFrame.Unwatch.class, name = "unwatch"),
    @Type(value = ClientFrame.Availability.class, name = "availability"),
    @Type(value = ClientFrame.Conversations.class, name = "conversations"),
    @Type(value = ClientFrame.History.class, name = "history"),
    @Type(value = ClientFrame.ProfileGet.class, name = "profile.get"),
    @Type(value = ClientFrame.ProfileSet.class, name = "profile.set"),
    @Type(value = ClientFrame.ContactsGet.class, name = "contacts.get"),
    @Type(value = ClientFrame.ContactsSet.class, name = "contacts.set"),
    @Type(value = ClientFrame.GroupCreate.class, name = "group.create"),
    @Type(value = ClientFrame.GroupGet.class, name = "group.get"),
    @Type(value = ClientFrame.GroupsGet.class, name = "groups.get"),
    @Type(value = ClientFrame.GroupSet.class, name = "group.set"),
    @Type(value = ClientFrame.GroupDelete.class, name = "group.delete"),
    @Type(value = ClientFrame.GroupMembers.class, name = "group.members"),
    @Type(value = ClientFrame.GroupAdd.class, name = "group.add"),
    @Type(value = ClientFrame.GroupRemove.class, name = "group.remove"),
    @Type(value = ClientFrame.GroupJoin.class, name = "group.join"),
    @Type(value = ClientFrame.GroupLeave.class, name = "group.leave"),
    @Type(value = ClientFrame.PinAdd.class, name = "group.pin.add"),
    @Type(value = ClientFrame.PinSet.class, name = "group.pin.set"),
    @Type(value = ClientFrame.PinRemove.class, name = "group.pin.remove"),
})
public sealed interface ClientFrame {
    long id();

    /// The first frame of a connection: who wants to log in.
    ///
    /// @param v version of the protocol, 1
    /// @param token the user's access token
    /// @param app the app id for which a v1 token was issued
    /// @param platform default `javascript`
    /// @param cursor the last `seq` that this client has safely kept. Absent: the server's own record of this
    ///     device
    /// @param client name and version of the application
    /// @param foreground default true
    /// @param groupPage how many groups `welcome` may have at most, 0 to 1000. Absent: it has all
    @AnsweredBy(ServerFrame.Welcome.class)
    record Hello(
            long id,
            @OneOf("1") @Required int v,
            @Required @Nullable String token,
            @Nullable String app,

            @OneOf({"android", "ios", "javascript", "python", "cpp"}) @Nullable
            String platform,

            @Nullable Long cursor,
            @Nullable String client,
            @Nullable Boolean foreground,
            @Nullable Integer groupPage)
            implements ClientFrame {}

    /// The heartbeat, due after every `heartbeat` seconds of silence; `pong` comes back.
    record Ping(long id) implements ClientFrame {}

    /// Ends the session.
    ///
    /// @param revoke deletes the token too
    @AnsweredBy(ServerFrame.Ok.class)
    record Logout(long id, boolean revoke) implements ClientFrame {}

    /// Asks for the server's time.
    @AnsweredBy(ServerFrame.Ok.class)
    record Time(long id) implements ClientFrame {}

    /// A message.
    ///
    /// @param mid chosen by the client, 1 to 2^53−1; the same one again is answered again, and stored once
    /// @param toUid the number of the user whom it is for: refused when somebody else has the address by now
    /// @param type for the application
    /// @param flags sum of bits; default 3, both receipts
    /// @param expiry seconds after which it is dropped if not delivered; 0: transient. Default a year
    /// @param when send it that many seconds later
    /// @param replyTo `mid` of the message that this one answers
    /// @param thread number of a thread
    /// @param label the sender's own name for it, at most 64 bytes: given back to the sender and to nobody else
    @AnsweredBy(ServerFrame.Sent.class)
    record Send(
            long id,
            @Required long mid,
            @Nullable String to,
            int toUid,
            long gid,
            @Nullable Content content,
            int type,
            @Nullable Integer flags,
            @Nullable Long expiry,
            long when,
            long replyTo,
            long thread,
            boolean forwarded,
            @Nullable Age age,
            @Nullable String label)
            implements ClientFrame {}

    /// Takes back a message that was to be sent later.
    @AnsweredBy(ServerFrame.Ok.class)
    record Cancel(long id, @Required long mid) implements ClientFrame {}

    /// Asks for the messages that are to be sent later, in the sequence in which they were scheduled.
    ///
    /// @param after the `next` of the page before
    @AnsweredBy(ServerFrame.Scheduled.class)
    record Scheduled(
            long id, @Nullable Long after, @Nullable Integer limit) implements ClientFrame {}

    /// All entries up to `seq` are safely kept. It is the delivery receipt of the messages among them.
    record Ack(long id, @Required long seq) implements ClientFrame {}

    /// Messages of others were read: those that `orders` names, or all up to `upTo`.
    @AnsweredBy(ServerFrame.Ok.class)
    record Read(
            long id,
            @Nullable String peer,
            long gid,
            @Nullable List<Long> orders,
            long upTo) implements ClientFrame {}

    /// Asks who got and read a message of one's own.
    ///
    /// @param after the last address of the page before
    /// @param afterUid the last uid of the page before: good also when that user is deleted meanwhile
    /// @param limit receipts in one answer
    @AnsweredBy(ServerFrame.Receipts.class)
    record Receipts(
            long id,
            @Nullable String peer,
            long gid,
            @Required long order,
            @Nullable String after,
            @Nullable Integer afterUid,
            @Nullable Integer limit)
            implements ClientFrame {}

    /// Replaces the content of a message of one's own.
    @AnsweredBy(ServerFrame.Ok.class)
    record Edit(
            long id,
            @Nullable String peer,
            long gid,
            @Required long order,
            @Required @Nullable Content content) implements ClientFrame {}

    /// Takes messages back.
    @AnsweredBy(ServerFrame.Ok.class)
    record Retract(
            long id,
            @Nullable String peer,
            long gid,
            @Required @Nullable List<Long> orders,
            @Required @Nullable Retraction how)
            implements ClientFrame {}

    /// Deletes a conversation for oneself, up to that order.
    @AnsweredBy(ServerFrame.Ok.class)
    record Clear(
            long id,
            @Nullable String peer,
            long gid,
            @Required long upTo) implements ClientFrame {}

    /// Something of the moment: typing, a chat opened, or a number above 255 of the application. Never stored.
    ///
    /// @param presence 3 typing, 4 typing cleared, 10 joined, 11 left, or above 255
    /// @param value for the application
    /// @param interval for the application
    record Presence(
            long id,
            @Nullable String to,
            long gid,
            @Required int presence,
            @Nullable Long value,
            @Nullable Long interval)
            implements ClientFrame {}

    /// Asks who is online, and for word of changes from then on.
    @AnsweredBy(ServerFrame.Presences.class)
    record Watch(long id, @Required @Nullable List<String> addresses) implements ClientFrame {}

    /// Ends that.
    @AnsweredBy(ServerFrame.Ok.class)
    record Unwatch(long id, @Required @Nullable List<String> addresses) implements ClientFrame {}

    /// How this device counts for being online.
    ///
    /// @param foreground whether the app is in the foreground
    /// @param mode 1 online while connected, 2 (default) while in the foreground too, 3 as `online` says
    /// @param audience who sees it: 0 all, 1 contacts, 2 subscribers, 3 favourites, from 1000 the members of
    ///     that group
    @AnsweredBy(ServerFrame.Ok.class)
    record Availability(
            long id,
            @Nullable Boolean foreground,
            @OneOf({"1", "2", "3"}) @Nullable Integer mode,
            @Nullable Boolean online,
            @Nullable Integer audience)
            implements ClientFrame {}

    /// Asks for conversations with their last message, newest first.
    ///
    /// @param before the `next` of the page before. A time in ms is understood too: those with an older last
    /// message
    @AnsweredBy(ServerFrame.Conversations.class)
    record Conversations(
            long id, @Nullable Integer limit, @Nullable Long before) implements ClientFrame {}

    /// Asks for messages of a conversation: the newest, those before an order (newest first), or those after one
    /// (oldest first).
    @AnsweredBy(ServerFrame.History.class)
    record History(
            long id,
            @Nullable String peer,
            long gid,
            @Nullable Long before,
            @Nullable Long after,
            @Nullable Integer limit)
            implements ClientFrame {}

    /// Asks for profiles of users and of groups.
    @AnsweredBy(ServerFrame.Profiles.class)
    record ProfileGet(
            long id,
            @Nullable List<String> addresses,
            @Nullable List<Long> gids) implements ClientFrame {}

    /// Changes one's own profile. An absent member is unchanged; a `name` or `image` that is null or empty, or a field
    /// that is null, is removed.
    ///
    /// @param levels a field with a level is only seen by contacts that were given it
    @AnsweredBy(ServerFrame.Ok.class)
    record ProfileSet(
            long id,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonDeserialize(using = NullIsEmpty.class) @Nullable
            String name,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonDeserialize(using = NullIsEmpty.class) @Nullable
            String image,

            @Nullable Map<String, @Nullable String> fields,
            @Nullable Map<String, Integer> levels)
            implements ClientFrame {}

    /// Asks for one's contacts, by growing uid.
    ///
    /// @param after the last uid of the page before
    /// @param limit contacts in one answer, 1 to 1000, which is the default
    @AnsweredBy(ServerFrame.Contacts.class)
    record ContactsGet(
            long id, @Nullable Integer after, @Nullable Integer limit) implements ClientFrame {}

    /// Changes what one has noted about others.
    @AnsweredBy(ServerFrame.Contacts.class)
    record ContactsSet(long id, @Required @Nullable List<ContactChange> contacts) implements ClientFrame {}

    /// An absent member is unchanged.
    ///
    /// @param blocked sum of 1 messages, 2 group messages, 4 calls, 8 video calls, 16 profile, 32 its
    ///     subscription
    /// @param levels the contact may see fields of one's own profile that have one of these
    record ContactChange(
            @Required @Nullable String address,
            @Nullable Boolean contact,
            @Nullable Boolean favorite,
            @Nullable Boolean subscribed,
            @Nullable Integer blocked,
            @Nullable List<Integer> levels) {}

    /// Makes a group, of which one is the owner.
    ///
    /// @param expiry seconds that the group lives
    /// @param members addresses of the first members
    /// @param permissions what these members may do
    @AnsweredBy(ServerFrame.GroupAnswer.class)
    record GroupCreate(
            long id,
            @Required @Nullable String name,
            int flags,
            @Nullable Long expiry,
            int callFlags,
            long callDuration,
            int resolution,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonDeserialize(using = NullIsEmpty.class) @Nullable
            String image,

            @Nullable Map<String, @Nullable String> fields,
            @Nullable List<String> members,
            @Nullable MemberRole permissions)
            implements ClientFrame {}

    /// Asks for a group that one is a member of.
    @AnsweredBy(ServerFrame.GroupAnswer.class)
    record GroupGet(long id, @Required long gid) implements ClientFrame {}

    /// Changes a group. An absent member is unchanged; an `image` that is null or empty, or a field that is null, is
    /// removed.
    @AnsweredBy(ServerFrame.GroupAnswer.class)
    record GroupSet(
            long id,
            @Required long gid,
            @Nullable String name,
            @Nullable Integer flags,
            @Nullable Long expiry,
            @Nullable Integer callFlags,
            @Nullable Long callDuration,
            @Nullable Integer resolution,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonDeserialize(using = NullIsEmpty.class) @Nullable
            String image,

            @Nullable Map<String, @Nullable String> fields)
            implements ClientFrame {}

    /// Deletes a group.
    @AnsweredBy(ServerFrame.Ok.class)
    record GroupDelete(long id, @Required long gid) implements ClientFrame {}

    /// Asks for the groups that one is a member of, by growing gid.
    ///
    /// @param after the last gid of the page before
    /// @param limit groups in one answer, 1 to 1000; default 200
    @AnsweredBy(ServerFrame.Groups.class)
    record GroupsGet(
            long id, @Nullable Long after, @Nullable Integer limit) implements ClientFrame {}

    /// Asks for the members of a group.
    ///
    /// @param after the last address of the page before
    /// @param afterUid the last uid of the page before: good also when that user is deleted meanwhile
    @AnsweredBy(ServerFrame.Members.class)
    record GroupMembers(
            long id,
            @Required long gid,
            @Nullable String after,
            @Nullable Integer afterUid,
            @Nullable Integer limit) implements ClientFrame {}

    /// Adds members, or changes what they may do.
    @AnsweredBy(ServerFrame.Ok.class)
    record GroupAdd(
            long id,
            @Required long gid,
            @Required @Nullable List<String> members,
            @Nullable MemberRole permissions) implements ClientFrame {}

    /// Removes members.
    @AnsweredBy(ServerFrame.Ok.class)
    record GroupRemove(
            long id, @Required long gid, @Required @Nullable List<String> members) implements ClientFrame {}

    /// Joins a group.
    ///
    /// @param pin one of its pins; not needed where the group lets in everybody (its flag 8)
    @AnsweredBy(ServerFrame.GroupAnswer.class)
    record GroupJoin(long id, @Required long gid, @Nullable Long pin) implements ClientFrame {}

    /// Leaves a group.
    @AnsweredBy(ServerFrame.Ok.class)
    record GroupLeave(long id, @Required long gid) implements ClientFrame {}

    /// Makes a pin: a number by which others join.
    ///
    /// @param permissions what those who join by it may do
    /// @param expiry seconds that it is good; 0 or absent: for ever
    /// @param count joins that it is good for; 0 or absent: any number
    @AnsweredBy(ServerFrame.GroupAnswer.class)
    record PinAdd(
            long id,
            @Required long gid,
            @Nullable MemberRole permissions,
            @Nullable Long expiry,
            @Nullable Integer count)
            implements ClientFrame {}

    /// Changes a pin. An absent member is unchanged.
    @AnsweredBy(ServerFrame.GroupAnswer.class)
    record PinSet(
            long id,
            @Required long gid,
            @Required long pin,
            @Nullable MemberRole permissions,
            @Nullable Long expiry,
            @Nullable Integer count)
            implements ClientFrame {}

    /// Removes a pin.
    @AnsweredBy(ServerFrame.GroupAnswer.class)
    record PinRemove(long id, @Required long gid, @Required long pin) implements ClientFrame {}

    /// What a member may do: member bits `flags` (default all, 31), admin bits `admin` (default none), life of the
    /// membership in seconds (0 or absent: none).
    record MemberRole(
            @Nullable Integer flags,
            @Nullable Integer admin,
            @Nullable Long expiry) {}

    /// How a message is taken back.
    enum Retraction {
        /// Gone at the recipients; the sender keeps it.
        @JsonProperty("recall")
        RECALL,
        /// The content is destroyed; a tombstone stays.
        @JsonProperty("wipe")
        WIPE,
        /// Both: deleted for all.
        @JsonProperty("both")
        BOTH,
        /// For oneself only.
        @JsonProperty("delete")
        DELETE
    }
}
