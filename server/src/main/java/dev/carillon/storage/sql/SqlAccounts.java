package dev.carillon.storage.sql;

import dev.carillon.accounts.AccountStore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Apps, users, devices and contacts in SQL.
record SqlAccounts(dev.carillon.storage.sql.Writer writer, Readers readers) implements AccountStore {

    @Override
    public <T extends @Nullable Object> T read(Function<Reader, T> work) {
        return readers.read(sql -> work.apply(new AccountRows(sql)));
    }

    @Override
    public <T extends @Nullable Object> T write(Function<Writer, T> work) {
        return writer.write(sql -> work.apply(new AccountRows(sql)));
    }
}
