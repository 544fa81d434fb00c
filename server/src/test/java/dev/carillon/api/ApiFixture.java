package dev.carillon.api;

import dev.carillon.accounts.App;
import dev.carillon.accounts.User;
import dev.carillon.accounts.UserChange;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// One server for the tests of a class, and an app of its own for each test.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ApiFixture {
    protected TestServer server;
    protected App app;
    private int apps;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        server = new TestServer(folder, settings());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void newApp(TestInfo test) {
        app = server.app(++apps + " " + test.getDisplayName());
    }

    protected ApiSettings settings() {
        return ApiSettings.DEFAULT;
    }

    /// A POST with JSON.
    ///
    /// @param members of the request beside `op` and `token`, as a JSON object
    protected Reply call(String op, String members) {
        return call(op, members, app.token());
    }

    protected Reply call(String op, String members, String token) {
        String rest = members.strip().substring(1);
        String head = "{\"op\": \"" + op + "\", \"token\": \"" + token + "\"";
        return server.json("/backend", head + (rest.strip().equals("}") ? rest : ", " + rest));
    }

    protected Reply call(String op) {
        return call(op, "{}");
    }

    /// A GET with everything in the query.
    ///
    /// @param parameters percent-encoded, such as `addr=ana&count=2`
    protected Reply query(String op, String parameters) {
        return server.get(
                "/api.php?op=" + op + (parameters.isEmpty() ? "" : "&" + parameters) + "&token=" + app.token());
    }

    protected User user(String address) {
        return server.accounts().put(app.aid(), address, UserChange.NONE, false);
    }

    /// Null: no such user.
    protected User known(String address) {
        return server.accounts().user(app.aid(), address);
    }

    /// A group with these members; its gid.
    protected int group(String... members) {
        for (String member : members) {
            user(member);
        }
        return call("groupadd", "{\"group\": {\"members\": {\"m\": \"" + String.join(",", members) + "\"}}}")
                .ok()
                .number("group.gid");
    }
}
