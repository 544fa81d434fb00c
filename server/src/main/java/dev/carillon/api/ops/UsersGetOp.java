package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.User;
import dev.carillon.accounts.UserPage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `usersget`: lists users.
final class UsersGetOp implements Op {
    private static final Param<String> ADDRESS = Param.of(
                    "user.address",
                    Kinds.ADDRESS,
                    "Which ones; `*` stands for any text, without one the match is exact.",
                    "addr",
                    "address",
                    "user.addr")
            .orElse("`*`");

    private static final Param<Boolean> ACTIVE =
            Param.of("user.active", Kinds.SWITCH, "Only enabled users, or only disabled ones.", "active");
    private static final Param<Boolean> ONLINE =
            Param.of("user.online", Kinds.SWITCH, "Only users who are connected, or only the others.", "online");
    private static final Param<Integer> UAC = Param.of(
            "user.uac", Kinds.integer(0, Integer.MAX_VALUE), "Only users with this access control, 0 none.", "uac");

    private static final int PIECE = 1_000;

    private static final Spec SPEC = Spec.named("usersget", "users")
            .summary("Lists users, in the sequence in which they were created.")
            .details("There is one row for each token of a user, and one without `token` for a user who has none;"
                    + " `start` and the parameter `count` count users. `lastonline` is in seconds since 1970, 0 never;"
                    + " `ipaddr` is the IPv4 address as a number, 0 when unknown.")
            .param(ADDRESS)
            .param(UserParams.UID)
            .param(ACTIVE)
            .param(ONLINE)
            .param(UAC)
            .param(Paging.COUNT.orElse("100"))
            .param(Paging.START)
            .answer("`userscount`, how many users match; `count`, how many rows follow; `users`.")
            .example("""
                    {"user": {"address": "ana*"}, "count": 20}""", """
                    {"userscount": 1, "count": 1, "users": [{"uid": 1, "address": "ana@example.net", "name": "Ana Lima", "ipaddr": 2130706433, "lastonline": 1798761600, "active": 1, "pinned": 0, "online": 0, "flag": 0, "flags": 0}], "op": "usersget", "result": true}""");

    private final Accounts accounts;
    private final UserRows users;

    UsersGetOp(Accounts accounts, UserRows users) {
        this.accounts = accounts;
        this.users = users;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        UserPage page = values.has(UserParams.UID) ? one(app, values) : many(app, values);
        var rows = new ArrayList<Map<String, Object>>();
        page.users().forEach(user -> rows.addAll(users.rows(user)));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("userscount", page.total());
        answer.put("count", rows.size());
        answer.put("users", rows);
        return new Outcome.Done(answer);
    }

    private UserPage many(App app, Values values) {
        String pattern = values.get(ADDRESS, "*");
        return values.has(ACTIVE) || values.has(ONLINE) || values.has(UAC)
                ? filtered(app, values, pattern)
                : accounts.find(app.aid(), pattern, Paging.start(values), Paging.count(values, Paging.USUAL));
    }

    /// Who is online only this process knows, so the filters are applied here, piece by piece.
    private UserPage filtered(App app, Values values, String pattern) {
        var matching = new ArrayList<User>();
        int seen = 0;
        UserPage piece;
        do {
            piece = accounts.find(app.aid(), pattern, seen, PIECE);
            piece.users().stream().filter(user -> matches(user, values)).forEach(matching::add);
            seen += PIECE;
        } while (seen < piece.total());
        return new UserPage(matching.size(), Paging.page(matching, values, Paging.USUAL));
    }

    private boolean matches(User user, Values values) {
        return values.get(ACTIVE, user.active()) == user.active()
                && values.get(ONLINE, users.isOnline(user)) == users.isOnline(user)
                && values.get(UAC, user.uac()) == user.uac();
    }

    private UserPage one(App app, Values values) {
        User user = UserParams.find(accounts, app, values);
        return user == null ? new UserPage(0, List.of()) : new UserPage(1, List.of(user));
    }
}
