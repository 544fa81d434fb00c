package dev.carillon.files;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs requests to an S3 service (AWS Signature Version 4, header form). Never logs the keys.
final class S3Signer {
    static final String EMPTY = hash(new byte[0]);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String SIGNED = "host;x-amz-content-sha256;x-amz-date";

    private final FileSettings.S3 settings;
    private final Clock clock;

    S3Signer(FileSettings.S3 settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /// The headers that the request needs.
    ///
    /// @param payload hash of the body, see [#hash]
    Map<String, String> headers(String method, URI target, SortedMap<String, String> query, String payload) {
        String time = TIME.format(clock.instant());
        String scope = time.substring(0, 8) + "/" + settings.region() + "/s3/aws4_request";
        String canonical = String.join(
                "\n",
                method,
                target.getRawPath(),
                query(query),
                "host:" + host(target),
                "x-amz-content-sha256:" + payload,
                "x-amz-date:" + time,
                "",
                SIGNED,
                payload);
        String text =
                String.join("\n", "AWS4-HMAC-SHA256", time, scope, hash(canonical.getBytes(StandardCharsets.UTF_8)));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-amz-content-sha256", payload);
        headers.put("x-amz-date", time);
        headers.put(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + settings.accessKey() + "/" + scope + ", SignedHeaders=" + SIGNED
                        + ", Signature=" + HexFormat.of().formatHex(mac(key(time.substring(0, 8)), text)));
        return headers;
    }

    private byte[] key(String day) {
        byte[] key = ("AWS4" + settings.secretKey()).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {day, settings.region(), "s3", "aws4_request"}) {
            key = mac(key, part);
        }
        return key;
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }

    /// As the client sends it: without the usual port.
    private static String host(URI target) {
        int usual = target.getScheme().equals("https") ? 443 : 80;
        return target.getPort() == -1 || target.getPort() == usual
                ? target.getHost()
                : target.getHost() + ":" + target.getPort();
    }

    static String query(SortedMap<String, String> query) {
        var text = new StringBuilder();
        query.forEach((name, value) -> text.append(text.isEmpty() ? "" : "&")
                .append(FileName.encoded(name))
                .append('=')
                .append(FileName.encoded(value)));
        return text.toString();
    }

    static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
