package dev.carillon.app;

/// The program cannot do what it was started for, and the message, one line, says why to a person. Not a bug.
final class StartFailure extends Exception {
    private static final long serialVersionUID = 1;

    StartFailure(String message) {
        super(message);
    }

    StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
