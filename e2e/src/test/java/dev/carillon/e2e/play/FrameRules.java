package dev.carillon.e2e.play;

import dev.carillon.e2e.harness.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a frame tells beside texts: that there is a message, a group, a membership, that somebody is there or types,
/// and how many messages are unread.
final class FrameRules {
    private static final int OFFLINE = 2;

    private final Model model;

    FrameRules(Model model) {
        this.model = model;
    }

    /// The rules that the frame breaks, each in words.
    List<String> broken(Person viewer, Frame frame, Frame request, Span span) {
        var broken = new ArrayList<String>();
        switch (frame.t()) {
            case "message" -> add(broken, message(viewer, frame, span));
            case "edited" -> add(broken, mid(viewer, frame, span, _ -> true));
            case "status" -> {
                add(broken, mid(viewer, frame, span, message -> message.sender == viewer));
                receivers(viewer, frame, span, broken);
            }
            case "retracted", "seen" -> orders(viewer, frame, span, broken);
            case "history" -> history(viewer, frame, request, span, broken);
            case "conversations" -> conversations(viewer, frame, span, broken);
            case "receipts" -> add(broken, receipts(viewer, request));
            case "presence" -> add(broken, presence(viewer, frame, span));
            case "presences" -> presences(viewer, frame, span, broken);
            case "profile" -> add(broken, profile(viewer, frame.object("profile"), span));
            case "profiles" ->
                frame.objects("profiles").forEach(profile -> add(broken, profile(viewer, profile, span)));
            case "contacts" -> contacts(viewer, frame, span, broken);
            case "welcome" -> welcome(viewer, frame, span, broken);
            case "members" -> members(viewer, frame, span, broken);
            case "group", "groupEvent" -> add(broken, ofGroup(viewer, frame, span));
            case "scheduled" -> scheduled(viewer, frame, broken);
            default -> {}
        }
        return broken;
    }

    private static void add(List<String> broken, @Nullable String reason) {
        if (reason != null) {
            broken.add(reason);
        }
    }

    // --- messages

    private @Nullable String message(Person viewer, Frame frame, Span span) {
        String reason = mid(viewer, frame, span, _ -> true);
        model.learn(frame);
        Message message = frame.has("order") ? model.byOrder(frame.number("order")) : null;
        return reason != null || message == null ? reason : message.shown(viewer);
    }

    private @Nullable String again(Person viewer, Frame frame, Span span) {
        String reason = message(viewer, frame, span);
        Message message = model.byOrder(frame.number("order"));
        return reason != null || message == null ? reason : message.inHistory(viewer, span);
    }

    /// Messages have a number by their sender, which others may have used too.
    private @Nullable String mid(Person viewer, Frame frame, Span span, Predicate<Message> such) {
        List<Message> candidates = model.byMid(frame.number("mid"));
        List<Message> meant = candidates.stream()
                .filter(message -> !frame.has("from") || message.isFrom(frame.text("from")))
                .toList();
        return candidates.isEmpty()
                        || meant.stream().anyMatch(message -> such.test(message) && message.known(viewer, span) == null)
                ? null
                : "tells of mid " + frame.number("mid") + ", which is " + candidates;
    }

    /// Those who have got or read it can only be those who see it.
    private void receivers(Person viewer, Frame frame, Span span, List<String> broken) {
        for (Frame receiver : frame.objects("by")) {
            boolean right = model.byMid(frame.number("mid")).stream()
                    .filter(message -> message.sender == viewer)
                    .anyMatch(message -> model.called(viewer.app, receiver.text("address")).stream()
                            .anyMatch(person -> message.known(person, span) == null));
            if (!right) {
                broken.add("says that somebody has got it who does not see it: " + receiver);
            }
        }
    }

    private void orders(Person viewer, Frame frame, Span span, List<String> broken) {
        for (long order : frame.numbers("orders")) {
            Message message = model.byOrder(order);
            if (message != null) {
                add(broken, message.known(viewer, span));
            }
        }
    }

    private void history(Person viewer, Frame frame, Frame request, Span span, List<String> broken) {
        if (request.has("gid")) {
            add(broken, inGroup(viewer, request.number("gid"), span));
        }
        for (Frame message : frame.objects("messages")) {
            add(broken, again(viewer, message, span));
            if (request.number("gid") != message.number("gid")) {
                broken.add("belongs to another conversation: " + message);
            }
        }
    }

    private void conversations(Person viewer, Frame frame, Span span, List<String> broken) {
        for (Frame conversation : frame.objects("conversations")) {
            add(broken, again(viewer, conversation.object("last"), span));
            if (conversation.has("gid")) {
                add(broken, inGroup(viewer, conversation.number("gid"), span));
            }
            long most = messages(viewer, conversation).stream()
                    .filter(message -> message.mayCount(viewer, span))
                    .count();
            if (conversation.number("unread") > most) {
                broken.add("counts more unread messages than the " + most + " that " + viewer + " may see: "
                        + conversation);
            }
        }
    }

    private List<Message> messages(Person viewer, Frame conversation) {
        if (conversation.has("gid")) {
            Room room = model.room(conversation.number("gid"));
            return room == null ? List.of() : model.of(room);
        }
        return model.withAddress(viewer, conversation.text("peer"));
    }

    private @Nullable String receipts(Person viewer, Frame request) {
        Message message = model.byOrder(request.number("order"));
        return message == null || message.sender == viewer ? null : "tells who has got " + message;
    }

    private void scheduled(Person viewer, Frame frame, List<String> broken) {
        for (Frame message : frame.objects("messages")) {
            List<Message> candidates = model.byMid(message.number("mid"));
            if (candidates.stream().noneMatch(candidate -> candidate.sender == viewer)) {
                broken.add("is another's scheduled message: " + candidates);
            }
        }
    }

    // --- presence

    private @Nullable String presence(Person viewer, Frame frame, Span span) {
        Person from = model.mayHold(viewer.app, frame.text("from"), span);
        if (from == null) {
            return "comes from nobody: " + frame.text("from");
        }
        if (frame.number("presence") <= OFFLINE) {
            boolean died = !frame.has("lastSeen") && from.alive.mayBe(false, span);
            return died || visible(from, viewer, span)
                    ? null
                    : "tells of the presence of " + from + ", " + from.note(viewer) + ", audience " + from.audience
                            + ", in " + span;
        }
        if (!frame.has("gid")) {
            return viewer.mayNotBlock(from, Note.MESSAGES, span) ? null : "comes from the blocked " + from;
        }
        Room room = model.room(frame.number("gid"));
        boolean may = room != null
                && room.mayReach(viewer, span)
                && room.mayHave(from, span)
                && (from == viewer || viewer.mayNotBlock(from, Note.GROUP_MESSAGES, span));
        return may ? null : "tells what " + from + " does in " + room;
    }

    private void presences(Person viewer, Frame frame, Span span, List<String> broken) {
        for (Frame user : frame.objects("users")) {
            Person from = model.mayHold(viewer.app, user.text("address"), span);
            boolean tells = user.flag("online") || user.has("lastSeen");
            if (tells && (from == null || !visible(from, viewer, span))) {
                broken.add("tells of the presence of " + user);
            }
        }
    }

    /// May `viewer` see whether `person` is online?
    private boolean visible(Person person, Person viewer, Span span) {
        if (person == viewer) {
            return true;
        }
        if (!person.mayNotBlock(viewer, Note.MESSAGES | Note.PROFILE | Note.SUBSCRIPTION, span)) {
            return false;
        }
        Register<Note> note = person.note(viewer);
        return person.audience.may(
                audience -> switch (audience) {
                    case Person.EVERYBODY, Person.SUBSCRIBERS -> true;
                    case Person.CONTACTS -> note.may(Note::contact, span);
                    case Person.FAVORITES -> note.may(Note::favorite, span);
                    default -> inGroup(viewer, audience, span) == null;
                },
                span);
    }

    // --- people

    private @Nullable String profile(Person viewer, Frame profile, Span span) {
        if (!profile.has("uid")) {
            return null;
        }
        long uid = profile.number("uid");
        boolean right = model.holder(viewer.app, profile.text("address"))
                .may(person -> person != null && (person.uid == uid || person.uid == 0), span);
        return right ? null : "is the profile of another than who has the address: " + profile;
    }

    private void contacts(Person viewer, Frame frame, Span span, List<String> broken) {
        for (Frame contact : frame.objects("contacts")) {
            Person other = model.mayHold(viewer.app, contact.text("address"), span);
            int blocked = (int) contact.number("blocked");
            if (other != null && !viewer.note(other).may(note -> note.blocked() == blocked, span)) {
                broken.add("is no contact of " + viewer + ": " + contact);
            }
        }
    }

    // --- groups

    private void welcome(Person viewer, Frame frame, Span span, List<String> broken) {
        if (!frame.text("user.address").equals(viewer.address)) {
            broken.add("is another's login");
        }
        frame.objects("groups").forEach(group -> add(broken, inGroup(viewer, group.number("gid"), span)));
    }

    private @Nullable String ofGroup(Person viewer, Frame frame, Span span) {
        long gid = frame.has("gid") ? frame.number("gid") : frame.number("group.gid");
        boolean tellsOfTheEnd = frame.text("event").equals("removed")
                && frame.texts("addresses").contains(viewer.address);
        String reason = tellsOfTheEnd ? null : inGroup(viewer, gid, span);
        Room room = model.room(gid);
        if (reason == null && room != null && !frame.objects("group.pins").isEmpty()) {
            boolean may = room.mayDo(viewer, Role.LIST_PINS | Role.ADD_PIN | Role.REMOVE_PIN, span);
            return may ? null : "tells the pins of " + room;
        }
        return reason;
    }

    private void members(Person viewer, Frame frame, Span span, List<String> broken) {
        add(broken, ofGroup(viewer, frame, span));
        Room room = model.room(frame.number("gid"));
        for (Frame member : frame.objects("members")) {
            boolean right = room == null
                    || model.called(viewer.app, member.text("address")).stream()
                            .anyMatch(person -> room.mayHave(person, span));
            if (!right) {
                broken.add("lists somebody who is no member: " + member);
            }
        }
    }

    private @Nullable String inGroup(Person viewer, long gid, Span span) {
        Room room = model.room(gid);
        return room == null || room.mayHave(viewer, span) ? null : "is of " + room + ", of which one is no member";
    }
}
