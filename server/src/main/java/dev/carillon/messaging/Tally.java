package dev.carillon.messaging;

/// Sums of the receipts of one message.
///
/// @param delivered recipients that have it
/// @param read recipients that have read it
/// @param taken users (recipients, and a sender with several devices) whose devices all have it
public record Tally(int delivered, int read, int taken) {
    public static final Tally NONE = new Tally(0, 0, 0);
}
