package dev.carillon.app;

import dev.carillon.app.Syntax.Option;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// `carillon start`: runs the server until the process is told to end.
final class StartCommand {
    static final Option DATA = new Option("--data", "DIR", "Folder that holds all data (default data).");
    static final Option CONFIG =
            new Option("--config", "FILE", "File with lines \"key = value\", for these and further settings.");

    private static final Option HOST = new Option(
            "--host", "HOST", "Address to listen on (default 127.0.0.1, this machine only; 0.0.0.0 for all networks).");
    private static final Option PORT = new Option("--port", "PORT", "Port to listen on (default 8080); 0 takes any.");
    private static final Option ACCEPT_LOSS = Option.flag(
            "--accept-loss",
            "Go on this once although a part of the data folder is missing, damaged or older than the others.");
    private static final Option STRICT =
            Option.flag("--strict", "Refuse to start when a CARILLON_ variable of the environment is unknown.");
    private static final Syntax SYNTAX = new Syntax(
            "start", "", 0, "Runs the server until SIGTERM.", List.of(HOST, PORT, DATA, CONFIG, STRICT, ACCEPT_LOSS));
    private static final String CONFIG_VARIABLE = "CARILLON_CONFIG";

    private static final Logger LOG = System.getLogger(StartCommand.class.getName());

    private final PrintStream out;
    private final Map<String, String> environment;

    StartCommand(PrintStream out, Map<String, String> environment) {
        this.out = out;
        this.environment = environment;
    }

    void run(List<String> arguments) throws UsageFailure, StartFailure, InterruptedException {
        Syntax.Given given = SYNTAX.read(arguments);
        if (given.help()) {
            out.print(SYNTAX.help());
            return;
        }
        var flags = new EnumMap<Setting, String>(Setting.class);
        put(flags, Setting.HOST, given.value(HOST));
        put(flags, Setting.PORT, given.value(PORT));
        put(flags, Setting.DATA, given.value(DATA));
        answerFor(Variables.unknown(environment), given.has(STRICT));
        Server server = Server.start(
                config(flags, environment, given.value(CONFIG)), Clock.systemUTC(), given.has(ACCEPT_LOSS));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        var console = System.console();
        announce(out, server, console != null && console.isTerminal());
        // until a signal comes, whose hook ends the process
        new CountDownLatch(1).await();
    }

    static void put(Map<Setting, String> flags, Setting setting, @Nullable String value) {
        if (value != null) {
            flags.put(setting, value);
        }
    }

    static Config config(Map<Setting, String> flags, Map<String, String> environment, @Nullable String file)
            throws StartFailure {
        String named = file == null ? environment.get(CONFIG_VARIABLE) : file;
        return Config.of(flags, environment, named == null ? null : Path.of(named));
    }

    /// In the hook of a signal the exit code can only be given by halting; by then everything is closed.
    private static void stop(Server server) {
        server.close();
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static void answerFor(List<String> unknown, boolean strict) throws StartFailure {
        if (strict && !unknown.isEmpty()) {
            throw new StartFailure(String.join("; ", unknown));
        }
        unknown.forEach(what -> LOG.log(Level.WARNING, what));
    }

    /// The token is shown to a person only: what is not a terminal may be a log that others read.
    static void announce(PrintStream out, Server server, boolean terminal) {
        String url = url(server.address());
        var app = server.firstApp();
        out.println("ready " + url);
        if (app == null) {
            out.println("open " + url + "/");
            out.println("the tokens of apps: carillon apps token NAME");
        } else {
            out.println("open " + url + "/" + (terminal ? "#token=" + app.token() : ""));
            out.println("the token of the app \"" + app.name() + "\" is in " + server.tokenFile());
        }
        out.flush();
    }

    /// As somebody on this machine can open it.
    static String url(InetSocketAddress address) {
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress() instanceof Inet6Address six
                        ? "[" + six.getHostAddress().replaceFirst("%.*", "") + "]"
                        : address.getAddress().getHostAddress();
        return "http://" + host + ":" + address.getPort();
    }
}
