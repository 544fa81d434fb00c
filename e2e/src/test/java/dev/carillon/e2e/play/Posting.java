package dev.carillon.e2e.play;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.Login;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Files: uploaded, sent, loaded by those who have the URL, and by those who should not.
final class Posting {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final int OK = 200;
    private static final int CREATED = 201;

    private final Player player;
    private final Model model;
    private final Random random;

    Posting(Player player) {
        this.player = player;
        this.model = player.model;
        this.random = player.random;
    }

    void step() {
        switch (random.nextInt(5)) {
            case 0, 1 -> upload();
            case 2 -> begin();
            case 3 -> sign();
            default -> look();
        }
    }

    // --- uploading

    private @Nullable HttpResponse<String> create(String mark, byte[] bytes, boolean whole) {
        String name = Base64.getEncoder().encodeToString((mark + ".txt").getBytes(UTF_8));
        return exchange("/files/uploads", request -> {
            request.header("Upload-Length", Integer.toString(bytes.length))
                    .header("Upload-Metadata", "filename " + name)
                    .header("Content-Type", "application/offset+octet-stream")
                    .POST(whole ? BodyPublishers.ofByteArray(bytes) : BodyPublishers.noBody());
        });
    }

    private void upload() {
        String mark = model.marks.next();
        HttpResponse<String> answer = create(mark, ("This is " + mark).getBytes(UTF_8), true);
        String path = answer == null
                ? null
                : answer.headers().firstValue("Carillon-File").orElse(null);
        if (path != null) {
            Upload upload = model.upload(player.me, path, mark);
            player.send(upload);
        }
    }

    /// One that is not finished, for others to meddle with.
    private void begin() {
        HttpResponse<String> answer = create(model.marks.next(), new byte[100], false);
        if (answer != null && answer.statusCode() == CREATED) {
            model.begun(player.me, answer.headers().firstValue("Location").orElseThrow());
        }
    }

    // --- loading

    private void sign() {
        Upload upload = model.anyUpload(random);
        if (upload == null) {
            return;
        }
        Frame body = Frame.empty().with("urls", List.of(upload.path));
        HttpResponse<String> answer =
                exchange("/files/sign", request -> request.POST(BodyPublishers.ofByteArray(body.bytes())));
        if (answer == null || answer.statusCode() != OK) {
            return;
        }
        String url = Frame.parse(answer.body().getBytes(UTF_8)).text("urls.0");
        if (!url.isEmpty() && !upload.app().equals(player.app)) {
            player.world.judge().wrong(player.me, "had a file of another app signed: " + url, body);
        }
    }

    void look() {
        Upload upload = model.anyUpload(random);
        if (upload == null || random.nextBoolean()) {
            meddle();
            return;
        }
        String query = random.nextBoolean() ? "" : "?info";
        HttpResponse<String> answer = exchange(upload.path + query, HttpRequest.Builder::GET);
        if (answer == null || answer.statusCode() != OK) {
            return;
        }
        Frame asked = Frame.empty().with("path", upload.path);
        if (upload.app().signs()) {
            player.world.judge().wrong(player.me, "loaded a file without a signature", asked);
        }
        synchronized (model) {
            if (upload.wiped(model.done(), model.restart())) {
                player.world.judge().wrong(player.me, "loaded a file of messages that were wiped: " + upload, asked);
            }
        }
    }

    /// With the unfinished upload of another.
    private void meddle() {
        Model.Begun begun = model.anyBegun(random);
        if (begun == null || begun.owner() == player.me) {
            return;
        }
        String method = player.oneOf(List.of("HEAD", "PATCH", "DELETE"));
        HttpResponse<String> answer = exchange(
                begun.path(),
                request -> request.header("Upload-Offset", "0")
                        .header("Content-Type", "application/offset+octet-stream")
                        .method(
                                method,
                                method.equals("PATCH") ? BodyPublishers.ofString("x") : BodyPublishers.noBody()));
        if (answer != null && answer.statusCode() < 300) {
            player.world.judge().wrong(player.me, "could " + method + " an upload of " + begun.owner(), Frame.empty());
        }
    }

    // --- HTTP

    private interface Build {
        void on(HttpRequest.Builder request);
    }

    private @Nullable HttpResponse<String> exchange(String path, Build build) {
        Login login = player.login();
        if (login == null) {
            return null;
        }
        String place = URI.create(path).getRawPath() + (path.contains("?") ? path.substring(path.indexOf('?')) : "");
        var request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + player.world.server().address().getPort() + place))
                .timeout(Duration.ofSeconds(30))
                .header("Tus-Resumable", "1.0.0")
                .header("Authorization", "Bearer " + login.token())
                .header("Carillon-App", login.app());
        build.on(request);
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            player.world.judge().count("file answer " + answer.statusCode());
            return answer;
        } catch (IOException _) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
