package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.TokenKey;
import dev.carillon.accounts.UserChange;
import dev.carillon.messaging.Change;
import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.StoredMessage;
import dev.carillon.storage.messages.rocks.RocksMessageStore;
import dev.carillon.storage.sql.SqlDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a start says to a data folder of which a part is missing, empty, an older copy or another folder's.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FolderPartsTest {
    private static final int USERS = 3;

    private Path place;
    private Path data;
    private Path older;
    private Path other;

    private int copies;

    @BeforeAll
    void live(@TempDir Path folder) throws Exception {
        place = folder;
        data = place.resolve("data");
        liveADay(data, "ana");
        older = copy(data);
        liveADay(data, "bob");
        other = place.resolve("other");
        liveADay(other, "eve");
        liveADay(other, "eva");
        liveADay(other, "ewa");
    }

    private static Server start(Path folder, boolean acceptLoss) throws StartFailure {
        var flags = new EnumMap<Setting, String>(Setting.class);
        flags.put(Setting.HOST, "127.0.0.1");
        flags.put(Setting.PORT, "0");
        flags.put(Setting.DATA, folder.toString());
        return Server.start(Config.of(flags, Map.of(), null), Clock.systemUTC(), acceptLoss);
    }

    private static RehearsalHttp http(Server server, Path folder) throws IOException {
        return new RehearsalHttp(
                server.address(),
                Files.readString(folder.resolve("default.token")).strip());
    }

    private static void liveADay(Path folder, String name) throws Exception {
        try (Server server = start(folder, false)) {
            RehearsalHttp backend = http(server, folder);
            String token = backend.newUser(name);
            for (int i = 1; i < USERS; i++) {
                backend.newUser(name + i);
            }
            backend.json("groupadd", "\"group\":{\"name\":\"Desk\",\"members\":{\"m\":\"" + name + "\"}}");
            for (int i = 0; i < 20; i++) {
                backend.json(
                        "message",
                        "\"message\":{\"from\":\"" + name + "\",\"to\":\"" + name + "1\",\"message\":\"Hi\"}");
            }
            upload(server, token);
        }
    }

    private static void upload(Server server, String token) throws IOException, InterruptedException {
        String body = "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + token + "\r\n"
                + "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\nHello\r\n--x--\r\n";
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create(StartCommand.url(server.address()) + "/files/upload"))
                            .header("Content-Type", "multipart/form-data; boundary=x")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).contains("\"result\":true");
        }
    }

    // --- the table

    private enum Deed {
        REMOVED,
        EMPTIED,
        HALVED,
        OLDER,
        OTHERS
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            directory.db  | REMOVED | directory.db is missing or empty     | true
            directory.db  | EMPTIED | directory.db is missing or empty     | true
            directory.db  | OLDER   | directory.db is older than           | true
            directory.db  | OTHERS  | belongs to another directory.db      | false
            messages      | REMOVED | messages/ is missing or empty        | true
            messages      | EMPTIED | messages/ is missing or empty        | true
            messages      | OLDER   | messages/ is an older copy           | true
            messages      | OTHERS  | messages/ belongs to another         | false
            messages/*.log| REMOVED | its log is missing: at least         | true
            messages/CURRENT| REMOVED | its|
            files         | REMOVED | files/ is missing                    | true
            files         | EMPTIED | files/ is missing                    | true
            files         | OLDER   | files/ is an older copy              | true
            files         | OTHERS  | files/ belongs to another            | false
            files/origin  | HALVED  | files/ is missing or damaged         | true
            secret.key    | REMOVED | secret.key is missing                | true
            secret.key    | EMPTIED | secret.key is damaged: it has 0      | false
            secret.key    | OTHERS  | secret.key in the data folder        | true
            files.key     | REMOVED | files.key is missing                 | true
            files.key     | EMPTIED | files.key has no key                 | false
            """)
    @Tag("G1")
    @Tag("G11")
    @Tag("G12")
    void aPartThatDoesNotBelongIsNamedAndNoIdIsGivenTwice(String part, Deed deed, String why, Boolean acceptable)
            throws Exception {
        Path folder = done(part, deed);
        if (part.endsWith("CURRENT")) {
            assertThatThrownBy(() -> start(folder, true)).hasMessageContaining("CURRENT is missing");
            assertThat(folder.resolve("messages").toFile().list()).anyMatch(name -> name.endsWith(".sst"));
            return;
        }
        assertThatThrownBy(() -> start(folder, false))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(why)
                .hasMessageMatching("(?s)[^\n]*");
        assertThatThrownBy(() -> start(folder, false)).as("again").hasMessageContaining(why);
        if (!acceptable) {
            assertThatThrownBy(() -> start(folder, true)).hasMessageContaining(why);
            return;
        }
        try (Server server = start(folder, true)) {
            RehearsalHttp backend = http(server, folder);
            String answer = backend.json("useradd", "\"user\":{\"address\":\"new\",\"token\":{\"v2\":true}}")
                    .toString();
            assertThat(backend.json("userget", "\"user\":{\"address\":\"new\"}")
                            .at("/user/uid")
                            .asInt())
                    .as(answer)
                    .isGreaterThan(2 * USERS);
            backend.json("message", "\"message\":{\"from\":\"new\",\"to\":\"new\",\"message\":\"Hi\"}");
        }
        start(folder, false).close(); // from now on it is in order
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            marks         | REMOVED
            marks         | EMPTIED
            marks         | OLDER
            marks         | OTHERS
            secret.key    | OLDER
            files.key     | OTHERS
            native        | REMOVED
            lock          | REMOVED
            default.token | REMOVED
            .             | OLDER
            .             | OTHERS
            """)
    @Tag("G1")
    void whatLosesNothingDoesNotStopAStart(String part, Deed deed) throws Exception {
        start(done(part, deed), false).close();
    }

    private Path done(String part, Deed deed) throws IOException {
        Path folder = copy(data);
        List<String> names = part.equals("directory.db")
                ? List.of(part, part + "-wal", part + "-shm")
                : part.contains("*") ? logs(folder) : List.of(part);
        for (String name : names) {
            Path file = folder.resolve(name).normalize();
            boolean directory = Files.isDirectory(file);
            String text = deed == Deed.HALVED ? Files.readString(file) : "";
            remove(file);
            switch (deed) {
                case REMOVED -> {}
                case EMPTIED -> {
                    if (directory) {
                        Files.createDirectory(file);
                    } else if (!name.contains("-")) {
                        Files.createFile(file);
                    }
                }
                case HALVED -> Files.writeString(file, text.substring(0, text.length() / 2));
                case OLDER -> copy(older.resolve(name).normalize(), file);
                case OTHERS -> copy(other.resolve(name).normalize(), file);
            }
        }
        return folder;
    }

    private static List<String> logs(Path folder) throws IOException {
        try (var files = Files.list(folder.resolve("messages"))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .map(file -> "messages/" + file.getFileName())
                    .toList();
        }
    }

    // --- folders of earlier versions

    /// As a version would leave it that knows nothing of ids.
    private void earlier(Path folder, int users) throws IOException {
        Files.createDirectories(folder);
        Clock clock = Clock.systemUTC();
        try (var directory = SqlDirectory.open(folder, clock);
                var accounts = Accounts.create(directory.accounts(), TokenKey.open(folder), clock);
                var messages = RocksMessageStore.open(folder, clock)) {
            App app = Objects.requireNonNull(accounts.createApp("default"));
            for (int i = 1; i <= users; i++) {
                accounts.put(app.aid(), "user" + i, UserChange.NONE, false);
            }
            messages.commit(List.of(new Change.NewMessage(message(users))));
        }
    }

    private static StoredMessage message(int uid) {
        var ref = new Ref(Conversation.direct(1, uid), 0);
        return new StoredMessage(ref, 1, 1, uid, 7, 5, 0, 3, 9, 0, 0, false, null, 0, 0, 1, new byte[] {1});
    }

    @Test
    @Tag("G1")
    void aFolderOfAnEarlierVersionGetsItsIdOnceAndIsComparedFromTheStart() throws Exception {
        Path folder = place.resolve("earlier");
        earlier(folder, 5);
        Path smaller = place.resolve("smaller");
        earlier(smaller, 2);
        Path mixed = copy(folder);
        remove(mixed.resolve("directory.db"));
        copy(smaller.resolve("directory.db"), mixed.resolve("directory.db"));
        assertThatThrownBy(() -> start(mixed, false)).hasMessageContaining("directory.db is older than");
        remove(mixed.resolve("directory.db"));
        assertThatThrownBy(() -> start(mixed, false)).hasMessageContaining("directory.db is missing");

        start(folder, false).close();
        String id = origin(folder);
        start(folder, false).close();
        assertThat(origin(folder)).isEqualTo(id).isNotBlank();
        Path without = copy(folder);
        remove(without.resolve("messages"));
        assertThatThrownBy(() -> start(without, false)).hasMessageContaining("messages/ is missing");
    }

    private static String origin(Path folder) throws IOException {
        return Files.readString(folder.resolve("files/origin")).split(" ")[0];
    }

    /// Whatever a first start has made before it ended, the next one goes on.
    @Test
    @Tag("G1")
    void aFirstStartThatWasCutOffIsTakenUpAgain() throws Exception {
        Path folder = place.resolve("first");
        start(folder, false).close();
        for (List<String> never : List.of(
                List.of("marks"),
                List.of("marks", "files"),
                List.of("marks", "files", "default.token", "files.key", "secret.key"))) {
            Path cut = copy(folder);
            for (String name : never) {
                remove(cut.resolve(name));
            }
            start(cut, false).close();
        }
        Path only = place.resolve("only");
        SqlDirectory.open(only, Clock.systemUTC()).close();
        start(only, false).close();
        Path messages = place.resolve("messages-only");
        RocksMessageStore.open(messages, Clock.systemUTC()).close();
        start(messages, false).close();
    }

    /// `kill -9` leaves the marks of some seconds ago: a lower bound.
    @Test
    @Tag("G11")
    void theMarksNeverClaimMoreThanIsThere() throws Exception {
        Path folder = copy(older);
        try (Server server = start(folder, false)) {
            RehearsalHttp backend = http(server, folder);
            for (int i = 0; i < 50; i++) {
                backend.newUser("u" + i);
                backend.json("message", "\"message\":{\"from\":\"ana\",\"to\":\"u" + i + "\",\"message\":\"Hi\"}");
                if (i % 10 == 0) {
                    Path killed = copy(folder); // as the system would see it now
                    start(killed, false).close();
                }
            }
        }
    }

    @Test
    @Tag("G14")
    void aFolderThatWasThereIsClosedToOthers() throws Exception {
        Path folder = place.resolve("volume");
        for (Path inside : List.of(folder, folder.resolve("messages"), folder.resolve("files"))) {
            Files.createDirectories(inside);
            Files.setPosixFilePermissions(inside, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        start(folder, false).close();
        for (Path inside :
                List.of(folder, folder.resolve("messages"), folder.resolve("files"), folder.resolve("native"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inside)))
                    .as(inside.toString())
                    .isEqualTo("rwx------");
        }
    }

    // --- files

    private Path copy(Path from) throws IOException {
        Path to = place.resolve("copy" + copies++);
        copy(from, to);
        return to;
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (Files.exists(file)) {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void remove(Path path) throws IOException {
        if (Files.exists(path)) {
            try (var files = Files.walk(path)) {
                for (Path file :
                        new ArrayList<>(files.sorted(Comparator.reverseOrder()).toList())) {
                    Files.delete(file);
                }
            }
        }
    }
}
