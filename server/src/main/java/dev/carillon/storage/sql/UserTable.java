package dev.carillon.storage.sql;

import dev.carillon.accounts.Permissions;
import dev.carillon.accounts.Profile;
import dev.carillon.accounts.User;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The columns of a user.
final class UserTable {
    static final String SELECT = """
            SELECT aid, address, name, active, pinned, flags, restrictions, permissions, peers, max_groups, uac,
            audience, image, fields, levels, uid FROM users""";
    static final String INSERT = """
            INSERT INTO users (aid, address, name, active, pinned, flags, restrictions, permissions, peers, max_groups,
            uac, audience, image, fields, levels, uid) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    static final String UPDATE = """
            UPDATE users SET aid = ?, address = ?, name = ?, active = ?, pinned = ?, flags = ?, restrictions = ?,
            permissions = ?, peers = ?, max_groups = ?, uac = ?, audience = ?, image = ?, fields = ?, levels = ?
            WHERE uid = ?""";

    private UserTable() {}

    static User row(ResultSet row) throws SQLException {
        return new User(
                row.getInt(16),
                row.getInt(1),
                row.getString(2),
                row.getString(3),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getInt(6),
                row.getInt(7),
                permissions(row.getInt(8), row.getInt(9)),
                row.getInt(10),
                row.getInt(11),
                row.getInt(12),
                profile(row.getString(13), row.getString(14), row.getString(15)));
    }

    private static Profile profile(@Nullable String image, String fields, String levels) {
        var profile = new Profile(image, Json.texts(fields), Json.numbers(levels));
        return profile.equals(Profile.EMPTY) ? Profile.EMPTY : profile;
    }

    static @Nullable Object[] values(User user) {
        return new @Nullable Object[] {
            user.aid(),
            user.address(),
            user.name(),
            user.active(),
            user.pinned(),
            user.flags(),
            user.restrictions(),
            bits(user.permissions()),
            user.permissions().peers(),
            user.maxGroups(),
            user.uac(),
            user.audience(),
            user.profile().image(),
            Json.of(user.profile().fields()),
            Json.of(user.profile().levels()),
            user.uid()
        };
    }

    /// The bits are what is stored: their sequence never changes.
    private static int bits(Permissions allowed) {
        boolean[] switches = {
            allowed.retention(),
            allowed.incoming(),
            allowed.outgoing(),
            allowed.calls(),
            allowed.turn(),
            allowed.storage(),
            allowed.groupCreate(),
            allowed.webhook()
        };
        int bits = 0;
        for (int i = 0; i < switches.length; i++) {
            bits |= switches[i] ? 1 << i : 0;
        }
        return bits;
    }

    private static Permissions permissions(int bits, int peers) {
        var permissions = new Permissions(
                (bits & 1) != 0,
                (bits & 2) != 0,
                (bits & 4) != 0,
                (bits & 8) != 0,
                (bits & 16) != 0,
                (bits & 32) != 0,
                (bits & 64) != 0,
                (bits & 128) != 0,
                peers);
        return permissions.equals(Permissions.ALL) ? Permissions.ALL : permissions;
    }
}
