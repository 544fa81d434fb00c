package dev.carillon.storage.sql;

import dev.carillon.accounts.DamagedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection with its prepared statements, for one thread at a time. A statement is prepared once, and again
/// after it has failed: the driver may have closed it.
final class Sql implements AutoCloseable {

    /// Makes a value of one row.
    interface Row<T extends @Nullable Object> {
        T of(ResultSet row) throws SQLException;
    }

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Sql(Connection connection) {
        this.connection = connection;
    }

    /// Runs a statement that is not worth keeping.
    void execute(String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    /// Returns how many rows were changed.
    int update(String sql, @Nullable Object... arguments) {
        try {
            return bound(sql, arguments).executeUpdate();
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    <T> @Nullable T one(String sql, Row<T> row, @Nullable Object... arguments) {
        try (ResultSet rows = bound(sql, arguments).executeQuery()) {
            return rows.next() ? row.of(rows) : null;
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /// The single number that the statement always yields.
    int number(String sql, @Nullable Object... arguments) {
        Integer number = one(sql, row -> row.getInt(1), arguments);
        if (number == null) {
            throw new IllegalStateException("no row: " + sql);
        }
        return number;
    }

    <T> List<T> list(String sql, Row<T> row, @Nullable Object... arguments) {
        List<T> list = new ArrayList<>();
        each(sql, row, list::add, arguments);
        return list;
    }

    <T> void each(String sql, Row<T> row, Consumer<? super T> consumer, @Nullable Object... arguments) {
        try (ResultSet rows = bound(sql, arguments).executeQuery()) {
            while (rows.next()) {
                consumer.accept(row.of(rows));
            }
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    private PreparedStatement bound(String sql, @Nullable Object[] arguments) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < arguments.length; i++) {
            bind(statement, i + 1, arguments[i]);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setObject(index, null);
            case Integer number -> statement.setInt(index, number);
            case Long number -> statement.setLong(index, number);
            case Boolean truth -> statement.setInt(index, truth ? 1 : 0);
            case String text -> statement.setString(index, text);
            default -> throw new IllegalArgumentException("cannot store a " + value.getClass());
        }
    }

    private UncheckedIOException failed(String sql, SQLException e) {
        try (PreparedStatement broken = prepared.remove(sql)) {
            return failure(sql, e);
        } catch (SQLException alsoFailed) {
            e.addSuppressed(alsoFailed);
            return failure(sql, e);
        }
    }

    private static UncheckedIOException failure(String sql, SQLException e) {
        var cause = new IOException(e);
        String said = String.valueOf(e.getMessage());
        return said.contains("SQLITE_CORRUPT") || said.contains("SQLITE_NOTADB")
                ? new DamagedData("directory.db is damaged: " + sql, cause)
                : new UncheckedIOException("directory.db: " + sql, cause);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure("close", e);
        }
    }
}
