package dev.carillon.files;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the header `Upload-Metadata` says: names, each with a value in base64, separated by commas.
record TusMetadata(Map<String, String> values) {

    /// Null when it cannot be read.
    static @Nullable TusMetadata read(String header) {
        Map<String, String> values = new HashMap<>();
        for (String pair : header.split(",", -1)) {
            if (pair.isBlank()) {
                // an element of a list may be empty
                continue;
            }
            String[] parts = pair.strip().split("\\s+", -1);
            if (parts.length > 2) {
                return null;
            }
            try {
                byte[] value = Base64.getDecoder().decode(parts.length == 1 ? "" : parts[1]);
                if (values.put(parts[0], new String(value, StandardCharsets.UTF_8)) != null) {
                    return null;
                }
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        return new TusMetadata(values);
    }

    /// Clients call it one or the other.
    String fileName() {
        return values.getOrDefault("filename", values.getOrDefault("name", ""));
    }

    String fileType() {
        return values.getOrDefault("filetype", values.getOrDefault("type", ""));
    }
}
