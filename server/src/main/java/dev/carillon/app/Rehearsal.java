package dev.carillon.app;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// `carillon rehearse`: a server on a folder of its own lives through a short day: pages, the Backend API, two people
/// who write to each other and to a group, a proper end. The JVM, told to, keeps what it learnt in an AOT cache, with
/// which the next server starts in half the time (docs/decisions/0012). The folder is gone afterwards.
///
/// What a server needs when it starts and when its first clients come belongs here; nothing else, because the whole
/// cache is held in memory.
final class Rehearsal {
    private static final int ROUNDS = 300;

    private static final Syntax SYNTAX = new Syntax(
            "rehearse",
            "",
            0,
            "Runs a server for a moment, for -XX:AOTCacheOutput to learn from. ./carillon build does so.",
            List.of());

    private final RehearsalHttp http;
    private final InetSocketAddress address;

    private Rehearsal(InetSocketAddress address, String appToken) {
        this.address = address;
        this.http = new RehearsalHttp(address, appToken);
    }

    static void run(PrintStream out, List<String> arguments) throws UsageFailure, StartFailure {
        Syntax.Given given = SYNTAX.read(arguments);
        if (given.help()) {
            out.print(SYNTAX.help());
            return;
        }
        try {
            Path folder = Files.createTempDirectory("carillon-rehearsal-");
            try {
                play(folder.resolve("data"));
            } finally {
                remove(folder);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new StartFailure("the rehearsal failed: " + e.getMessage(), e);
        }
    }

    private static void play(Path data) throws StartFailure, IOException {
        var flags = new EnumMap<Setting, String>(Setting.class);
        flags.put(Setting.HOST, "127.0.0.1");
        flags.put(Setting.PORT, "0");
        flags.put(Setting.DATA, data.toString());
        try (Server server = Server.start(Config.of(flags, Map.of(), null), Clock.systemUTC())) {
            StartCommand.announce(
                    new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), server, false);
            String token = Objects.requireNonNull(server.firstApp()).token();
            new Rehearsal(server.address(), token).play();
        }
    }

    private void play() throws IOException {
        for (String page : List.of("/healthz", "/readyz", "/", "/backend/openapi.json")) {
            http.get(page);
        }
        String anasToken = http.newUser("ana");
        String bobsToken = http.newUser("bob");
        long gid = http.json("groupadd", "\"group\":{\"name\":\"Desk\",\"members\":{\"m\":\"ana,bob\"}}")
                .at("/group/gid")
                .asLong();
        http.form("op=userset&address=ana&name=Ana");
        http.query("op=usersget&count=10");
        // one of them is away at first, and finds this when it comes
        http.json("message", "\"message\":{\"from\":\"ana\",\"to\":\"bob\",\"message\":\"Good morning\"}");
        try (var ana = RehearsalGuest.login(address, anasToken);
                var bob = RehearsalGuest.login(address, bobsToken)) {
            for (int i = 0; i < ROUNDS; i++) {
                round(ana, bob, gid, 10 * i);
            }
            requests(ana, gid);
            bob.ask("logout", "");
        }
    }

    private static void round(RehearsalGuest ana, RehearsalGuest bob, long gid, int mid) throws IOException {
        ana.send("{\"t\":\"presence\",\"to\":\"bob\",\"presence\":3}");
        long order = ana.ask(
                        "send",
                        "\"to\":\"bob\",\"mid\":" + (mid + 1) + ",\"content\":{\"text\":\"Hello, how are you?\"}")
                .path("order")
                .asLong();
        bob.ask("read", "\"peer\":\"ana\",\"orders\":[" + order + "]");
        ana.ask("send", "\"gid\":" + gid + ",\"mid\":" + (mid + 2) + ",\"content\":{\"text\":\"Hello everybody\"}");
        bob.ask("send", "\"to\":\"ana\",\"mid\":" + (mid + 3) + ",\"expiry\":0,\"content\":{\"text\":\"Right now\"}");
        bob.ask("send", "\"gid\":" + gid + ",\"mid\":" + (mid + 4) + ",\"expiry\":0,\"content\":{\"data\":\"AAEC\"}");
    }

    private static void requests(RehearsalGuest ana, long gid) throws IOException {
        long order = ana.ask("history", "\"peer\":\"bob\",\"limit\":50")
                .at("/messages/0/order")
                .asLong();
        ana.ask("conversations", "\"limit\":10");
        ana.ask("watch", "\"addresses\":[\"bob\"]");
        ana.ask("profile.get", "\"addresses\":[\"bob\"]");
        ana.ask("contacts.get", "");
        ana.ask("group.get", "\"gid\":" + gid);
        ana.ask("group.members", "\"gid\":" + gid);
        ana.ask("receipts", "\"peer\":\"bob\",\"order\":" + order);
        ana.send("{\"t\":\"ping\"}");
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
