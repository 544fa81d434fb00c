package dev.carillon.storage.sql;

import dev.carillon.accounts.Device;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The columns of a device.
final class DeviceTable {
    static final String SELECT = """
            SELECT uid, appid, v2, platforms, package, bundle, url, device, linkto, expires, autorefresh, generation,
            created, id FROM devices""";
    static final String INSERT = """
            INSERT INTO devices (uid, appid, v2, platforms, package, bundle, url, device, linkto, expires, autorefresh,
            generation, created, id, used) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)""";
    static final String UPDATE = """
            UPDATE devices SET uid = ?, appid = ?, v2 = ?, platforms = ?, package = ?, bundle = ?, url = ?, device = ?,
            linkto = ?, expires = ?, autorefresh = ?, generation = ?, created = ? WHERE id = ?""";

    private DeviceTable() {}

    static Device row(ResultSet row) throws SQLException {
        return new Device(
                row.getInt(14),
                row.getInt(1),
                row.getString(2),
                row.getBoolean(3),
                row.getInt(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getLong(10),
                row.getInt(11),
                row.getInt(12),
                row.getLong(13));
    }

    static @Nullable Object[] values(Device device) {
        return new @Nullable Object[] {
            device.uid(),
            device.appid(),
            device.v2(),
            device.platforms(),
            device.packageName(),
            device.bundle(),
            device.url(),
            device.device(),
            device.linkto(),
            device.expires(),
            device.autorefresh(),
            device.generation(),
            device.created(),
            device.id()
        };
    }
}
