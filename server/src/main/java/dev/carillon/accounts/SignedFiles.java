package dev.carillon.accounts;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whether the files of an app are only given to those who have a signed URL that has not ended. The number is what is
/// stored, the word what people write: never change or reuse one.
public enum SignedFiles {
    /// As the server's setting `files-signed` says.
    DEFAULT(0),
    ON(1),
    OFF(2);

    private final int number;

    SignedFiles(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static SignedFiles of(int number) {
        for (SignedFiles one : values()) {
            if (one.number == number) {
                return one;
            }
        }
        throw new IllegalStateException("signed files of kind " + number + " were chosen by a newer Carillon");
    }

    /// Null: no such word.
    public static @Nullable SignedFiles of(String word) {
        for (SignedFiles one : values()) {
            if (one.word().equals(word.strip().toLowerCase(Locale.ROOT))) {
                return one;
            }
        }
        return null;
    }

    /// @param server what the server's setting says
    public boolean needed(boolean server) {
        return switch (this) {
            case DEFAULT -> server;
            case ON -> true;
            case OFF -> false;
        };
    }
}
