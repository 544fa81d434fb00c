package dev.carillon.accounts;

import dev.carillon.storage.sql.OpenDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Accounts over a real database, with one app, and a note of what its listeners hear.
abstract class AccountsFixture {
    @TempDir
    Path folder;

    OpenDirectory open;
    Accounts accounts;
    App app;
    final List<String> heard = new ArrayList<>();

    @BeforeEach
    void open() {
        use(OpenDirectory.in(folder));
        app = open.app("demo");
    }

    @AfterEach
    void close() {
        open.close();
    }

    void restart() {
        use(open.restarted(folder));
    }

    private void use(OpenDirectory directory) {
        open = directory;
        accounts = directory.accounts();
        accounts.listen(new Ears());
    }

    User user(String address) {
        return open.user(app, address);
    }

    /// Notes what it hears as short lines.
    private final class Ears implements AccountListener {
        @Override
        public void userChanged(User before, User after, boolean announce) {
            heard.add("changed " + after.address() + (announce ? " announced" : ""));
        }

        @Override
        public void userDeleted(User user) {
            heard.add("deleted " + user.address());
        }

        @Override
        public void tokenEnded(Device device, boolean remains) {
            heard.add((remains ? "replaced " : "ended ") + device.id() + "/" + device.generation());
        }

        @Override
        public void contactChanged(int uid, Contact before, Contact after) {
            heard.add("contact " + uid + ">" + after.uid() + " " + before.blocked() + ">" + after.blocked());
        }

        @Override
        public void appDeleting(App app) {
            heard.add("deleting app " + app.name());
        }

        @Override
        public void appDeleted(App app) {
            heard.add("deleted app " + app.name());
        }
    }
}
