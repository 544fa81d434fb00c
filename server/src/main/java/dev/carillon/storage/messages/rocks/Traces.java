package dev.carillon.storage.messages.rocks;

import dev.carillon.accounts.DamagedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

/// What the store can tell of where it belongs: its data folder, and the largest ids in it. Found by a few look-ups,
/// however much it holds, for ids stand in front in the keys.
///
/// @param origin the data folder it belongs to; empty when it was never told
/// @param user the largest uid that it has something of; 0 none
/// @param group the largest gid; 0 none
/// @param order the last order in it; 0 when nothing was ever written
public record Traces(String origin, int user, int group, long order) {
    private static final Logger LOG = System.getLogger(Traces.class.getName());
    private static final byte[] ALL = {};

    /// Ids are positive; the inbox of a group has its number below zero.
    private static final int USERS_END = Integer.MIN_VALUE;

    public boolean isBlank() {
        return order == 0;
    }

    static Traces of(Database database, long order) {
        byte[] origin = database.get(Column.META, Keys.ORIGIN);
        int user = Math.max(
                last(database, Column.USERS), Math.max(last(database, Column.INBOXES), last(database, Column.MIDS)));
        return new Traces(
                origin == null ? "" : new String(origin, StandardCharsets.US_ASCII), user, group(database), order);
    }

    /// The largest positive number with which a key begins.
    private static int last(Database database, Column column) {
        try (Scan scan = database.walkBack(column, ALL, Keys.user(USERS_END))) {
            return scan.next() ? new Input(scan.key()).i32() : 0;
        } catch (DamagedData e) {
            return unread(e);
        }
    }

    /// A damaged piece keeps those away who need it, not the whole server; the marks still tell what is lost.
    private static int unread(DamagedData e) {
        LOG.log(Level.ERROR, "Stored messages are damaged: " + e.getMessage());
        return 0;
    }

    private static int group(Database database) {
        int largest = 0;
        try (Scan scan = database.walk(Column.INBOXES, Keys.user(USERS_END), null)) {
            largest = scan.next() ? Math.negateExact(Math.max(new Input(scan.key()).i32(), -Integer.MAX_VALUE)) : 0;
        } catch (DamagedData e) {
            largest = unread(e);
        }
        byte[] end = new byte[Keys.CONVERSATION];
        Arrays.fill(end, (byte) 0xFF);
        try (Scan scan = database.walkBack(Column.MESSAGES, new byte[] {1}, end)) {
            return scan.next() ? Math.max(largest, new Input(scan.key(), 1).i32()) : largest;
        } catch (DamagedData e) {
            return Math.max(largest, unread(e));
        }
    }

    static void belong(Database database, String origin) {
        write(database, Keys.ORIGIN, batch -> batch.value().raw(origin.getBytes(StandardCharsets.US_ASCII)));
    }

    static void beginAbove(Database database, long order) {
        write(database, Keys.LAST_ORDER, batch -> Records.number(batch.value(), order));
    }

    private static void write(Database database, byte[] key, Function<Batch, Output> value) {
        Batch batch = database.batch();
        batch.put(Column.META, key, value.apply(batch));
        try {
            database.write(batch, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
