package dev.carillon.app;

import dev.carillon.api.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The environment variables that begin with `CARILLON_`: which are ours, and what the others may have meant.
final class Variables {
    private static final String PREFIX = "CARILLON_";

    /// Read by the launcher, by bots and tests, or before there is a configuration.
    private static final List<String> OTHERS = List.of(
            "CARILLON_CONFIG",
            "CARILLON_LOG_LEVEL",
            "CARILLON_JAVA_OPTS",
            "CARILLON_DIST",
            "CARILLON_COMMIT",
            "CARILLON_LAUNCHER",
            "CARILLON_URL",
            "CARILLON_TOKEN");

    /// What a container platform sets for a service whose name is, or begins with, that of the program.
    private static final Pattern OF_SERVICE =
            Pattern.compile("CARILLON_(\\w+_)?(SERVICE_(HOST|PORT)(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_\\w+)?)");

    private static final Pattern SERVICE_PORT = Pattern.compile("CARILLON_(\\w+_)?PORT");
    private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private Variables() {}

    static boolean isOfPlatform(String name, String value) {
        return name.startsWith("CARILLON_SERVICE_")
                || name.startsWith("CARILLON_PORT_")
                || OF_SERVICE.matcher(name).matches()
                || (SERVICE_PORT.matcher(name).matches()
                        && ADDRESS.matcher(value).matches());
    }

    /// A sentence for each variable that nothing reads, with what it may have meant.
    static List<String> unknown(Map<String, String> environment) {
        List<String> known = new ArrayList<>(OTHERS);
        Arrays.stream(Setting.values()).map(Setting::variable).forEach(known::add);
        List<String> unknown = new ArrayList<>();
        for (String name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith(PREFIX)
                    && !known.contains(name)
                    && !isOfPlatform(name, environment.getOrDefault(name, ""))) {
                unknown.add("the environment variable " + name + " means nothing here" + hint(name, known));
            }
        }
        return unknown;
    }

    /// By what is behind the prefix, which all have in common.
    private static String hint(String name, List<String> known) {
        List<String> words =
                known.stream().map(word -> word.substring(PREFIX.length())).toList();
        String nearest = Nearest.to(name.substring(PREFIX.length()), words);
        return nearest == null ? "" : "; did you mean " + PREFIX + nearest + "?";
    }
}
