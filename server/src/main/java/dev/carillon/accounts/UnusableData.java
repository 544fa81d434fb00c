package dev.carillon.accounts;

/// The data folder is not as this program left it, or not for this program, and going on would lose or mix up
/// something. The message, one line, says what is wrong and what to do, to a person. Not a bug.
public final class UnusableData extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnusableData(String message) {
        super(message);
    }

    public UnusableData(String message, Throwable cause) {
        super(message, cause);
    }
}
