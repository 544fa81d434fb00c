package dev.carillon.app;

import dev.carillon.accounts.DamagedData;
import java.io.UncheckedIOException;

/// The program cannot do what it was started for, and the message, one line, says why to a person. Not a bug.
final class StartFailure extends Exception {
    private static final long serialVersionUID = 1;

    StartFailure(String message) {
        super(message);
    }

    StartFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /// What the stores and the system say of it, in our words where the reason is a common one: a disk that is full,
    /// too few files that may be open, a file that is damaged.
    static String reason(UncheckedIOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String said = String.valueOf(cause.getMessage());
            if (said.contains("No space left") || said.contains("SQLITE_FULL")) {
                return "the disk is full (No space left on device); make room and start again";
            }
            if (said.contains("Too many open files")) {
                return OpenFiles.tooFew();
            }
            if (said.contains("SQLITE_CORRUPT") || said.contains("SQLITE_NOTADB")) {
                return "directory.db is damaged; restore the data folder from a backup";
            }
        }
        String message = String.valueOf(e.getMessage());
        if (e instanceof DamagedData) {
            return message + ". Restore the data folder from a backup";
        }
        Throwable cause = e.getCause();
        String inner = cause == null ? "" : String.valueOf(cause.getMessage());
        return message.endsWith(inner) ? inner : message + ": " + inner;
    }
}
