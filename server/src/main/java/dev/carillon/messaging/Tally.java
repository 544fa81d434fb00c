package dev.carillon.messaging;

/// Sums of the receipts of one message.
///
/// @param delivered recipients that have it
/// @param read recipients that have read it
/// @param taken users (recipients, and a sender with several devices) whose devices all have it
/// @param gone recipients that have left the group since; the sums are those of the others
/// @param reached the highest status that it had when somebody left, 0 when nobody had it: it never goes back
public record Tally(int delivered, int read, int taken, int gone, int reached) {
    public static final Tally NONE = new Tally(0, 0, 0);

    public Tally(int delivered, int read, int taken) {
        this(delivered, read, taken, 0, 0);
    }

    Tally and(boolean newlyDelivered, boolean newlyRead) {
        return new Tally(delivered + (newlyDelivered ? 1 : 0), read + (newlyRead ? 1 : 0), taken, gone, reached);
    }

    /// @param status that the message has now
    Tally without(Receipt leaver, int status) {
        return new Tally(
                delivered - (leaver.delivered() == 0 ? 0 : 1),
                read - (leaver.read() == 0 ? 0 : 1),
                taken,
                gone + 1,
                delivered == 0 ? reached : Math.max(reached, status));
    }

    Tally takenBy(int users) {
        return new Tally(delivered, read, users, gone, reached);
    }

    /// How many of the message's recipients are left.
    int of(StoredMessage message) {
        return message.recipients() - gone;
    }

    /// Whether somebody has, or has had, the message.
    boolean hasArrived() {
        return delivered > 0 || reached > 0;
    }
}
