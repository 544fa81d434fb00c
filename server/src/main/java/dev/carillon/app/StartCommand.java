package dev.carillon.app;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `carillon start`: runs the server until the process is told to end.
@Command(name = "start", description = "Runs the server.", mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
    private static final String CONFIG_VARIABLE = "CARILLON_CONFIG";

    @ParentCommand
    private @Nullable Main main;

    @Option(names = "--host", paramLabel = "HOST", description = "Address to listen on (default 0.0.0.0).")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on (default 8080); 0 takes any.")
    private @Nullable String port;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder that holds all data (default data).")
    private @Nullable String data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "File with lines \"key = value\", for these and further settings.")
    private @Nullable String config;

    @Override
    public Integer call() throws StartFailure, InterruptedException {
        Main program = Objects.requireNonNull(main);
        var flags = new EnumMap<Setting, String>(Setting.class);
        put(flags, Setting.HOST, host);
        put(flags, Setting.PORT, port);
        put(flags, Setting.DATA, data);
        Server server = Server.start(config(flags, program.environment(), config), Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        announce(program, server);
        // until a signal comes, whose hook ends the process
        new CountDownLatch(1).await();
        return 0;
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

    private static void announce(Main program, Server server) {
        String url = url(server.address());
        var first = server.firstApp();
        program.out().println("ready " + url);
        program.out().println("console " + url + "/");
        if (first != null) {
            program.out().println("app token of \"" + first.name() + "\": " + first.token());
            program.out().println("open " + url + "/#token=" + first.token());
        }
        program.out().flush();
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
