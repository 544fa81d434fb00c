package dev.carillon.messaging;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.User;
import dev.carillon.protocol.FrameCodec;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.RawJson;
import dev.carillon.protocol.ServerFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// From what is stored to what goes over the wire: uids become addresses.
final class Frames {
    private final Accounts accounts;
    private final FrameCodec codec;

    Frames(Accounts accounts, FrameCodec codec) {
        this.accounts = accounts;
        this.codec = codec;
    }

    byte[] encode(ServerFrame frame) {
        return codec.encode(frame);
    }

    /// An address for people; a deleted user shows as `#uid`, which no user can have as a peer.
    String address(int uid) {
        User user = accounts.user(uid);
        return user == null ? "#" + uid : user.address();
    }

    /// As an inbox entry or a transient frame: the same for all recipients.
    ServerFrame.Message message(StoredMessage m) {
        return others(m, false);
    }

    /// As seen by one of its recipients.
    ServerFrame.Message others(StoredMessage m, boolean read) {
        return message(m, 0, read, null);
    }

    /// As its sender sees it.
    ///
    /// @param status 0 for a transient one
    ServerFrame.Message own(StoredMessage m, int status) {
        return message(m, status, false, m.label());
    }

    private ServerFrame.Message message(StoredMessage m, int status, boolean read, @Nullable String label) {
        Conversation conversation = m.ref().conversation();
        long expiry = (m.expires() - m.ts()) / 1000;
        return new ServerFrame.Message(
                address(m.sender()),
                m.sender(),
                conversation.group() ? null : address(m.recipient()),
                m.recipient(),
                conversation.group() ? conversation.a() : 0,
                m.mid(),
                m.ref().order(),
                m.ts(),
                m.type(),
                m.flags(),
                content(m),
                expiry == Limits.DEFAULT_EXPIRY ? 0 : expiry,
                m.replyTo(),
                m.thread(),
                m.forwarded(),
                m.age(),
                m.edited(),
                m.state() & (StoredMessage.WIPED | StoredMessage.RECALLED),
                status,
                read,
                label);
    }

    ServerFrame.Status status(StoredMessage m, Payloads.Progress progress) {
        Conversation conversation = m.ref().conversation();
        List<ServerFrame.MemberStatus> by = progress.by().stream()
                .map(b -> new ServerFrame.MemberStatus(address(b.uid()), b.uid(), b.status(), b.ts()))
                .toList();
        return new ServerFrame.Status(
                conversation.group() ? null : address(m.recipient()),
                m.recipient(),
                conversation.group() ? conversation.a() : 0,
                m.ref().order(),
                m.mid(),
                progress.status(),
                by,
                progress.delivered(),
                progress.read(),
                progress.of() == Payloads.Progress.UNKNOWN ? m.recipients() : progress.of(),
                m.label());
    }

    /// A scheduled message that was not sent has no order.
    ServerFrame.Status unsent(Conversation conversation, int sender, Payloads.Unsent what) {
        int peer = conversation.group() ? 0 : conversation.other(sender);
        return new ServerFrame.Status(
                what.peer(), peer, gid(conversation), 0, what.mid(), what.status(), List.of(), 0, 0, 0, what.label());
    }

    ServerFrame.Edited edited(StoredMessage m, int viewer) {
        return new ServerFrame.Edited(
                address(m.sender()),
                m.sender(),
                peer(m.ref().conversation(), viewer),
                peerUid(m.ref().conversation(), viewer),
                gid(m.ref().conversation()),
                m.ref().order(),
                m.mid(),
                content(m),
                m.edited());
    }

    ServerFrame.Retracted retracted(Conversation conversation, int viewer, Payloads.Orders what) {
        return new ServerFrame.Retracted(
                what.by() == 0 ? null : address(what.by()),
                what.by(),
                peer(conversation, viewer),
                peerUid(conversation, viewer),
                gid(conversation),
                what.orders(),
                what.upTo(),
                what.how());
    }

    ServerFrame.Seen seen(Conversation conversation, int viewer, Payloads.Orders what) {
        return new ServerFrame.Seen(
                peer(conversation, viewer), peerUid(conversation, viewer), gid(conversation), what.orders());
    }

    @Nullable
    String peer(Conversation conversation, int viewer) {
        return conversation.group() ? null : address(conversation.other(viewer));
    }

    /// 0 in a group.
    static int peerUid(Conversation conversation, int viewer) {
        return conversation.group() ? 0 : conversation.other(viewer);
    }

    static long gid(Conversation conversation) {
        return conversation.group() ? conversation.a() : 0;
    }

    private static @Nullable RawJson content(StoredMessage m) {
        return m.is(StoredMessage.WIPED) || m.content().length == 0 ? null : FrameCodec.raw(m.content());
    }
}
