package dev.carillon.gateway;

import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.CloseCode;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.MessageStatus;
import dev.carillon.protocol.ServerFrame;
import org.jspecify.annotations.Nullable;

/// Which frame is answered by whom. On the session's own thread, in the order of the frames; what may take long goes
/// to the session's lane.
final class FrameDispatcher {
    private final Gateway.Parts parts;
    private final MessageRequests messages;
    private final PresenceRequests presence;
    private final ProfileRequests profiles;
    private final ContactRequests contacts;
    private final GroupRequests groups;
    private final PinRequests pins;
    private final MessageRates rates;

    FrameDispatcher(Gateway.Parts parts) {
        this.parts = parts;
        this.messages = new MessageRequests(parts.messaging());
        this.presence = new PresenceRequests(parts.presence());
        this.profiles = new ProfileRequests(parts.accounts(), parts.groups());
        this.contacts = new ContactRequests(parts);
        this.groups = new GroupRequests(parts.accounts(), parts.groups());
        this.pins = new PinRequests(parts.groups());
        this.rates = new MessageRates(parts.limits().messageRate(), System::nanoTime);
    }

    /// The answer, or null when there is none, or it was sent already, or comes later.
    @Nullable
    ServerFrame dispatch(Session session, Identity me, ClientFrame frame) {
        return switch (frame) {
            case ClientFrame.Hello _ -> {
                session.close(CloseCode.TOO_EARLY, "a second hello");
                yield null;
            }
            case ClientFrame.Ping ping -> {
                // answered even without a request number: it is the heartbeat
                session.send(new ServerFrame.Pong(ping.id(), parts.clock().millis()));
                yield null;
            }
            case ClientFrame.Logout logout -> logout(session, me, logout);
            case ClientFrame.Time time ->
                new ServerFrame.Ok(time.id(), parts.clock().millis());

            case ClientFrame.Send send ->
                rates.grants(me.uid())
                        ? messages.send(session, me, send)
                        : ServerFrame.Error.ofMessage(
                                send.id(), ErrorCode.RATELIMIT, send.mid(), MessageStatus.FAIL, rates.refusal());
            case ClientFrame.Cancel cancel -> parts.messaging().cancel(me.who(), cancel);
            case ClientFrame.Scheduled scheduled ->
                session.later(scheduled.id(), () -> parts.messaging().scheduled(me.who(), scheduled));
            case ClientFrame.Ack ack ->
                me.feed().acknowledge(ack.seq())
                        ? ServerFrame.Ok.of(ack.id())
                        : ServerFrame.Error.of(ack.id(), ErrorCode.BADREQ, "ack.seq: above what was sent");
            case ClientFrame.Read read -> parts.messaging().read(me.who(), read);
            case ClientFrame.Edit edit ->
                rates.grants(me.uid()) ? parts.messaging().edit(me.who(), edit) : tooFast(edit.id());
            case ClientFrame.Retract retract ->
                rates.grants(me.uid()) ? parts.messaging().retract(me.who(), retract) : tooFast(retract.id());
            case ClientFrame.Clear clear -> parts.messaging().clear(me.who(), clear);
            case ClientFrame.Receipts receipts ->
                session.later(receipts.id(), () -> parts.messaging().receipts(me.who(), receipts));
            case ClientFrame.Conversations conversations ->
                session.later(conversations.id(), () -> parts.messaging().conversations(me.who(), conversations));
            case ClientFrame.History history ->
                session.later(history.id(), () -> parts.messaging().history(me.who(), history));

            case ClientFrame.Presence change -> presence.relay(me, change);
            case ClientFrame.Watch watch -> session.look(watch.id(), () -> presence.watch(me, watch));
            case ClientFrame.Unwatch unwatch -> presence.unwatch(me, unwatch);
            case ClientFrame.Availability availability -> presence.availability(me, availability);

            case ClientFrame.ProfileGet get -> session.lookLater(get.id(), () -> profiles.get(me, get));
            case ClientFrame.ProfileSet set -> profiles.set(me, set);
            case ClientFrame.ContactsGet get -> session.lookLater(get.id(), () -> contacts.get(me, get));
            case ClientFrame.ContactsSet set -> contacts.set(session, me, set);

            case ClientFrame.GroupCreate create -> groups.create(me, create);
            case ClientFrame.GroupGet get -> session.look(get.id(), () -> groups.get(me, get));
            case ClientFrame.GroupsGet get -> session.lookLater(get.id(), () -> groups.list(me, get));
            case ClientFrame.GroupSet set -> session.look(set.id(), () -> groups.set(me, set));
            case ClientFrame.GroupDelete delete -> groups.delete(me, delete);
            case ClientFrame.GroupMembers members -> session.lookLater(members.id(), () -> groups.members(me, members));
            case ClientFrame.GroupAdd add -> groups.add(me, add);
            case ClientFrame.GroupRemove remove -> groups.remove(me, remove);
            case ClientFrame.GroupJoin join -> session.look(join.id(), () -> groups.join(me, join));
            case ClientFrame.GroupLeave leave -> groups.leave(me, leave);
            case ClientFrame.PinAdd add -> pins.add(me, add);
            case ClientFrame.PinSet set -> pins.set(me, set);
            case ClientFrame.PinRemove remove -> pins.remove(me, remove);
        };
    }

    private ServerFrame tooFast(long id) {
        return ServerFrame.Error.of(id, ErrorCode.RATELIMIT, rates.refusal());
    }

    /// The session leaves the hub first, so that the end of its own token does not close it before the answer.
    private @Nullable ServerFrame logout(Session session, Identity me, ClientFrame.Logout logout) {
        if (logout.revoke()) {
            parts.hub().remove(me.uid(), session);
            try {
                parts.accounts().revokeDevice(me.who().device());
            } catch (RuntimeException e) {
                session.close(CloseCode.INTERNAL, "the token could not be deleted");
                throw e;
            }
        }
        session.answer(logout.id(), ServerFrame.Ok.of(logout.id()));
        session.closeNormally();
        return null;
    }
}
