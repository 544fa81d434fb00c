package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.Device;
import dev.carillon.accounts.LastSeen;
import dev.carillon.accounts.Permissions;
import dev.carillon.accounts.Platform;
import dev.carillon.accounts.User;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;

/// Users as the API shows them. Clients with strict decoders want all the numbers, always, as numbers.
final class UserRows {
    private final Accounts accounts;
    private final IntPredicate online;
    private final boolean showTokens;

    UserRows(Accounts accounts, IntPredicate online, boolean showTokens) {
        this.accounts = accounts;
        this.online = online;
        this.showTokens = showTokens;
    }

    boolean isOnline(User user) {
        return online.test(user.uid());
    }

    /// One row for each token; one without for a user who has none.
    List<Map<String, Object>> rows(User user) {
        List<Device> devices = showTokens ? accounts.devices(user.uid()) : List.of();
        if (devices.isEmpty()) {
            return List.of(row(user));
        }
        var rows = new ArrayList<Map<String, Object>>(devices.size());
        for (Device device : devices) {
            Map<String, Object> row = row(user);
            row.put("token", accounts.token(device));
            if (device.appid() != null) {
                row.put("appid", device.appid());
            }
            rows.add(row);
        }
        return List.copyOf(rows);
    }

    Map<String, Object> row(User user) {
        LastSeen seen = accounts.lastSeen(user.uid());
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("uid", user.uid());
        row.put("address", user.address());
        row.put("name", user.name());
        row.put("ipaddr", seen.ip());
        row.put("lastonline", seen.at() / 1000);
        row.put("active", bit(user.active()));
        row.put("pinned", bit(user.pinned()));
        row.put("online", bit(isOnline(user)));
        row.put("flag", user.flags());
        row.put("flags", user.flags());
        return row;
    }

    static int bit(boolean on) {
        return on ? 1 : 0;
    }

    /// Everything about one user.
    Map<String, Object> details(User user) {
        Map<String, Object> row = row(user);
        row.put("restrictions", user.restrictions());
        row.put("maxgroups", user.maxGroups());
        row.put("uac", user.uac());
        row.put("permissions", permissions(user.permissions()));
        row.put("profile", profile(user));
        row.put("tokens", showTokens ? tokens(user) : List.of());
        return row;
    }

    private static Map<String, Object> permissions(Permissions may) {
        Map<String, Object> permissions = new LinkedHashMap<>();
        permissions.put("retention", may.retention());
        permissions.put("incoming", may.incoming());
        permissions.put("outgoing", may.outgoing());
        permissions.put("calls", may.calls());
        permissions.put("turn", may.turn());
        permissions.put("storage", may.storage());
        permissions.put("groupCreate", may.groupCreate());
        permissions.put("webhook", may.webhook());
        permissions.put("peers", may.peers());
        return permissions;
    }

    private static Map<String, Object> profile(User user) {
        Map<String, Object> profile = new LinkedHashMap<>();
        profile.put("name", user.name());
        profile.put(
                "image", user.profile().image() == null ? "" : user.profile().image());
        user.profile().fields().forEach(profile::putIfAbsent);
        return profile;
    }

    private List<Map<String, Object>> tokens(User user) {
        var tokens = new ArrayList<Map<String, Object>>();
        for (Device device : accounts.devices(user.uid())) {
            Map<String, Object> token = new LinkedHashMap<>();
            token.put("token", accounts.token(device));
            token.put("v2", device.v2());
            token.put("appid", device.appid() == null ? "" : device.appid());
            token.put("platforms", platforms(device));
            token.put("device", device.device() == null ? "" : device.device());
            token.put("expires", device.expires() / 1000);
            token.put("created", device.created() / 1000);
            tokens.add(token);
        }
        return tokens;
    }

    private static List<String> platforms(Device device) {
        var names = new ArrayList<String>();
        for (Platform platform : Platform.values()) {
            if ((device.platforms() & platform.bit()) != 0) {
                names.add(platform.name().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }
}
