package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/metrics` of a running server: what it shows, and that the reference page names all of it.
class MetricsPageTest {
    private static final String TOKEN = "a-token-for-metrics";
    private static final Path REFERENCE = Path.of("..", "docs", "reference", "metrics.md");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-z][a-z0-9_]*)(?:\\{([^}]*)})? (-?[0-9.]+(?:E-?[0-9]+)?)");
    private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"([^\"]*)\"");

    private static final String PREFACE = """
            # Metrics

            `GET /metrics` shows them in the text format of Prometheus. Counters and histograms begin at 0 with the process.
            Counting costs a message some ten nanoseconds; depths of queues are looked up when somebody asks for the page.
            The page is closed by default. `metrics-token` opens it on the main port to whoever sends `Authorization: Bearer TOKEN`;
            `metrics-listen` (say `127.0.0.1:9100`) on a listener of its own to whoever reaches that ([configuration](configuration.md)).

            What to watch: `carillon_ack_seconds` and `carillon_delivery_seconds` (what users feel), `carillon_store_waiting` and
            `carillon_store_sync_seconds` (the disk), `carillon_closes_total{code="SLOW_READER"}` and `carillon_drops_total` (clients that
            do not keep up), `carillon_store_failures_total` (must stay 0), `carillon_errors_total{code="GENERROR"}` (a bug),
            `process_resident_memory_bytes`, and `process_open_fds` against `process_max_fds`.

            | name | type | labels | meaning |
            |---|---|---|---|
            """;

    private static final String END = """

            Made from a running server by `MetricsPageTest`, which fails when this page is stale; `-Dreference.write=true` writes it anew.
            """;

    @TempDir
    private Path folder;

    private Server server;
    private RehearsalHttp backend;

    @BeforeEach
    void start() throws Exception {
        var flags = new EnumMap<Setting, String>(Setting.class);
        flags.put(Setting.HOST, "127.0.0.1");
        flags.put(Setting.PORT, "0");
        flags.put(Setting.DATA, folder.resolve("data").toString());
        flags.put(Setting.METRICS_TOKEN, TOKEN);
        server = Server.start(Config.of(flags, Map.of(), null), Clock.systemUTC());
        backend = new RehearsalHttp(server.address(), server.firstApp().token());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String page() throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(StartCommand.url(server.address()) + "/metrics"))
                            .header("Authorization", "Bearer " + TOKEN)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
            return answer.body();
        }
    }

    private double sample(String nameAndLabels) throws IOException, InterruptedException {
        List<String> lines = page().lines()
                .filter(line -> line.startsWith(nameAndLabels + " "))
                .toList();
        assertThat(lines).as(nameAndLabels).hasSize(1);
        return Double.parseDouble(lines.getFirst().substring(nameAndLabels.length() + 1));
    }

    /// A family as the page shows it.
    private record Family(String type, String help, TreeSet<String> labels, List<String> samples) {}

    private static Map<String, Family> families(String page) {
        var families = new LinkedHashMap<String, Family>();
        String name = "";
        for (String line : page.lines().toList()) {
            if (line.startsWith("# HELP ")) {
                name = line.split(" ", 4)[2];
                assertThat(families).doesNotContainKey(name);
                families.put(name, new Family("", line.split(" ", 4)[3], new TreeSet<>(), new ArrayList<>()));
            } else if (line.startsWith("# TYPE ")) {
                Family family = families.get(name);
                families.put(name, new Family(line.split(" ", 4)[3], family.help(), family.labels(), family.samples()));
            } else {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(sample.group(1)).startsWith(name);
                families.get(name).samples().add(line);
                Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                while (label.find()) {
                    if (!label.group(1).equals("le")) {
                        families.get(name).labels().add(label.group(1));
                    }
                }
            }
        }
        return families;
    }

    @Test
    void theReferenceNamesEverything() throws Exception {
        var made = new StringBuilder(PREFACE);
        families(page())
                .forEach((name, family) -> made.append(String.format(
                        "| `%s` | %s | %s | %s |%n",
                        name, family.type(), String.join(", ", family.labels()), family.help())));
        made.append(END);
        if (Boolean.getBoolean("reference.write")) {
            Files.writeString(REFERENCE, made);
        }
        assertThat(Files.readString(REFERENCE))
                .as("write it anew with -Dreference.write=true")
                .isEqualTo(made.toString());
    }

    @Test
    void everyFamilyHasSeriesFromTheStart() throws Exception {
        assertThat(families(page())).allSatisfy((_, family) -> {
            assertThat(family.type()).isIn("counter", "gauge", "histogram");
            assertThat(family.samples()).isNotEmpty();
        });
    }

    @Test
    void messagesAreCountedByKind() throws Exception {
        String ana = backend.newUser("ana");
        String bob = backend.newUser("bob");
        long gid = backend.json("groupadd", "\"group\":{\"name\":\"g\",\"members\":{\"m\":\"ana,bob\"}}")
                .at("/group/gid")
                .asLong();
        try (var anasPhone = RehearsalGuest.login(server.address(), ana);
                var bobsPhone = RehearsalGuest.login(server.address(), bob)) {
            anasPhone.ask("send", "\"to\":\"bob\",\"mid\":1,\"content\":{\"text\":\"a\"}");
            anasPhone.ask("send", "\"to\":\"bob\",\"mid\":1,\"content\":{\"text\":\"a\"}");
            anasPhone.ask("send", "\"gid\":" + gid + ",\"mid\":2,\"content\":{\"text\":\"b\"}");
            anasPhone.ask("send", "\"to\":\"bob\",\"mid\":3,\"expiry\":0,\"content\":{\"text\":\"c\"}");
            anasPhone.ask("send", "\"to\":\"bob\",\"mid\":4,\"when\":1000,\"content\":{\"text\":\"d\"}");
            anasPhone.send("{\"t\":\"send\",\"id\":99,\"mid\":5,\"to\":\"nobody\",\"content\":{\"text\":\"e\"}}");
            backend.json("message", "\"message\":{\"from\":\"ana\",\"to\":\"bob\",\"message\":\"f\"}");
            bobsPhone.ask("time", "");
            // Bob has three: of Ana's phone one and one in the group, and the back-end's; Ana gets a copy of that
            await().until(() -> sample("carillon_messages_acknowledged_total") >= 3);
            assertThat(sample("carillon_sessions")).isEqualTo(2);
            assertThat(sample("carillon_users_online")).isEqualTo(2);
        }
        assertThat(sample("carillon_messages_total{kind=\"durable\",to=\"user\"}"))
                .isEqualTo(2);
        assertThat(sample("carillon_messages_total{kind=\"durable\",to=\"group\"}"))
                .isEqualTo(1);
        assertThat(sample("carillon_messages_total{kind=\"transient\",to=\"user\"}"))
                .isEqualTo(1);
        assertThat(sample("carillon_messages_by_backends_total{kind=\"durable\"}"))
                .isEqualTo(1);
        assertThat(sample("carillon_messages_repeated_total")).isEqualTo(1);
        assertThat(sample("carillon_messages_scheduled_total")).isEqualTo(1);
        assertThat(sample("carillon_messages_refused_total{code=\"NOSUCHERROR\"}"))
                .isEqualTo(sample("carillon_errors_total{code=\"NOSUCHERROR\"}"))
                .isEqualTo(1);
        assertThat(sample("carillon_ack_seconds_count{kind=\"durable\"}")).isEqualTo(3);
        assertThat(sample("carillon_ack_seconds_count{kind=\"transient\"}")).isEqualTo(1);
        assertThat(sample("carillon_delivery_seconds_count")).isGreaterThanOrEqualTo(3);
        assertThat(sample("carillon_frames_in_total{type=\"Hello\"}")).isEqualTo(2);
        assertThat(sample("carillon_frames_in_total{type=\"Send\"}")).isEqualTo(6);
        assertThat(sample("carillon_api_requests_total{op=\"useradd\",outcome=\"done\"}"))
                .isEqualTo(2);
        assertThat(sample("carillon_api_requests_total{op=\"message\",outcome=\"done\"}"))
                .isEqualTo(1);
        assertThat(sample("carillon_store_group_writes_sum")).isEqualTo(sample("carillon_store_writes_total"));
        assertThat(sample("carillon_store_sync_seconds_count")).isEqualTo(sample("carillon_store_syncs_total"));
        assertThat(sample("carillon_directory_batch_writes_sum")).isGreaterThanOrEqualTo(3);
        await().until(() -> sample("carillon_sessions") == 0);
    }
}
