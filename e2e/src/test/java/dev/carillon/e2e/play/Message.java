package dev.carillon.e2e.play;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A message, and who may see it.
final class Message {
    final Person sender;
    /// To whom; several where the address has changed hands meanwhile. Empty for a group.
    private final Register<@Nullable Person> recipient;
    final @Nullable Room room;
    final long mid;
    final Register<Version> text = new Register<>(Version.NONE);
    final Register<Boolean> wiped = new Register<>(false);
    final Register<Boolean> recalled = new Register<>(false);
    private final Map<Person, Register<Boolean>> deleted = new HashMap<>();
    private final Set<Person> seenBy = new HashSet<>();
    private final List<Version> texts = new ArrayList<>();
    private final long begun = System.nanoTime();
    private long answered = Long.MAX_VALUE;
    boolean fromBackEnd;
    long order;
    /// When it leaves at the earliest, and by when it is gone, on the clock of the spans.
    long due = Long.MIN_VALUE;

    long goneBy = Long.MAX_VALUE;
    boolean cancelled;

    Message(Person sender, Register<@Nullable Person> recipient, @Nullable Room room, long mid) {
        this.sender = sender;
        this.recipient = recipient;
        this.room = room;
        this.mid = mid;
    }

    /// One text of a message: the first or that of an edit.
    static final class Version implements Secret {
        static final Version NONE = new Version(null);
        private final @Nullable Message message;
        private final long begun = System.nanoTime();
        private long answered = Long.MAX_VALUE;

        Version(@Nullable Message message) {
            this.message = message;
            if (message != null) {
                message.texts.add(this);
            }
        }

        private Message of() {
            if (message == null) {
                throw new IllegalStateException("of no message");
            }
            return message;
        }

        void answered(long now) {
            answered = now;
            of().answered = Math.min(of().answered, now);
        }

        @Override
        public String toString() {
            return "a text of " + message;
        }

        boolean isWiped(Span span) {
            return !of().wiped.mayBe(false, span);
        }

        @Override
        public App app() {
            return of().sender.app;
        }

        @Override
        public boolean forBackEnd() {
            return false;
        }

        @Override
        public @Nullable String kept(Person viewer, Span span) {
            Message m = of();
            if (!m.text.mayBe(this, span) && (viewer == m.sender || !m.leftBefore(viewer, this))) {
                return "is an earlier text of " + m;
            }
            String reason = m.textKept(viewer, span);
            if (reason == null && viewer != m.sender && this != m.texts.getFirst() && !m.mayConcern(viewer, this)) {
                reason = "is an edit of " + m + " that was not for " + viewer;
            }
            return reason;
        }
    }

    /// Who has the address that it was sent to.
    @Nullable
    Person recipient() {
        return recipient.guess();
    }

    Register<Boolean> deletedBy(Person person) {
        return deleted.computeIfAbsent(person, _ -> new Register<>(false));
    }

    /// When its recipients are looked up.
    private Span sent(long until) {
        return due == Long.MIN_VALUE ? new Span(begun, answered) : new Span(due, until);
    }

    private @Nullable String textKept(Person viewer, Span span) {
        if (!wiped.mayBe(false, span)) {
            return "is the text of " + this + ", which was wiped";
        }
        if (span.from() > goneBy) {
            return "is the text of " + this + ", which has disappeared";
        }
        if (viewer == sender) {
            return null;
        }
        if (!recalled.mayBe(false, span)) {
            return "is the text of " + this + ", which was recalled";
        }
        return known(viewer, span);
    }

    /// Why that person may not know that there is this message; null when it may.
    @Nullable
    String known(Person viewer, Span span) {
        if (viewer == sender) {
            return null;
        }
        if (span.until() < due || cancelled) {
            return "tells of " + this + ", which has not left";
        }
        if (!mayConcern(viewer, sent(span.until()))) {
            return "tells of " + this + ", which is not for " + viewer + why(viewer);
        }
        return null;
    }

    /// May the person be among the recipients of something that was sent in this conversation in that time?
    private boolean mayConcern(Person viewer, Span span) {
        if (room != null) {
            return room.mayReach(viewer, span)
                    && (fromBackEnd || viewer.mayNotBlock(sender, Note.GROUP_MESSAGES, span));
        }
        return recipient.mayBe(viewer, span) && (fromBackEnd || viewer.mayNotBlock(sender, Note.MESSAGES, span));
    }

    /// Why it may not be in what the person reads again, though it may have been an entry; null when it may.
    @Nullable
    String inHistory(Person viewer, Span span) {
        if (!deletedBy(viewer).mayBe(false, span)) {
            return "shows " + this + ", which " + viewer + " has deleted for itself";
        }
        boolean cameBack =
                room != null && answered != Long.MAX_VALUE && room.surelyMissed(viewer, answered, span.from());
        return cameBack && due == Long.MIN_VALUE ? "shows " + this + ", from before " + viewer + " came back" : null;
    }

    boolean isFrom(String address) {
        return sender.isCalled(address);
    }

    /// Whoever an edit is not for goes on seeing the text before it: may that be so with this text?
    private boolean leftBefore(Person viewer, Version text) {
        return texts.stream()
                .anyMatch(later ->
                        later.begun > text.begun && mayBeLeftOut(viewer, new Span(later.begun, later.answered)));
    }

    private boolean mayBeLeftOut(Person viewer, Span span) {
        if (room == null) {
            return viewer.note(sender).may(note -> note.blocks(Note.MESSAGES), span);
        }
        return room.mayMiss(viewer, span) || viewer.note(sender).may(note -> note.blocks(Note.GROUP_MESSAGES), span);
    }

    private String why(Person viewer) {
        String note = ", who noted " + viewer.note(sender);
        return room == null ? note : note + " and is " + room.role(viewer) + " where flags are " + room.flags;
    }

    /// May an edit be for that person: could it be sent one then, and was it there since the message?
    private boolean mayConcern(Person viewer, Version edit) {
        boolean cameBack = room != null && room.surelyMissed(viewer, answered, edit.begun);
        return !cameBack && mayConcern(viewer, new Span(edit.begun, edit.answered));
    }

    /// Is it between these two?
    boolean between(Person one, Person other) {
        Span ever = new Span(Long.MIN_VALUE, System.nanoTime());
        return room == null
                && ((sender == one && recipient.mayBe(other, ever)) || (sender == other && recipient.mayBe(one, ever)));
    }

    /// May this message be among those that the person has not read?
    boolean mayCount(Person viewer, Span span) {
        return viewer != sender
                && known(viewer, span) == null
                && deletedBy(viewer).mayBe(false, span)
                && recalled.mayBe(false, span);
    }

    /// Somebody was shown it. Returns why this is one too many, null when it is not.
    @Nullable
    String shown(Person viewer) {
        if (viewer == sender || room == null) {
            return null;
        }
        seenBy.add(viewer);
        boolean inTurn = !room.flags.may(bits -> (bits & Room.IN_TURN) == 0, sent(System.nanoTime()));
        return inTurn && seenBy.size() > 1 ? this + " was for one member, and was shown to " + seenBy : null;
    }

    @Override
    public String toString() {
        return "message " + mid + " (order " + order + ") of " + sender + " to "
                + (room == null ? recipient.guess() : room);
    }
}
