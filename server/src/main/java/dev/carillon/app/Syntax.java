package dev.carillon.app;

import dev.carillon.api.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How one command is written: its options, in any place, and how many words at most. The program parses its command
/// line itself because the start should be quick: a parser that reads annotations took longer than the database.
///
/// @param words as they stand in the help, such as `add NAME`; empty when there are none
record Syntax(String command, String words, int mostWords, String prose, List<Option> options) {
    private static final Option HELP = Option.flag("--help", "Print this.");

    /// @param value the name of its value in the help; null when it has none
    record Option(String name, @Nullable String value, String prose) {
        static Option flag(String name, String prose) {
            return new Option(name, null, prose);
        }

        private String shown() {
            return value == null ? name : name + " " + value;
        }
    }

    /// What was written, checked.
    ///
    /// @param help asked for; then the rest does not count
    record Given(boolean help, List<String> words, Map<String, String> options) {
        boolean has(Option option) {
            return options.containsKey(option.name());
        }

        @Nullable
        String value(Option option) {
            return options.get(option.name());
        }
    }

    /// @throws UsageFailure naming what was not understood
    Given read(List<String> arguments) throws UsageFailure {
        List<String> found = new ArrayList<>();
        Map<String, String> values = new HashMap<>();
        for (var rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            if (argument.equals("-h") || argument.equals(HELP.name())) {
                return new Given(true, List.of(), Map.of());
            }
            if (!argument.startsWith("-")) {
                found.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            Option option = option(equals < 0 ? argument : argument.substring(0, equals));
            String value = equals < 0 ? "" : argument.substring(equals + 1);
            if (option.value() == null && equals >= 0) {
                throw new UsageFailure(option.name() + " takes no value");
            }
            if (option.value() != null && equals < 0) {
                if (!rest.hasNext()) {
                    throw new UsageFailure(option.name() + " needs a value: " + option.shown());
                }
                value = rest.next();
            }
            if (values.put(option.name(), value) != null) {
                throw new UsageFailure(option.name() + " is given twice");
            }
        }
        if (found.size() > mostWords) {
            throw new UsageFailure("too many words: \"" + found.get(mostWords) + "\"");
        }
        return new Given(false, found, values);
    }

    private Option option(String name) throws UsageFailure {
        for (Option option : options) {
            if (option.name().equals(name)) {
                return option;
            }
        }
        String nearest = Nearest.to(name, options.stream().map(Option::name).toList());
        throw new UsageFailure("unknown option " + name + "; "
                + (nearest == null ? "" : "did you mean " + nearest + "? ")
                + "carillon " + command + " --help lists them");
    }

    String help() {
        var text = new StringBuilder("Usage: carillon " + command);
        text.append(words.isEmpty() ? "" : " " + words)
                .append(" [OPTIONS]\n")
                .append(prose)
                .append('\n');
        List<Option> all = new ArrayList<>(options);
        all.add(HELP);
        int width =
                all.stream().mapToInt(option -> option.shown().length()).max().orElse(0);
        for (Option option : all) {
            text.append("  ")
                    .append(option.shown())
                    .repeat(' ', width - option.shown().length() + 2);
            text.append(Objects.requireNonNull(option.prose())).append('\n');
        }
        return text.toString();
    }
}
