package dev.carillon.files;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Requests to one bucket of an S3 service, each tried a few times. Answers other than the ones hoped for are
/// [IOException]s that name the service's own error, and no key.
final class S3Client implements AutoCloseable {
    private static final int TRIES = 3;
    private static final long PAUSE_MILLIS = 200;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final int ERROR_BYTES = 16_384;
    private static final Pattern CODE = Pattern.compile("<Code>([^<]{1,100})</Code>");

    private final FileSettings.S3 settings;
    private final S3Signer signer;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    S3Client(FileSettings.S3 settings, Clock clock) {
        this.settings = settings;
        this.signer = new S3Signer(settings, clock);
    }

    /// One request.
    ///
    /// @param key of the object, with the prefix if it is `whole`; empty: the bucket itself
    /// @param range value of a `Range` header, or null
    record Request(
            String method,
            String key,
            boolean whole,
            SortedMap<String, String> query,
            @Nullable String range,
            Payload payload) {

        static Request of(String method, String key) {
            return new Request(method, key, false, new TreeMap<>(), null, Payload.NONE);
        }

        static Request whole(String method, String key) {
            return new Request(method, key, true, new TreeMap<>(), null, Payload.NONE);
        }

        Request with(String name, String value) {
            var more = new TreeMap<>(query);
            more.put(name, value);
            return new Request(method, key, whole, more, range, payload);
        }

        Request with(Payload given) {
            return new Request(method, key, whole, query, range, given);
        }

        Request of(String bytes) {
            return new Request(method, key, whole, query, bytes, payload);
        }
    }

    /// A body that can be sent again.
    ///
    /// @param hash SHA-256 in hex
    record Payload(HttpRequest.BodyPublisher publisher, String hash) {
        static final Payload NONE = new Payload(HttpRequest.BodyPublishers.noBody(), S3Signer.EMPTY);

        static Payload of(byte[] bytes) {
            return new Payload(HttpRequest.BodyPublishers.ofByteArray(bytes), S3Signer.hash(bytes));
        }
    }

    /// @param body to be closed
    record Answer(int status, HttpResponse<InputStream> response) {
        InputStream body() {
            return response.body();
        }

        String header(String name) throws IOException {
            return response.headers()
                    .firstValue(name)
                    .orElseThrow(() -> new IOException("S3 answered without " + name));
        }

        String text() throws IOException {
            try (InputStream in = body()) {
                return new String(in.readNBytes(ERROR_BYTES), StandardCharsets.UTF_8);
            }
        }
    }

    /// What the names of all our objects begin with.
    String prefix() {
        return settings.prefix();
    }

    /// A successful answer.
    Answer send(Request request) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Answer answer = once(request);
                if (answer.status() / 100 == 2) {
                    return answer;
                }
                String problem = problem(request, answer);
                if (attempt == TRIES || (answer.status() < 500 && answer.status() != 429)) {
                    throw new Unwanted(answer.status(), problem);
                }
            } catch (Unwanted e) {
                throw e;
            } catch (IOException e) {
                if (attempt == TRIES) {
                    throw new IOException(settings.endpoint() + " does not answer " + request.method(), e);
                }
            }
            pause(attempt);
        }
    }

    /// The service has refused.
    static final class Unwanted extends IOException {
        private static final long serialVersionUID = 1;
        private final int status;

        Unwanted(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    private String problem(Request request, Answer answer) throws IOException {
        Matcher code = CODE.matcher(answer.text());
        return settings.endpoint() + " answered " + request.method() + " " + settings.bucket() + " with "
                + answer.status() + (code.find() ? " " + code.group(1) : "");
    }

    private Answer once(Request request) throws IOException {
        URI target = target(request);
        var sent = HttpRequest.newBuilder(target)
                .timeout(ANSWER)
                .method(request.method(), request.payload().publisher());
        signer.headers(
                        request.method(),
                        target,
                        request.query(),
                        request.payload().hash())
                .forEach(sent::header);
        if (request.range() != null) {
            sent.header("Range", request.range());
        }
        try {
            HttpResponse<InputStream> response = http.send(sent.build(), HttpResponse.BodyHandlers.ofInputStream());
            return new Answer(response.statusCode(), response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private URI target(Request request) {
        String base = settings.endpoint().toString().replaceAll("/+$", "");
        String key = request.whole() ? request.key() : settings.prefix() + request.key();
        String object = key.isEmpty() ? "" : "/" + path(key);
        String query = request.query().isEmpty() ? "" : "?" + S3Signer.query(request.query());
        return URI.create(base + "/" + FileName.encoded(settings.bucket()) + object + query);
    }

    private static String path(String key) {
        return FileName.encoded(key).replace("%2F", "/");
    }

    private static void pause(int attempt) throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS * attempt * attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
