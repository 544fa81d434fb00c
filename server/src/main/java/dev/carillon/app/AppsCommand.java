package dev.carillon.app;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.TokenKey;
import dev.carillon.storage.sql.SqlDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import tools.jackson.databind.json.JsonMapper;

/// `carillon apps`: the apps of a data folder. Works beside a running server, which finds new apps by itself.
@Command(
        name = "apps",
        description = "Lists, creates and shows the apps of a data folder; also while the server runs.",
        mixinStandardHelpOptions = true)
final class AppsCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Main main;

    @Option(names = "--data", paramLabel = "DIR", scope = ScopeType.INHERIT, description = "The data folder (data).")
    private @Nullable String data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The server's configuration file, to take the data folder from.")
    private @Nullable String config;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON.")
    private boolean json;

    /// Without a word more, it lists.
    @Override
    public Integer call() throws StartFailure {
        return list();
    }

    @Command(name = "list", description = "Lists the apps.")
    int list() throws StartFailure {
        return with(accounts -> {
            List<App> apps = accounts.apps();
            if (json) {
                print(apps.stream().map(app -> row(accounts, app)).toList());
            } else {
                apps.forEach(app -> program()
                        .out()
                        .printf("%d\t%s\t%d users%n", app.aid(), app.name(), accounts.userCount(app.aid())));
            }
            return 0;
        });
    }

    @Command(name = "add", description = "Creates an app and prints its token.")
    int add(@Parameters(paramLabel = "NAME") String name) throws StartFailure {
        if (name.isBlank() || name.length() > 100) {
            throw new StartFailure("an app's name has 1 to 100 characters");
        }
        return with(accounts -> {
            App app = accounts.createApp(name);
            if (app == null) {
                throw new StartFailure("there is an app \"" + name + "\" already");
            }
            show(app);
            return 0;
        });
    }

    @Command(name = "token", description = "Prints the token of an app.")
    int token(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--renew", description = "Make a new token first; the old one ends at once.") boolean renew)
            throws StartFailure {
        return with(accounts -> {
            App app = accounts.appNamed(name);
            if (app == null) {
                throw new StartFailure("there is no app \"" + name + "\"; the apps are: "
                        + String.join(
                                ", ", accounts.apps().stream().map(App::name).toList()));
            }
            App now = renew ? accounts.renewAppToken(app.aid()) : app;
            show(now == null ? app : now);
            return 0;
        });
    }

    private void show(App app) {
        if (json) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("aid", app.aid());
            shown.put("name", app.name());
            shown.put("token", app.token());
            print(shown);
        } else {
            program().out().println(app.token());
        }
    }

    private static Map<String, Object> row(Accounts accounts, App app) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("aid", app.aid());
        row.put("name", app.name());
        row.put("users", accounts.userCount(app.aid()));
        return row;
    }

    private void print(Object value) {
        program().out().println(JsonMapper.shared().writeValueAsString(value));
    }

    private Main program() {
        return Objects.requireNonNull(main);
    }

    @FunctionalInterface
    private interface Work {
        int on(Accounts accounts) throws StartFailure;
    }

    private int with(Work work) throws StartFailure {
        var flags = new EnumMap<Setting, String>(Setting.class);
        StartCommand.put(flags, Setting.DATA, data);
        Path folder =
                StartCommand.config(flags, program().environment(), config).data();
        if (!Files.isDirectory(folder)) {
            throw new StartFailure("there is no data folder " + folder + "; start the server once, or name the folder"
                    + " with --data");
        }
        Clock clock = Clock.systemUTC();
        try (var directory = SqlDirectory.open(folder, clock);
                var accounts = Accounts.create(directory.accounts(), TokenKey.open(folder), clock)) {
            return work.on(accounts);
        }
    }
}
