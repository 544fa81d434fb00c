package dev.carillon.gateway;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The codings in which an asker takes an answer (RFC 9110, section 12.5.3), and the one that it gets.
public final class AcceptEncoding {
    public static final String GZIP = "gzip";
    public static final String BROTLI = "br";
    /// As it is.
    public static final String IDENTITY = "identity";

    private static final int MOST = 20;

    private AcceptEncoding() {}

    /// The one that the asker likes best; of several alike the first; [#IDENTITY] when it takes none of them.
    ///
    /// @param offered in our own order, without [#IDENTITY]
    public static String choose(HttpRequest request, List<String> offered) {
        String header = request.headers().all("Accept-Encoding");
        if (header == null || offered.isEmpty()) {
            return IDENTITY;
        }
        Map<String, Double> weights = weights(header);
        String best = IDENTITY;
        double most = 0;
        for (String coding : offered) {
            double weight = weights.getOrDefault(coding, weights.getOrDefault("*", 0.0));
            if (weight > most) {
                best = coding;
                most = weight;
            }
        }
        // whoever puts "as it is" first means that
        return weights.getOrDefault(IDENTITY, 0.0) > most ? IDENTITY : best;
    }

    private static Map<String, Double> weights(String header) {
        Map<String, Double> weights = new HashMap<>();
        for (String element : header.split(",", MOST)) {
            HeaderValue value = HeaderValue.of(element);
            String name = value.value().equals("x-gzip") ? GZIP : value.value().toLowerCase(Locale.ROOT);
            weights.putIfAbsent(name, weight(value.parameters().getOrDefault("q", "1")));
        }
        return weights;
    }

    private static double weight(String q) {
        return q.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(q) : 0;
    }
}
