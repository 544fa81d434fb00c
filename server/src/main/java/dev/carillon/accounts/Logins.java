package dev.carillon.accounts;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Decides whether a user token opens the door.
final class Logins {
    private final Apps apps;
    private final Users users;
    private final Devices devices;

    Logins(Apps apps, Users users, Devices devices) {
        this.apps = apps;
        this.users = users;
        this.devices = devices;
    }

    /// Blanks and line ends around a token, which files and forms leave there, do not count.
    Login check(String given, @Nullable String appid, @Nullable String platform) {
        String token = given.strip();
        Device device = devices.byToken(token);
        User user = device == null ? null : users.find(device.uid());
        App app = user == null ? null : apps.find(user.aid());
        if (device == null || user == null || app == null) {
            return new Login.Refused(
                    App.isToken(token)
                            ? "this is an application token; a user logs in with the one that useradd or usertoken answers"
                            : "the token is unknown, replaced or expired");
        }
        String problem = device.v2() ? platformProblem(device, platform) : appProblem(device, appid);
        if (problem != null) {
            return new Login.Refused(problem);
        }
        if (!user.active()) {
            return new Login.Disabled();
        }
        devices.used(device);
        return new Login.Accepted(app, user, device);
    }

    /// A client that names no app is not asked for it.
    private static @Nullable String appProblem(Device device, @Nullable String appid) {
        return appid == null || appid.isEmpty() || appid.equals(device.appid())
                ? null
                : "the token is not for the app " + appid;
    }

    private static @Nullable String platformProblem(Device device, @Nullable String name) {
        if (device.platforms() == 0) {
            return null;
        }
        Platform platform = name == null ? Platform.JAVASCRIPT : Platform.named(name);
        if (platform == null) {
            return "there is no platform " + name;
        }
        return (device.platforms() & platform.bit()) != 0
                ? null
                : "the token is not for the platform " + platform.name().toLowerCase(Locale.ROOT);
    }
}
