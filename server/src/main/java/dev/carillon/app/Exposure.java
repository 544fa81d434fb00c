package dev.carillon.app;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// What of a server is open to more than this machine, or to more than those who have a token: one sentence each, for
/// the log of every start. Right by default is closed; whoever opens something should see it.
final class Exposure {
    private Exposure() {}

    static List<String> of(Config config, InetSocketAddress address) {
        List<String> open = new ArrayList<>();
        boolean beyond = !address.getAddress().isLoopbackAddress();
        if (beyond) {
            open.add("Open: listening on " + config.host() + ", so other machines reach this server, without TLS"
                    + " unless a proxy adds it (host)");
        }
        if (beyond && config.backend().networks().isEmpty()) {
            open.add("Open: the Backend API may be called from anywhere by whoever has an app's token"
                    + " (backend-networks)");
        }
        if (!config.demoLogin().isEmpty()) {
            open.add("Open: anybody may log in to the app \"" + config.demoLogin()
                    + "\" by a phone number and a code that this log shows (demo-login)");
        }
        if (config.metrics().listens() && !isLoopback(config.metrics().host())) {
            open.add("Open: metrics are shown without a token on "
                    + config.metrics().host() + ":" + config.metrics().port() + " (metrics-listen)");
        }
        return open;
    }

    private static boolean isLoopback(String host) {
        var address = new InetSocketAddress(host, 0);
        InetAddress resolved = address.getAddress();
        return resolved != null && resolved.isLoopbackAddress();
    }

    /// For a folder of a version whose default was to listen everywhere.
    static final String WAS_OPEN = "This server listens on this machine only (127.0.0.1), which is the default now."
            + " The version that made this data folder listened on all networks: to have that again, set host ="
            + " 0.0.0.0 (--host 0.0.0.0, CARILLON_HOST=0.0.0.0). To keep 127.0.0.1 and end this line, set host ="
            + " 127.0.0.1.";
}
