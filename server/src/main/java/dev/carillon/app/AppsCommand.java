package dev.carillon.app;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.AppSettings;
import dev.carillon.accounts.SignedFiles;
import dev.carillon.accounts.TokenKey;
import dev.carillon.app.Syntax.Option;
import dev.carillon.storage.sql.SqlDirectory;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// `carillon apps`: the apps of a data folder. Works beside a running server, which finds new apps by itself.
final class AppsCommand {
    private static final Option JSON = Option.flag("--json", "Print JSON.");
    private static final Option RENEW = Option.flag("--renew", "Make a new token first; the old one ends at once.");
    private static final Option SIGNED_FILES = new Option(
            "--signed-files", "WORD", "For set: whether files need signed URLs: on, off or default, as the server.");
    private static final Syntax SYNTAX = new Syntax(
            "apps",
            "[list | add NAME | token NAME | set NAME]",
            2,
            "Lists the apps of a data folder, creates one, prints the token of one, or changes its settings; also while"
                    + " the server runs, which sees it within seconds.",
            List.of(StartCommand.DATA, StartCommand.CONFIG, JSON, RENEW, SIGNED_FILES));

    private final PrintStream out;
    private final Map<String, String> environment;

    AppsCommand(PrintStream out, Map<String, String> environment) {
        this.out = out;
        this.environment = environment;
    }

    /// Without a word more, it lists.
    void run(List<String> arguments) throws UsageFailure, StartFailure {
        Syntax.Given given = SYNTAX.read(arguments);
        if (given.help()) {
            out.print(SYNTAX.help());
            return;
        }
        String what = given.words().isEmpty() ? "list" : given.words().getFirst();
        if (given.has(RENEW) && !what.equals("token")) {
            throw new UsageFailure(RENEW.name() + " belongs to apps token");
        }
        if (given.value(SIGNED_FILES) != null && !what.equals("set")) {
            throw new UsageFailure(SIGNED_FILES.name() + " belongs to apps set");
        }
        boolean json = given.has(JSON);
        switch (what) {
            case "list" -> list(given, json);
            case "add" -> add(given, name(given), json);
            case "token" -> token(given, name(given), json);
            case "set" -> set(given, name(given), json);
            default -> throw new UsageFailure("no command \"apps " + what + "\"; carillon apps --help lists them");
        }
    }

    private static String name(Syntax.Given given) throws UsageFailure {
        if (given.words().size() < 2) {
            throw new UsageFailure("apps " + given.words().getFirst() + " needs the name of an app");
        }
        return given.words().get(1);
    }

    private void list(Syntax.Given given, boolean json) throws StartFailure {
        with(given, accounts -> {
            List<App> apps = accounts.apps();
            if (json) {
                print(apps.stream().map(app -> row(accounts, app)).toList());
            } else {
                apps.forEach(
                        app -> out.printf("%d\t%s\t%d users%n", app.aid(), app.name(), accounts.userCount(app.aid())));
            }
        });
    }

    private void add(Syntax.Given given, String name, boolean json) throws StartFailure {
        if (name.isBlank() || name.length() > 100) {
            throw new StartFailure("an app's name has 1 to 100 characters");
        }
        with(given, accounts -> {
            App app = accounts.createApp(name);
            if (app == null) {
                throw new StartFailure("there is an app \"" + name + "\" already");
            }
            show(app, json);
        });
    }

    private void token(Syntax.Given given, String name, boolean json) throws StartFailure {
        with(given, accounts -> {
            App app = named(accounts, name);
            App now = given.has(RENEW) ? accounts.renewAppToken(app.aid()) : app;
            show(now == null ? app : now, json);
        });
    }

    private static App named(Accounts accounts, String name) throws StartFailure {
        App app = accounts.appNamed(name);
        if (app == null) {
            throw new StartFailure("there is no app \"" + name + "\"; the apps are: "
                    + String.join(", ", accounts.apps().stream().map(App::name).toList()));
        }
        return app;
    }

    private void set(Syntax.Given given, String name, boolean json) throws UsageFailure, StartFailure {
        String word = given.value(SIGNED_FILES);
        if (word == null) {
            throw new UsageFailure("apps set needs something to set: " + SIGNED_FILES.name());
        }
        SignedFiles choice = SignedFiles.of(word);
        if (choice == null) {
            throw new UsageFailure(SIGNED_FILES.name() + " is on, off or default, not \"" + word + "\"");
        }
        with(given, accounts -> {
            App app = named(accounts, name);
            AppSettings before = app.settings();
            App now = accounts.changeApp(
                    app.aid(),
                    null,
                    new AppSettings(
                            before.retention(),
                            before.deleteAfterDelivery(),
                            before.flags(),
                            before.webhook(),
                            choice));
            if (json) {
                print(row(accounts, now == null ? app : now));
            } else {
                out.println("signed-files " + choice.word());
            }
        });
    }

    private void show(App app, boolean json) {
        if (json) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("aid", app.aid());
            shown.put("name", app.name());
            shown.put("token", app.token());
            print(shown);
        } else {
            out.println(app.token());
        }
    }

    private static Map<String, Object> row(Accounts accounts, App app) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("aid", app.aid());
        row.put("name", app.name());
        row.put("users", accounts.userCount(app.aid()));
        row.put("signedFiles", app.settings().signedFiles().word());
        return row;
    }

    private void print(Object value) {
        out.println(JsonMapper.shared().writeValueAsString(value));
    }

    @FunctionalInterface
    private interface Work {
        void on(Accounts accounts) throws StartFailure;
    }

    private void with(Syntax.Given given, Work work) throws StartFailure {
        var flags = new EnumMap<Setting, String>(Setting.class);
        StartCommand.put(flags, Setting.DATA, given.value(StartCommand.DATA));
        Path folder = StartCommand.config(flags, environment, given.value(StartCommand.CONFIG))
                .data();
        if (!Files.isDirectory(folder) || !SqlDirectory.isIn(folder)) {
            throw new StartFailure("there is no data folder " + folder + "; start the server once, or name the folder"
                    + " with --data");
        }
        Clock clock = Clock.systemUTC();
        try (var directory = SqlDirectory.open(folder, clock);
                var accounts = Accounts.create(directory.accounts(), TokenKey.open(folder, false), clock)) {
            work.on(accounts);
        }
    }
}
