package dev.carillon.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;

/// Where to listen, and why that cannot be.
final class ListenAddress {
    private ListenAddress() {}

    static InetSocketAddress of(String host, int port) throws StartFailure {
        var address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new StartFailure(
                    "cannot listen on " + host + ":" + port + ": no such host; choose another with --host");
        }
        return address;
    }

    static StartFailure failure(String host, int port, IOException e) {
        return new StartFailure(
                "cannot listen on " + host + ":" + port + ": " + why(String.valueOf(e.getMessage())), e);
    }

    /// In our words, where the system's are known.
    private static String why(String message) {
        String said = message.toLowerCase(Locale.ROOT);
        if (said.contains("in use")) {
            return "the port is in use; choose another with --port";
        }
        if (said.contains("assign")) {
            return "that is no address of this machine; choose another with --host";
        }
        if (said.contains("permission") || said.contains("denied")) {
            return "the system does not allow it, mostly because the port is below 1024; choose another with --port";
        }
        return message;
    }
}
