package dev.carillon.app;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line. Exit codes: 0 done, 1 could not be done (one line says why), 2 bad usage.
@Command(
        name = "carillon",
        description = "A self-hosted real-time communications server.",
        subcommands = {StartCommand.class, AppsCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
public final class Main {
    private static final Logger LOG = System.getLogger(Main.class.getName());

    private final PrintStream out;
    private final Map<String, String> environment;

    Main(PrintStream out, Map<String, String> environment) {
        this.out = out;
        this.environment = environment;
    }

    public static void main(String[] args) {
        int code = new Main(System.out, System.getenv()).run(System.err, args);
        System.out.flush();
        System.exit(code);
    }

    int run(PrintStream err, String... args) {
        var line = new CommandLine(this);
        line.setOut(writer(out));
        line.setErr(writer(err));
        line.setExecutionExceptionHandler((e, _, _) -> failed(e, err));
        return args.length == 0 ? line.execute("--help") : line.execute(args);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    private static int failed(Exception e, PrintStream err) {
        if (e instanceof StartFailure) {
            err.println("carillon: " + e.getMessage());
        } else {
            LOG.log(Level.ERROR, "This is a bug", e);
            err.println("carillon: " + explained(e));
        }
        return 1;
    }

    private static String explained(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.toString() : message;
    }

    PrintStream out() {
        return out;
    }

    Map<String, String> environment() {
        return environment;
    }

    @Command(name = "version", description = "Prints the version.")
    int version() {
        out.println(Version.text());
        return 0;
    }

    /// From the manifest of the jar.
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {text()};
        }

        static String text() {
            @Nullable String version = Main.class.getPackage().getImplementationVersion();
            return "carillon " + (version == null ? "(not packaged)" : version);
        }
    }
}
