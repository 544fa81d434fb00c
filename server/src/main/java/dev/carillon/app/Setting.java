package dev.carillon.app;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Every setting of the server: its key, default, allowed values, and what it is for. The one place; the command
/// line, the environment, the file and docs/reference/configuration.md all go by it.
enum Setting {
    HOST(
            "host",
            "127.0.0.1",
            text("an address or host name"),
            "Address to listen on. 127.0.0.1 takes connections of this machine only, 0.0.0.0 those of all IPv4 networks,"
                    + " :: those of IPv6 too."),
    PORT("port", "8080", number(0, 65_535), "TCP port for HTTP and WebSocket. 0 takes any free one."),
    DATA("data", "data", text("a folder"), "Folder that holds all data. Made when there is none; one server only."),
    CONNECTIONS(
            "connections",
            "100000",
            number(1, 10_000_000),
            "Open sockets at most; one more is answered 503. Never more than the system's limit of open files leaves, less"
                    + " what the stores and files-downloads need; the log says when it is less."),
    METRICS_TOKEN(
            "metrics-token",
            "",
            new Values.Words("a token, at least 16 letters and digits", "[A-Za-z0-9._~+/=-]{16,}"),
            "Token with which GET /metrics is answered (Authorization: Bearer TOKEN). Empty: it is not answered on the"
                    + " main port. Never logged."),
    METRICS_LISTEN(
            "metrics-listen",
            "",
            new Values.Words("an address and a port like 127.0.0.1:9100", "\\S+:[0-9]{1,5}"),
            "Address and port of a listener of its own that answers GET /metrics to whoever reaches it. Empty: none."),
    REQUESTS(
            "requests",
            "1024",
            number(1, 100_000),
            "HTTP requests being answered at the same time at most; one more is answered 503."),
    EVENT_LOOPS("event-loops", "2", number(1, 256), "Threads that move bytes. One for each core is plenty."),
    LOG_SLOW(
            "log-slow",
            "1000",
            number(0, 3_600_000),
            "Milliseconds after which an HTTP request that took so long gets a line in the log; 0: none does."),
    MESSAGE_RATE(
            "message-rate",
            "500",
            number(0, 1_000_000),
            "Messages, and changes of messages, that one user may send a second, with bursts of ten times as many; more"
                    + " are refused with RATELIMIT. 0: no bound."),
    STOP_DELAY(
            "stop-delay",
            "0",
            number(0, 300),
            "Seconds between SIGTERM, when /readyz begins to answer 503, and the stop: for a load balancer to notice."),
    BACKEND_CORS("backend-cors", "true", new Values.Flag(), "Let web pages of other origins call the Backend API."),
    BACKEND_PATHS(
            "backend-paths",
            "",
            new Values.Words("paths, separated by blanks", "/[A-Za-z0-9._/-]+"),
            "Further paths of the Backend API, beside /backend, /api.php and /mesiboapi."),
    BACKEND_NETWORKS(
            "backend-networks",
            "",
            new Values.Words("addresses or networks like 10.0.0.0/8, separated by blanks", "[0-9A-Fa-f.:]+(/[0-9]+)?"),
            "From where the Backend API may be called; empty: from anywhere. Behind one of trusted-proxies, what it tells of"
                    + " the client counts."),
    BACKEND_RATE(
            "backend-rate",
            "0",
            number(0, 1_000_000),
            "Requests a second that one app may make of the Backend API, with bursts of twice as many; 0: no bound."),
    BACKEND_SHOW_TOKENS(
            "backend-show-tokens", "true", new Values.Flag(), "Lists of users show their access tokens to the app."),
    BACKEND_LEGACY_ENVELOPE(
            "backend-legacy-envelope",
            "false",
            new Values.Flag(),
            "Answers on /api.php carry the app's record too, as they did until 2021."),
    DEMO_LOGIN(
            "demo-login",
            "",
            new Values.Words("the name of one app, without blanks", "\\S+"),
            "App whose users log in at /messenger/api (or /messenger) by a phone number and a code, as the public"
                    + " messenger apps do; the code is in the server's log, so this is for demonstrations. Empty: off."),
    GROUPS_OWNED(
            "groups-owned",
            "1000",
            number(1, 1_000_000),
            "Groups that a user may own, where its app has not set maxgroups; one more is refused. The Backend API is not"
                    + " bound."),
    GROUPS_JOINED(
            "groups-joined",
            "1000",
            number(1, 1_000_000),
            "Groups that a user may be in by its own and other users' doing; one more is refused, and who is in more"
                    + " stays in. The Backend API is not bound."),
    PUBLIC_URL(
            "public-url",
            "",
            new Values.Words("an address like https://chat.example.com", "https?://[^\\s/?#]+(/[^\\s?#]*)?"),
            "Address under which clients reach this server, for the URLs of files. Empty: as the request was addressed, as"
                    + " far as trusted-proxies tell it."),
    TRUSTED_PROXIES(
            "trusted-proxies",
            "127.0.0.0/8 ::1",
            new Values.Words("addresses or networks like 10.0.0.0/8, separated by blanks", "[0-9A-Fa-f.:]+(/[0-9]+)?"),
            "Proxies in front of this server. What they say of the client's address, scheme and host (Forwarded, or"
                    + " X-Forwarded-For, -Proto and -Host) is believed, from nobody else. Empty: nobody is believed."),
    FILES_MAX_SIZE("files-max-size", "100", number(1, 1_000_000), "MiB that one file may have."),
    FILES_QUOTA(
            "files-quota", "1024", number(0, 1_000_000_000), "MiB that all files of one user may have; 0: no bound."),
    FILES_UPLOADS("files-uploads", "4", number(1, 1_000), "Files that a user may send at the same time."),
    FILES_UNFINISHED("files-unfinished", "20", number(1, 10_000), "Uploads that a user may have begun, not finished."),
    FILES_UPLOAD_HOURS(
            "files-upload-hours", "24", number(1, 8_760), "Hours after which an unfinished upload is dropped."),
    FILES_RESERVE(
            "files-reserve", "512", number(0, 1_000_000_000), "MiB of the disk that uploads leave free, for messages."),
    FILES_UNUSED_DAYS(
            "files-unused-days",
            "7",
            number(1, 3_650),
            "Days that a file is kept which no message and no profile picture points at."),
    FILES_SIGNED(
            "files-signed",
            "false",
            new Values.Flag(),
            "Downloads need a signature that ends, unless an app says otherwise (appset, signedFiles); users have URLs"
                    + " signed at /files/sign."),
    FILES_SIGNED_HOURS("files-signed-hours", "24", number(1, 8_760), "Hours that a signed URL is good for."),
    FILES_DOWNLOADS(
            "files-downloads",
            "1000",
            number(1, 100_000),
            "Answers under way from files at the same time at most; one more is answered 503."),
    FILES_S3_ENDPOINT(
            "files-s3-endpoint",
            "",
            new Values.Words("an address like https://s3.example.com", "https?://[^\\s/?#]+(/[^\\s?#]*)?"),
            "S3-compatible service that keeps the files. Empty: they are in the folder files of the data folder."),
    FILES_S3_REGION(
            "files-s3-region", "us-east-1", text("a region"), "Region that requests to the S3 service are signed for."),
    FILES_S3_BUCKET("files-s3-bucket", "carillon", text("a bucket"), "Bucket of the S3 service. It must exist."),
    FILES_S3_PREFIX(
            "files-s3-prefix",
            "",
            new Values.Words("letters, digits, - _ . and /", "[A-Za-z0-9._/-]+"),
            "What the names of objects begin with, for a bucket that is shared."),
    FILES_S3_ACCESS_KEY(
            "files-s3-access-key", "", new Values.Words("a key", "\\S+"), "Name of the key for the S3 service."),
    FILES_S3_SECRET_KEY(
            "files-s3-secret-key",
            "",
            new Values.Words("a key", "\\S+"),
            "The key itself. Better given as an environment variable than in a file; never logged.");

    private final String key;
    private final String normal;
    private final Values values;
    private final String prose;

    Setting(String key, String normal, Values values, String prose) {
        this.key = key;
        this.normal = normal;
        this.values = values;
        this.prose = prose;
    }

    /// Which values are allowed.
    sealed interface Values {
        record Text(String what) implements Values {}

        record Number(int least, int most) implements Values {}

        record Flag() implements Values {}

        /// None, or several that match the pattern.
        record Words(String what, String pattern) implements Values {}
    }

    private static Values text(String what) {
        return new Values.Text(what);
    }

    private static Values number(int least, int most) {
        return new Values.Number(least, most);
    }

    String key() {
        return key;
    }

    /// The value when nothing else is said.
    String normal() {
        return normal;
    }

    String prose() {
        return prose;
    }

    /// Name of the environment variable.
    String variable() {
        return "CARILLON_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /// The allowed values in words.
    String allowed() {
        return switch (values) {
            case Values.Text(String what) -> what;
            case Values.Number(int least, int most) -> "a number from " + least + " to " + most;
            case Values.Flag() -> "true or false";
            case Values.Words(String what, String _) -> what;
        };
    }

    boolean allows(String value) {
        return switch (values) {
            case Values.Text _ -> !value.isBlank();
            case Values.Flag() -> value.equals("true") || value.equals("false");
            case Values.Words(String _, String pattern) ->
                words(value).stream().allMatch(word -> word.matches(pattern));
            case Values.Number(int least, int most) -> {
                try {
                    int number = Integer.parseInt(value);
                    yield number >= least && number <= most;
                } catch (NumberFormatException e) {
                    yield false;
                }
            }
        };
    }

    /// The parts of a value that lists several.
    static List<String> words(String value) {
        return value.isBlank() ? List.of() : List.of(value.strip().split("[\\s,]+"));
    }

    static @Nullable Setting of(String key) {
        for (Setting setting : values()) {
            if (setting.key.equals(key)) {
                return setting;
            }
        }
        return null;
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(Setting::key).toList();
    }
}
