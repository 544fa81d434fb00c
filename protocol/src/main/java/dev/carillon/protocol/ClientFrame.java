package dev.carillon.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything a client may send. The member `t` of the JSON object names the frame; `id` is the client's request
/// number, 0 when it wants no answer.
/// Members are as docs/guide/protocol.md describes them; absent ones are null (or 0, or false, where that is the
/// default).
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

    record Hello(
            long id,
            int v,
            @Nullable String token,
            @Nullable String app,
            @Nullable String platform,
            @Nullable Long cursor,
            @Nullable String client,
            @Nullable Boolean foreground)
            implements ClientFrame {}

    record Ping(long id) implements ClientFrame {}

    record Logout(long id, boolean revoke) implements ClientFrame {}

    record Time(long id) implements ClientFrame {}

    record Send(
            long id,
            long mid,
            @Nullable String to,
            long gid,
            @Nullable Content content,
            int type,
            @Nullable Integer flags,
            @Nullable Long expiry,
            long when,
            long replyTo,
            long thread,
            boolean forwarded,
            @Nullable Age age)
            implements ClientFrame {}

    record Cancel(long id, long mid) implements ClientFrame {}

    record Scheduled(long id) implements ClientFrame {}

    record Ack(long id, long seq) implements ClientFrame {}

    /// Either `orders` or `upTo` (then all messages of others up to that order).
    record Read(
            long id,
            @Nullable String peer,
            long gid,
            @Nullable List<Long> orders,
            long upTo) implements ClientFrame {}

    record Receipts(
            long id,
            @Nullable String peer,
            long gid,
            long order,
            @Nullable String after,
            @Nullable Integer limit) implements ClientFrame {}

    record Edit(
            long id,
            @Nullable String peer,
            long gid,
            long order,
            @Nullable Content content) implements ClientFrame {}

    record Retract(
            long id,
            @Nullable String peer,
            long gid,
            @Nullable List<Long> orders,
            @Nullable Retraction how) implements ClientFrame {}

    record Clear(long id, @Nullable String peer, long gid, long upTo) implements ClientFrame {}

    record Presence(
            long id,
            @Nullable String to,
            long gid,
            int presence,
            @Nullable Long value,
            @Nullable Long interval) implements ClientFrame {}

    record Watch(long id, @Nullable List<String> addresses) implements ClientFrame {}

    record Unwatch(long id, @Nullable List<String> addresses) implements ClientFrame {}

    record Availability(
            long id,
            @Nullable Boolean foreground,
            @Nullable Integer mode,
            @Nullable Boolean online,
            @Nullable Integer audience)
            implements ClientFrame {}

    record Conversations(
            long id, @Nullable Integer limit, @Nullable Long before) implements ClientFrame {}

    record History(
            long id,
            @Nullable String peer,
            long gid,
            @Nullable Long before,
            @Nullable Long after,
            @Nullable Integer limit)
            implements ClientFrame {}

    record ProfileGet(
            long id,
            @Nullable List<String> addresses,
            @Nullable List<Long> gids) implements ClientFrame {}

    /// An absent member is unchanged; an empty `name` or `image`, or a null field, is removed.
    record ProfileSet(
            long id,
            @Nullable String name,
            @Nullable String image,
            @Nullable Map<String, @Nullable String> fields,
            @Nullable Map<String, Integer> levels)
            implements ClientFrame {}

    record ContactsGet(long id) implements ClientFrame {}

    record ContactsSet(long id, @Nullable List<ContactChange> contacts) implements ClientFrame {}

    record ContactChange(
            @Nullable String address,
            @Nullable Boolean contact,
            @Nullable Boolean favorite,
            @Nullable Boolean subscribed,
            @Nullable Integer blocked,
            @Nullable List<Integer> levels) {}

    record GroupCreate(
            long id,
            @Nullable String name,
            int flags,
            @Nullable Long expiry,
            int callFlags,
            long callDuration,
            int resolution,
            @Nullable String image,
            @Nullable Map<String, @Nullable String> fields,
            @Nullable List<String> members,
            @Nullable MemberRole permissions)
            implements ClientFrame {}

    record GroupGet(long id, long gid) implements ClientFrame {}

    record GroupSet(
            long id,
            long gid,
            @Nullable String name,
            @Nullable Integer flags,
            @Nullable Long expiry,
            @Nullable Integer callFlags,
            @Nullable Long callDuration,
            @Nullable Integer resolution,
            @Nullable String image,
            @Nullable Map<String, @Nullable String> fields)
            implements ClientFrame {}

    record GroupDelete(long id, long gid) implements ClientFrame {}

    record GroupMembers(
            long id,
            long gid,
            @Nullable String after,
            @Nullable Integer limit) implements ClientFrame {}

    record GroupAdd(
            long id,
            long gid,
            @Nullable List<String> members,
            @Nullable MemberRole permissions) implements ClientFrame {}

    record GroupRemove(long id, long gid, @Nullable List<String> members) implements ClientFrame {}

    record GroupJoin(long id, long gid, @Nullable Long pin) implements ClientFrame {}

    record GroupLeave(long id, long gid) implements ClientFrame {}

    record PinAdd(
            long id,
            long gid,
            @Nullable MemberRole permissions,
            @Nullable Long expiry,
            @Nullable Integer count) implements ClientFrame {}

    record PinSet(
            long id,
            long gid,
            long pin,
            @Nullable MemberRole permissions,
            @Nullable Long expiry,
            @Nullable Integer count)
            implements ClientFrame {}

    record PinRemove(long id, long gid, long pin) implements ClientFrame {}

    /// What a member may do: member bits `flags` (default all, 31), admin bits `admin` (default none), life of the
    /// membership in seconds (0 or absent: none).
    record MemberRole(
            @Nullable Integer flags,
            @Nullable Integer admin,
            @Nullable Long expiry) {}

    /// How a message is taken back.
    enum Retraction {
        @JsonProperty("recall")
        RECALL,
        @JsonProperty("wipe")
        WIPE,
        @JsonProperty("both")
        BOTH,
        @JsonProperty("delete")
        DELETE
    }
}
