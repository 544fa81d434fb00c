package dev.carillon.app;

import dev.carillon.accounts.UnusableData;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The command line. Exit codes: 0 done, 1 could not be done (one line says why), 2 bad usage.
public final class Main {
    private static final Logger LOG = System.getLogger(Main.class.getName());

    private static final String HELP = """
            Usage: carillon COMMAND [OPTIONS]
            A self-hosted real-time communications server.
              start      Runs the server.
              apps       Lists, creates and shows the apps of a data folder; also while the server runs.
              rehearse   Runs a server for a moment, so that the JVM can learn how the next one starts.
              version    Prints the version.
            COMMAND --help tells more.
            """;

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
        try {
            return args.length == 0 ? help() : run(args[0], Arrays.asList(args).subList(1, args.length));
        } catch (UsageFailure | StartFailure e) {
            err.println("carillon: " + e.getMessage());
            return e instanceof UsageFailure ? 2 : 1;
        } catch (UnusableData e) {
            err.println("carillon: " + e.getMessage());
            return 1;
        } catch (InterruptedException | RuntimeException e) {
            LOG.log(Level.ERROR, "This is a bug", e);
            err.println("carillon: " + explained(e));
            return 1;
        }
    }

    private int run(String command, List<String> arguments) throws UsageFailure, StartFailure, InterruptedException {
        switch (command) {
            case "start" -> new StartCommand(out, environment).run(arguments);
            case "apps" -> new AppsCommand(out, environment).run(arguments);
            case "rehearse" -> Rehearsal.run(out, arguments);
            case "version", "--version", "-V" -> out.println(version());
            case "help", "--help", "-h" -> help();
            default -> throw new UsageFailure("no command \"" + command + "\"; carillon --help lists them");
        }
        return 0;
    }

    private int help() {
        out.print(HELP);
        return 0;
    }

    private static String explained(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.toString() : message;
    }

    /// From the manifest of the jar; the launcher knows of which commit the distribution was built.
    static String version() {
        @Nullable String version = Main.class.getPackage().getImplementationVersion();
        String commit = System.getProperty("carillon.commit", "");
        return "carillon " + (version == null ? "(not packaged)" : version)
                + (commit.isBlank() ? "" : " (" + commit.strip() + ")");
    }
}
