package dev.carillon.storage.sql;

import dev.carillon.groups.Group;
import dev.carillon.groups.Group.CallSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The columns of a group.
final class GroupTable {
    static final String SELECT = """
            SELECT aid, name, flags, call_flags, call_duration, resolution, starts, duration, expires, expiry_extension,
            active, pinned, image, fields, owner, gid, (SELECT count(*) FROM members m WHERE m.gid = groups.gid)
            FROM groups""";
    static final String INSERT = """
            INSERT INTO groups (aid, name, flags, call_flags, call_duration, resolution, starts, duration, expires,
            expiry_extension, active, pinned, image, fields, owner, gid)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    static final String UPDATE = """
            UPDATE groups SET aid = ?, name = ?, flags = ?, call_flags = ?, call_duration = ?, resolution = ?,
            starts = ?, duration = ?, expires = ?, expiry_extension = ?, active = ?, pinned = ?, image = ?, fields = ?,
            owner = ? WHERE gid = ?""";

    private GroupTable() {}

    static Group row(ResultSet row) throws SQLException {
        return new Group(
                row.getInt(16),
                row.getInt(1),
                row.getString(2),
                row.getInt(3),
                new CallSettings(row.getInt(4), row.getLong(5), row.getInt(6)),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.getBoolean(11),
                row.getBoolean(12),
                row.getString(13),
                Json.texts(row.getString(14)),
                row.getInt(15),
                row.getInt(17));
    }

    static @Nullable Object[] values(Group group) {
        return new @Nullable Object[] {
            group.aid(),
            group.name(),
            group.flags(),
            group.call().flags(),
            group.call().duration(),
            group.call().resolution(),
            group.start(),
            group.duration(),
            group.expires(),
            group.expiryExtension(),
            group.active(),
            group.pinned(),
            group.image(),
            Json.of(group.fields()),
            group.owner() == 0 ? null : group.owner(),
            group.gid()
        };
    }
}
