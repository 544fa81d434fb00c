package dev.carillon.bench;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `./carillon bench …`
@Command(
        name = "bench",
        description = "Measures the server.",
        subcommands = {IdleCommand.class, MessagesCommand.class, Main.Jmh.class},
        mixinStandardHelpOptions = true)
public final class Main implements Runnable {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    @Command(name = "jmh", description = "Runs the benchmarks of hot classes; all arguments are JMH's own.")
    static final class Jmh implements Runnable {
        @Parameters(arity = "0..*", paramLabel = "ARGUMENT")
        private List<String> arguments = List.of();

        @Override
        public void run() {
            try {
                org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
