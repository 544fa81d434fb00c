package dev.carillon.storage.sql;

import dev.carillon.groups.GroupStore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Groups, members and pins in SQL.
record SqlGroups(dev.carillon.storage.sql.Writer writer, Readers readers) implements GroupStore {

    @Override
    public <T extends @Nullable Object> T read(Function<Reader, T> work) {
        return readers.read(sql -> work.apply(new GroupRows(sql)));
    }

    @Override
    public <T extends @Nullable Object> T write(Function<Writer, T> work) {
        return writer.write(sql -> work.apply(new GroupRows(sql)));
    }
}
