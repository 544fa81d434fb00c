package dev.carillon.storage.sql;

import dev.carillon.accounts.App;
import dev.carillon.accounts.AppSettings;
import dev.carillon.accounts.SignedFiles;
import java.sql.ResultSet;
import java.sql.SQLException;

/// The columns of an app.
final class AppTable {
    static final String SELECT =
            "SELECT name, token, retention, delete_after_delivery, flags, webhook, signed_files, aid FROM apps";
    static final String INSERT = """
            INSERT INTO apps (name, token, retention, delete_after_delivery, flags, webhook, signed_files, aid)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""";
    static final String UPDATE = """
            UPDATE apps SET name = ?, token = ?, retention = ?, delete_after_delivery = ?, flags = ?, webhook = ?,
                signed_files = ?
            WHERE aid = ?""";

    private AppTable() {}

    static App row(ResultSet row) throws SQLException {
        var settings = new AppSettings(
                row.getLong(3), row.getBoolean(4), row.getInt(5), row.getString(6), SignedFiles.of(row.getInt(7)));
        return new App(row.getInt(8), row.getString(1), row.getString(2), settings);
    }

    static Object[] values(App app) {
        AppSettings settings = app.settings();
        return new Object[] {
            app.name(),
            app.token(),
            settings.retention(),
            settings.deleteAfterDelivery(),
            settings.flags(),
            settings.webhook(),
            settings.signedFiles().number(),
            app.aid()
        };
    }
}
