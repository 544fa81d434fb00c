package dev.carillon.files;

import dev.carillon.gateway.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Addresses of files as clients see them.
///
/// @param publicUrl as in [FileSettings]
record Addresses(String publicUrl) {
    /// The whole address where a public one is configured, else the path.
    String of(StoredFile file) {
        return publicUrl + file.path();
    }

    /// The whole address, as the request was addressed if nothing is configured; where that cannot be told the path,
    /// which a page can load, too.
    String whole(StoredFile file, HttpRequest request) {
        return (publicUrl.isEmpty() ? request.origin() : publicUrl) + file.path();
    }

    /// The parameters of a query; the first of a name counts. What cannot be decoded is left out.
    static Map<String, String> query(String rawQuery) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : rawQuery.split("&")) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            values.putIfAbsent(name, decoded(equals < 0 ? "" : pair.substring(equals + 1)));
        }
        return values;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
