package dev.carillon.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files in a bucket of a real S3 server, behind real signatures.
class S3DepotTest extends DepotContract {
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    @TempDir
    private static Path place;

    private static S3Server server;
    private String bucket = "";

    @BeforeAll
    static void start() throws Exception {
        server = new S3Server(place);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    Depot open() throws IOException {
        bucket = "bucket-" + BUCKETS.incrementAndGet();
        return at(server.bucket(bucket, ""));
    }

    private static Depot at(FileSettings.S3 settings) {
        return new S3Depot(settings, Clock.systemUTC());
    }

    @Override
    int count() throws IOException {
        return server.contents(bucket).size();
    }

    @Test
    void signsOddNames() throws Exception {
        for (String prefix : new String[] {
            "carillon/", "a b/", "a+b/", "ä ö/日本/", "100%/", "a=b&c=d/", "~x-._/", "(x)!*'$,;:@/", "a%20b/", "x\"y/"
        }) {
            try (Depot odd = at(server.bucket("odd", prefix))) {
                odd.take(part(random(100)), "key");
                assertThat(odd.bytes("key")).as(prefix).isEqualTo(random(100));
                odd.delete("key");
                assertThatThrownBy(() -> odd.bytes("key")).isInstanceOf(IOException.class);
            }
        }
        assertThat(server.contents("odd")).isEmpty();
    }

    @Test
    void refusesWhatTheServiceRefusesAndTellsNoSecret() throws Exception {
        FileSettings.S3 good = server.bucket("good", "");
        var falseSecret =
                new FileSettings.S3(good.endpoint(), good.region(), "good", "", S3Server.KEY, "another secret");
        var falseKey = new FileSettings.S3(good.endpoint(), good.region(), "good", "", "nobody", S3Server.SECRET);
        assertRefused(falseSecret, "403 SignatureDoesNotMatch");
        assertRefused(falseKey, "403 InvalidAccessKeyId");
        assertRefused(server.unmade("not-there", ""), "404 NoSuchBucket");
        assertThat(server.contents("good")).isEmpty();
    }

    private void assertRefused(FileSettings.S3 settings, String why) throws Exception {
        Path part = part(random(100));
        try (Depot refused = at(settings)) {
            assertThatThrownBy(() -> refused.take(part, "key"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(why)
                    .hasMessageContaining(settings.bucket())
                    .hasMessageNotContaining("secret")
                    .hasMessageNotContaining(settings.accessKey());
            assertThatThrownBy(() -> refused.tidy(Duration.ZERO)).hasMessageContaining(why);
            assertThatThrownBy(() -> refused.bytes("key")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aServiceThatDiesInTheMiddleOfAFileTakesItLater() throws Exception {
        byte[] bytes = random(80 * MIB);
        Path part = part(bytes);
        var taking = CompletableFuture.runAsync(() -> {
            try {
                depot.take(part, "broken");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        await().pollInterval(Duration.ofMillis(5)).until(this::hasSomeOfIt);
        server.kill();
        try {
            assertThatThrownBy(taking::join).hasMessageContaining("does not answer");
        } finally {
            server.start();
        }
        assertThatThrownBy(() -> depot.bytes("broken")).hasMessageContaining("404 NoSuchKey");
        depot.take(part, "broken");
        assertThat(read("broken", 0, bytes.length)).isEqualTo(bytes);
    }

    private boolean hasSomeOfIt() throws IOException {
        for (Path file : server.contents(bucket)) {
            if (file.toFile().length() > MIB) {
                return true;
            }
        }
        return false;
    }

    @Test
    void takesBackWhatWasBegunLongAgoBelowItsPrefix() throws Exception {
        FileSettings.S3 all = server.bucket("tidied", "");
        try (var client = new S3Client(all, Clock.systemUTC());
                Depot ours = at(server.bucket("tidied", "our &/"))) {
            for (String key : new String[] {"our &/broken", "others/broken"}) {
                String id = begin(client, key);
                client.send(S3Client.Request.of("PUT", key)
                                .with("partNumber", "1")
                                .with("uploadId", id)
                                .with(S3Client.Payload.of(random(6 * MIB))))
                        .body()
                        .close();
            }
            ours.take(part(random(1_000)), "whole");
            ours.tidy(Duration.ofDays(1));
            assertThat(begun(client)).as("they may be on their way").hasSize(2);
            ours.tidy(Duration.ofDays(-1));
            assertThat(begun(client)).extracting(S3Begun::key).containsExactly("others/broken");
            assertThat(ours.bytes("whole")).isEqualTo(random(1_000));
        }
    }

    private static String begin(S3Client client, String key) throws IOException {
        String begun = client.send(S3Client.Request.of("POST", key).with("uploads", ""))
                .text();
        return begun.replaceAll("(?s).*<UploadId>(.*)</UploadId>.*", "$1");
    }

    private static List<S3Begun> begun(S3Client client) throws IOException {
        try (InputStream list = client.send(S3Client.Request.whole("GET", "").with("uploads", ""))
                .body()) {
            return S3Begun.read(list);
        }
    }

    @Test
    void aLostAnswerToTheLastWordIsNoLoss() throws Exception {
        FileSettings.S3 direct = server.bucket("lossy", "");
        byte[] bytes = random(20 * MIB);
        // the path and query of the request that puts the parts together
        try (var lossy = new LossyLine(direct.endpoint(), "POST /lossy/key?uploadId=");
                Depot behind = at(new FileSettings.S3(
                        lossy.endpoint(), direct.region(), "lossy", "", S3Server.KEY, S3Server.SECRET))) {
            behind.take(part(bytes), "key");
            assertThat(lossy.lost()).isEqualTo(1);
        }
        try (Depot after = at(direct)) {
            after.take(part(bytes), "again");
            assertThat(after.bytes("key")).isEqualTo(after.bytes("again"));
        }
        assertThat(server.contents("lossy")).hasSize(2);
    }

    @Test
    void readsListsOfUploads() throws Exception {
        String begin = "<ListMultipartUploadsResult xmlns='http://s3.amazonaws.com/doc/2006-03-01/'>";
        String upload = "<Upload><Key>a&amp;b/k</Key><UploadId>u&lt;1</UploadId><Initiator><ID>x</ID></Initiator>"
                + "<Initiated>2026-01-02T03:04:05.000Z</Initiated></Upload>";
        String list = begin + "<Bucket>b</Bucket>" + upload + "<Upload><Key>k</Key></Upload>"
                + "</ListMultipartUploadsResult>";
        assertThat(S3Begun.read(new ByteArrayInputStream(list.getBytes(UTF_8))))
                .containsExactly(new S3Begun("a&b/k", "u<1", Instant.parse("2026-01-02T03:04:05Z")));
        for (String wrong : new String[] {"", "<a>", begin, "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>"}) {
            assertThatThrownBy(() -> S3Begun.read(new ByteArrayInputStream(wrong.getBytes(UTF_8))))
                    .isInstanceOf(IOException.class);
        }
    }
}
