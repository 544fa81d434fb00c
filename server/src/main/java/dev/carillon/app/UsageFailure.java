package dev.carillon.app;

/// The command line is not understood; the message, one line, says what of it.
final class UsageFailure extends Exception {
    private static final long serialVersionUID = 1;

    UsageFailure(String message) {
        super(message);
    }
}
