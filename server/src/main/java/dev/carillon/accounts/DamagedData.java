package dev.carillon.accounts;

import java.io.IOException;
import java.io.UncheckedIOException;

/// A piece of what the stores keep cannot be read any more: its bytes are not those that were written. Trying again
/// does not help; a person has to.
public final class DamagedData extends UncheckedIOException {
    private static final long serialVersionUID = 1;

    public DamagedData(String message, IOException cause) {
        super(message, cause);
    }
}
