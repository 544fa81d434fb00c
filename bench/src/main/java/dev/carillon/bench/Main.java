package dev.carillon.bench;

import dev.carillon.bench.report.Json;
import dev.carillon.bench.report.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./carillon bench …`
@Command(
        name = "bench",
        description = "Measures the server: without a subcommand everything, against the targets.",
        subcommands = {MessagesCommand.class, IdleCommand.class, GrowthCommand.class},
        mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {
    @Option(names = "--quick", description = "Shorter and fewer runs: three minutes instead of some fifteen.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Where the figures go (${DEFAULT-VALUE}).")
    private Path json = Path.of("bench.json");

    private Main() {}

    public static void main(String[] args) {
        var jmh = new CommandLine(new Jmh()).setUnmatchedOptionsArePositionalParams(true);
        System.exit(new CommandLine(new Main()).addSubcommand(jmh).execute(args));
    }

    @Override
    public Integer call() {
        Bench bench = Bench.run(quick ? Effort.QUICK : Effort.FULL);
        new Table(bench.rows()).print();
        bench.failures().forEach(failure -> System.out.println("NOT MEASURED: " + failure));
        Json.write(json, bench.json());
        return bench.sound() ? 0 : 1;
    }

    @Command(name = "jmh", description = "Runs the benchmarks of hot classes; all arguments are JMH's own.")
    static final class Jmh implements Runnable {
        @Parameters(arity = "0..*", paramLabel = "ARGUMENT")
        private List<String> arguments = List.of();

        @Override
        public void run() {
            try {
                org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
