package dev.carillon.gateway;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is believed of the headers by which proxies tell how a client reached them (`Forwarded`, RFC 7239, else
/// `X-Forwarded-For`, `-Proto` and `-Host`). They are read from the right, where the nearest proxy has written, for as
/// long as the writer is one of ours: what stands further left anybody can have written.
public final class Proxies {
    private static final Logger LOG = System.getLogger(Proxies.class.getName());
    private static final int MOST_HOPS = 32;
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]{2,45}](:[0-9]{1,5})?");

    private final Networks trusted;
    private final boolean named;
    private final AtomicBoolean warned = new AtomicBoolean();

    /// @param trusted where our own proxies are; none: nobody is believed
    /// @param named whether it was configured under which address clients reach the server
    public Proxies(List<String> trusted, boolean named) {
        this.trusted = new Networks(trusted);
        this.named = named;
    }

    /// How a client reached us.
    ///
    /// @param origin scheme, host and port as the client wrote them; empty when that cannot be told
    /// @param client its address, or that of the first proxy which is not ours
    public record Way(String origin, InetAddress client) {
        private static Way of(boolean https, String host, InetAddress client) {
            String known = HOST.matcher(host.strip()).matches() ? host.strip() : "";
            return new Way(known.isEmpty() ? "" : (https ? "https://" : "http://") + known, client);
        }
    }

    /// What one proxy says.
    private record Hop(
            @Nullable String client,
            @Nullable String scheme,
            @Nullable String host) {}

    /// @param remote of the other end of the connection
    public Way way(HttpHeaders headers, InetAddress remote) {
        String asked = headers.get("Host", "");
        if (!trusted.contains(remote)) {
            return Way.of(false, asked, remote);
        }
        String forwarded = headers.all("Forwarded");
        warn(forwarded != null || headers.get("X-Forwarded-For") != null || headers.get("X-Forwarded-Proto") != null);
        return forwarded != null ? standard(forwarded, asked, remote) : customary(headers, asked, remote);
    }

    private void warn(boolean proxied) {
        if (proxied && !named && warned.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "Requests come through a proxy, and public-url is not set: addresses of files are made of what the"
                            + " proxy says (Forwarded, or X-Forwarded-Proto and -Host, or Host)");
        }
    }

    // --- Forwarded

    private Way standard(String forwarded, String asked, InetAddress remote) {
        List<Hop> hops = elements(forwarded).stream().map(Proxies::hop).toList();
        InetAddress client = remote;
        String scheme = null;
        String host = null;
        for (int at = hops.size() - 1; at >= 0 && trusted.contains(client); at--) {
            Hop hop = hops.get(at);
            scheme = hop.scheme() == null ? scheme : hop.scheme();
            host = hop.host() == null ? host : hop.host();
            InetAddress next = address(hop.client());
            if (next == null) {
                break;
            }
            client = next;
        }
        return Way.of("https".equals(scheme), host == null ? asked : host, client);
    }

    private static Hop hop(String element) {
        // the pairs of an element are written as parameters are
        HeaderValue pairs = HeaderValue.of(";" + element);
        String scheme = pairs.get("proto");
        return new Hop(pairs.get("for"), scheme == null ? null : scheme.toLowerCase(Locale.ROOT), pairs.get("host"));
    }

    /// The elements of a list whose quoted parts may hold commas.
    private static List<String> elements(String list) {
        List<String> elements = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int at = 0; at <= list.length(); at++) {
            char c = at < list.length() ? list.charAt(at) : ',';
            quoted ^= c == '"';
            if (at == list.length() || (c == ',' && !quoted)) {
                elements.add(list.substring(from, at));
                from = at + 1;
            }
        }
        return elements.size() > MOST_HOPS ? elements.subList(elements.size() - MOST_HOPS, elements.size()) : elements;
    }

    // --- X-Forwarded-…

    private Way customary(HttpHeaders headers, String asked, InetAddress remote) {
        List<String> chain = list(headers, "X-Forwarded-For");
        InetAddress client = remote;
        int ours = 0;
        boolean whole = !chain.isEmpty();
        while (trusted.contains(client)) {
            ours++;
            InetAddress next = ours <= chain.size() ? address(chain.get(chain.size() - ours)) : null;
            if (next == null) {
                break;
            }
            client = next;
        }
        List<String> schemes = list(headers, "X-Forwarded-Proto");
        List<String> hosts = list(headers, "X-Forwarded-Host");
        return Way.of(isHttps(schemes, ours, whole), hosts.isEmpty() ? asked : host(hosts, ours, whole), client);
    }

    /// Where nothing tells how many proxies there are, one that speaks TLS is enough: a page that was loaded by it may
    /// load nothing else.
    private static boolean isHttps(List<String> schemes, int ours, boolean whole) {
        return (whole || schemes.size() < 2)
                ? "https".equalsIgnoreCase(said(schemes, ours))
                : schemes.stream().anyMatch("https"::equalsIgnoreCase);
    }

    /// Where nothing tells how many proxies there are, and they name several hosts, none is sure.
    private static String host(List<String> hosts, int ours, boolean whole) {
        return whole || hosts.stream().distinct().count() == 1 ? said(hosts, ours) : "";
    }

    /// What the outermost of our proxies says; each may have added its own word, or replaced all others.
    private static String said(List<String> values, int ours) {
        return values.isEmpty() ? "" : values.get(Math.max(0, values.size() - Math.max(1, ours)));
    }

    private static List<String> list(HttpHeaders headers, String name) {
        String all = headers.all(name);
        if (all == null) {
            return List.of();
        }
        List<String> values = Arrays.stream(all.split(",")).map(String::strip).toList();
        return values.size() > MOST_HOPS ? values.subList(values.size() - MOST_HOPS, values.size()) : values;
    }

    /// Of `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`; null for a name or anything else.
    private static @Nullable InetAddress address(@Nullable String node) {
        String text = node == null ? "" : node.strip();
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            text = end < 0 ? "" : text.substring(1, end);
        } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            text = text.substring(0, text.indexOf(':'));
        }
        try {
            return Networks.isLiteral(text) ? InetAddress.getByName(text) : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
