package dev.carillon.gateway;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/// A set of networks.
public final class Networks {
    private final List<Network> networks = new ArrayList<>();

    private record Network(byte[] address, int bits) {
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if ((address[bit >> 3] & mask) != (other[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /// @param networks addresses, each with or without `/` and the number of leading bits
    /// @throws IllegalArgumentException when one cannot be read
    public Networks(List<String> networks) {
        networks.forEach(text -> this.networks.add(read(text.strip())));
    }

    private static Network read(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        try {
            // only literals: a name would ask the DNS
            if (!isLiteral(host)) {
                throw new UnknownHostException(host);
            }
            byte[] address = InetAddress.getByName(host).getAddress();
            int most = address.length * 8;
            int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > most) {
                throw new UnknownHostException(text);
            }
            return new Network(address, bits);
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException("not a network such as 10.0.0.0/8 or ::1: " + text, e);
        }
    }

    /// Whether it is written as an address is: a name would be asked of the DNS.
    static boolean isLiteral(String host) {
        return host.length() <= 45
                && host.matches("[0-9a-fA-F:.]+")
                && (host.contains(":") || host.matches("\\d+(\\.\\d+){3}"));
    }

    public boolean isEmpty() {
        return networks.isEmpty();
    }

    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return networks.stream().anyMatch(network -> network.contains(bytes));
    }
}
