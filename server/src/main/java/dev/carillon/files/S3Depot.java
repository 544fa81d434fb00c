package dev.carillon.files;

import dev.carillon.gateway.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.http.HttpRequest;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Files as objects of a bucket. Large ones are sent in parts, so that one that breaks off is not sent anew as a
/// whole. Downloads pass through the server: the bucket stays private, and our headers hold.
final class S3Depot implements Depot {
    private static final Logger LOG = System.getLogger(S3Depot.class.getName());
    private static final long PART = 16 << 20;
    private static final Pattern UPLOAD = Pattern.compile("<UploadId>([^<]+)</UploadId>");
    /// So many uploads a service lists at once, if it is not asked for less; not all can be asked.
    private static final int PAGE = 1_000;

    private final S3Client client;

    S3Depot(FileSettings.S3 settings, Clock clock) {
        client = new S3Client(settings, clock);
    }

    @Override
    public void take(Path part, String key) throws IOException {
        long size = Files.size(part);
        if (size <= PART) {
            send(part, 0, size, S3Client.Request.of("PUT", key));
        } else {
            takeInParts(part, key, size);
        }
    }

    @Override
    public void take(byte[] bytes, String key) throws IOException {
        client.send(S3Client.Request.of("PUT", key).with(S3Client.Payload.of(bytes)))
                .body()
                .close();
    }

    private void takeInParts(Path part, String key, long size) throws IOException {
        String begun = client.send(S3Client.Request.of("POST", key).with("uploads", ""))
                .text();
        Matcher id = UPLOAD.matcher(begun);
        if (!id.find()) {
            throw new IOException("S3 begins an upload without an id");
        }
        String upload = id.group(1).replace("&amp;", "&");
        boolean done = false;
        try {
            complete(key, upload, partsOf(part, key, size, upload), size);
            done = true;
        } finally {
            if (!done) {
                abort(key, upload);
            }
        }
    }

    /// The list of the parts, as the service wants it at the end.
    private String partsOf(Path part, String key, long size, String upload) throws IOException {
        var list = new StringBuilder("<CompleteMultipartUpload>");
        int number = 1;
        for (long from = 0; from < size; from += PART, number++) {
            var request = S3Client.Request.of("PUT", key)
                    .with("partNumber", Integer.toString(number))
                    .with("uploadId", upload);
            String tag = send(part, from, Math.min(PART, size - from), request);
            list.append("<Part><PartNumber>")
                    .append(number)
                    .append("</PartNumber><ETag>")
                    .append(tag.replace("&", "&amp;").replace("<", "&lt;"))
                    .append("</ETag></Part>");
        }
        return list.append("</CompleteMultipartUpload>").toString();
    }

    /// The service may say that all is well before it knows, and tell an error then. When its first answer was lost,
    /// the second one is that there is no such upload any more: then the object itself tells.
    private void complete(String key, String upload, String list, long size) throws IOException {
        var request = S3Client.Request.of("POST", key)
                .with("uploadId", upload)
                .with(S3Client.Payload.of(list.getBytes(StandardCharsets.UTF_8)));
        try {
            String answer = client.send(request).text();
            if (answer.contains("<Error>")) {
                throw new IOException("S3 could not put an upload together");
            }
        } catch (S3Client.Unwanted e) {
            if (e.status() != 404 || size(key) != size) {
                throw e;
            }
        }
    }

    /// Of an object; −1 when there is none.
    private long size(String key) throws IOException {
        try {
            S3Client.Answer answer = client.send(S3Client.Request.of("HEAD", key));
            answer.body().close();
            return Long.parseLong(answer.header("Content-Length"));
        } catch (S3Client.Unwanted e) {
            return -1;
        }
    }

    private void abort(String key, String upload) {
        try {
            client.send(S3Client.Request.of("DELETE", key).with("uploadId", upload))
                    .body()
                    .close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "An upload to S3 that failed could not be taken back", e);
        }
    }

    /// Sends a piece of a file. Returns its tag.
    private String send(Path part, long from, long length, S3Client.Request request) throws IOException {
        var payload = new S3Client.Payload(
                length == 0
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.fromPublisher(
                                HttpRequest.BodyPublishers.ofInputStream(() -> opened(part, from, length)), length),
                hash(part, from, length));
        S3Client.Answer answer = client.send(request.with(payload));
        try (InputStream in = answer.body()) {
            return answer.header("ETag");
        }
    }

    private static InputStream opened(Path part, long from, long length) {
        try {
            FileChannel file = FileChannel.open(part, StandardOpenOption.READ);
            file.position(from);
            return new Bounded(Channels.newInputStream(file), length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(Path part, long from, long length) throws IOException {
        MessageDigest digest = S3Signer.digest();
        try (var in = new DigestInputStream(opened(part, from, length), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public HttpResponse.Body body(String key, long from, long length) throws IOException {
        if (length == 0) {
            return new HttpResponse.Body.Bytes(new byte[0]);
        }
        var request = S3Client.Request.of("GET", key).of("bytes=" + from + "-" + (from + length - 1));
        S3Client.Answer answer = client.send(request);
        if (answer.status() != 206 && from > 0) {
            answer.body().close();
            throw new IOException("S3 gave a whole object where a range was asked for");
        }
        return new HttpResponse.Body.Stream(answer.body(), length);
    }

    @Override
    public byte[] bytes(String key) throws IOException {
        try (InputStream in = client.send(S3Client.Request.of("GET", key)).body()) {
            return in.readNBytes(Thumbnails.MOST_BYTES);
        }
    }

    @Override
    public void delete(String key) throws IOException {
        delete(S3Client.Request.of("DELETE", key));
    }

    private void delete(S3Client.Request request) throws IOException {
        try {
            client.send(request).body().close();
        } catch (S3Client.Unwanted e) {
            if (e.status() != 404) {
                throw e;
            }
        }
    }

    /// Parts of uploads that broke off are kept, and paid for, until somebody takes them back.
    @Override
    public void tidy(Duration age) throws IOException {
        boolean more = true;
        while (more) {
            S3Begun.Uploads begun = begun();
            Instant before = begun.now().minus(age);
            List<S3Begun> old = begun.list().stream()
                    .filter(upload -> upload.when().isBefore(before))
                    .toList();
            for (S3Begun upload : old) {
                delete(S3Client.Request.whole("DELETE", upload.key()).with("uploadId", upload.id()));
            }
            more = begun.list().size() == PAGE && !old.isEmpty();
        }
    }

    private S3Begun.Uploads begun() throws IOException {
        var request = S3Client.Request.whole("GET", "").with("uploads", "").with("prefix", client.prefix());
        S3Client.Answer answer = client.send(request);
        try (InputStream in = answer.body()) {
            return new S3Begun.Uploads(S3Begun.read(in), S3Begun.time(answer.header("Date")));
        }
    }

    @Override
    public void close() {
        client.close();
    }

    /// The first bytes of a stream.
    private static final class Bounded extends InputStream {
        private final InputStream in;
        private long left;

        Bounded(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int at, int length) throws IOException {
            int count = left <= 0 ? -1 : in.read(into, at, (int) Math.min(length, left));
            left -= Math.max(count, 0);
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
