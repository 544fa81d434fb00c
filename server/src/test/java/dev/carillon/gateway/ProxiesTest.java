package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/// What is believed of how a request came. Our proxies are on this machine and in 10.0.0.0/8.
class ProxiesTest {
    private final Proxies proxies = new Proxies(List.of("127.0.0.0/8", "::1", "10.0.0.0/8"), true);

    /// @param lines separated by `;;`
    private static HttpHeaders headers(String lines) {
        HttpHeaders headers = HttpHeaders.of("Host", "inner:8080");
        for (String line : lines.split(";;")) {
            int colon = line.indexOf(':');
            headers = colon < 0
                    ? headers
                    : headers.with(
                            line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return headers;
    }

    @ParameterizedTest
    @Tag("E4")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // the customary headers
                "127.0.0.1|''|http://inner:8080|127.0.0.1",
                "127.0.0.1|X-Forwarded-Proto: https|https://inner:8080|127.0.0.1",
                "127.0.0.1|X-Forwarded-Proto: HTTPS|https://inner:8080|127.0.0.1",
                "127.0.0.1|X-Forwarded-Proto: https,http|https://inner:8080|127.0.0.1",
                "127.0.0.1|X-Forwarded-Proto: http, https|https://inner:8080|127.0.0.1",
                "127.0.0.1|X-Forwarded-Proto: https;;X-Forwarded-Host: chat.example|https://chat.example|127.0.0.1",
                "127.0.0.1|X-Forwarded-Host: chat.example:8443|http://chat.example:8443|127.0.0.1",
                "127.0.0.1|X-Forwarded-Host: evil.example, chat.example|''|127.0.0.1",
                "127.0.0.1|X-Forwarded-Host: chat.example, chat.example|http://chat.example|127.0.0.1",
                "127.0.0.1|X-Forwarded-Host: a b|''|127.0.0.1",
                "127.0.0.1|X-Forwarded-Host: <script>|''|127.0.0.1",
                "127.0.0.1|X-Forwarded-Proto: javascript|http://inner:8080|127.0.0.1",
                "127.0.0.1|X-Forwarded-For: 192.0.2.7|http://inner:8080|192.0.2.7",
                "127.0.0.1|X-Forwarded-For: 192.0.2.7:1234|http://inner:8080|192.0.2.7",
                "127.0.0.1|X-Forwarded-For: 2001:db8::7|http://inner:8080|2001:db8:0:0:0:0:0:7",
                "127.0.0.1|X-Forwarded-For: [2001:db8::7]:1234|http://inner:8080|2001:db8:0:0:0:0:0:7",
                "127.0.0.1|X-Forwarded-For: 6.6.6.6, 192.0.2.7|http://inner:8080|192.0.2.7",
                "127.0.0.1|X-Forwarded-For: 6.6.6.6, 192.0.2.7, 10.0.0.2|http://inner:8080|192.0.2.7",
                "127.0.0.1|X-Forwarded-For: 6.6.6.6;;X-Forwarded-For: 192.0.2.7, 10.0.0.2|http://inner:8080|192.0.2.7",
                "127.0.0.1|X-Forwarded-For: 192.0.2.7, unknown|http://inner:8080|127.0.0.1",
                "127.0.0.1|X-Forwarded-For: 10.0.0.9, 10.0.0.2|http://inner:8080|10.0.0.9",
                "127.0.0.1|X-Forwarded-For: 192.0.2.7;;X-Forwarded-Proto: https, http|http://inner:8080|192.0.2.7",
                "127.0.0.1|X-Forwarded-For: 192.0.2.7, 10.0.0.2;;X-Forwarded-Proto: https, http|https://inner:8080|192.0.2.7",
                "127.0.0.1|X-Forwarded-For: 192.0.2.7, 10.0.0.2;;X-Forwarded-Proto: https|https://inner:8080|192.0.2.7",
                "127.0.0.1|X-Forwarded-For: 192.0.2.7;;X-Forwarded-Host: evil.example, chat.example|http://chat.example|192.0.2.7",
                "127.0.0.1|X-Forwarded-For: 192.0.2.7, 10.0.0.2;;X-Forwarded-Host: evil, chat.example, inner|http://chat.example|192.0.2.7",
                // the standard one, which wins
                "127.0.0.1|Forwarded: proto=https;host=chat.example|https://chat.example|127.0.0.1",
                "127.0.0.1|Forwarded: For=192.0.2.7;Proto=HTTPS|https://inner:8080|192.0.2.7",
                "127.0.0.1|Forwarded: for=\"[2001:db8::7]:80\";host=\"chat.example:8443\";proto=https|https://chat.example:8443|2001:db8:0:0:0:0:0:7",
                "127.0.0.1|Forwarded: for=6.6.6.6;proto=https;host=evil.example, for=192.0.2.7;proto=http;host=chat.example|http://chat.example|192.0.2.7",
                "127.0.0.1|Forwarded: for=192.0.2.7;proto=https;host=chat.example, for=10.0.0.2;proto=http;host=inner|https://chat.example|192.0.2.7",
                "::1|Forwarded: for=192.0.2.7;proto=https, for=10.0.0.2|https://inner:8080|192.0.2.7",
                "127.0.0.1|Forwarded: for=_hidden;proto=https|https://inner:8080|127.0.0.1",
                "127.0.0.1|Forwarded: proto=https;;X-Forwarded-Proto: http;;X-Forwarded-For: 6.6.6.6|https://inner:8080|127.0.0.1",
                "127.0.0.1|Forwarded: ,;=\"|http://inner:8080|127.0.0.1",
                // whoever is no proxy of ours is not believed
                "192.0.2.9|X-Forwarded-Proto: https;;X-Forwarded-Host: evil.example;;X-Forwarded-For: 6.6.6.6|http://inner:8080|192.0.2.9",
                "192.0.2.9|Forwarded: for=6.6.6.6;proto=https;host=evil.example|http://inner:8080|192.0.2.9"
            })
    void believesItsOwnProxiesOnly(String remote, String lines, String origin, String client) throws Exception {
        Proxies.Way way = proxies.way(headers(lines), InetAddress.getByName(remote));
        assertThat(way.origin()).isEqualTo(origin);
        assertThat(way.client().getHostAddress()).isEqualTo(client);
    }

    @Test
    @Tag("E4")
    void warnsOnceThatNobodyHasSaidItsName() throws Exception {
        var events = new ListAppender<ILoggingEvent>();
        events.start();
        var logger = (Logger) LoggerFactory.getLogger(Proxies.class);
        logger.addAppender(events);
        InetAddress here = InetAddress.getByName("127.0.0.1");
        HttpHeaders proxied = headers("X-Forwarded-For: 192.0.2.7");
        try {
            new Proxies(List.of("127.0.0.1"), true).way(proxied, here);
            var unnamed = new Proxies(List.of("127.0.0.1"), false);
            unnamed.way(headers(""), here);
            unnamed.way(proxied, InetAddress.getByName("192.0.2.9"));
            assertThat(events.list).isEmpty();
            unnamed.way(proxied, here);
            unnamed.way(proxied, here);
        } finally {
            logger.detachAppender(events);
        }
        assertThat(events.list).hasSize(1);
        assertThat(events.list.getFirst().getFormattedMessage()).contains("public-url");
    }
}
