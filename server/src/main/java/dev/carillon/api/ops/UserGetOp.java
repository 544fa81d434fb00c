package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.User;
import dev.carillon.groups.Groups;
import java.util.Map;

/// `userget`: everything about one user.
final class UserGetOp implements Op {
    private static final Spec SPEC = Spec.named("userget")
            .summary("Shows everything about one user.")
            .params(UserParams.SELECTOR)
            .oneOf(UserParams.UID, UserParams.ADDRESS)
            .answer("`user`: what `usersget` shows, and `permissions`, `profile`, `restrictions`, `maxgroups`, `uac`,"
                    + " `tokens` (with `expires` and `created` in seconds since 1970) and `groups`.")
            .errors(ApiError.BADUSER)
            .example("""
                    {"user": {"uid": 2}}""", """
                    {"user": {"uid": 2, "address": "bob@example.net", "name": "Bob", "ipaddr": 0, "lastonline": 0, "active": 1, "pinned": 0, "online": 0, "flag": 0, "flags": 0, "restrictions": 0, "maxgroups": -1, "uac": 0, "permissions": {"retention": true, "incoming": true, "outgoing": true, "calls": true, "turn": true, "storage": true, "groupCreate": true, "webhook": true, "peers": 0}, "profile": {"name": "Bob", "image": ""}, "tokens": [], "groups": [{"gid": 1000, "name": "Desk"}]}, "op": "userget", "result": true}""");

    private final Accounts accounts;
    private final Groups groups;
    private final UserRows users;

    UserGetOp(Accounts accounts, Groups groups, UserRows users) {
        this.accounts = accounts;
        this.groups = groups;
        this.users = users;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        User user = UserParams.find(accounts, app, values);
        if (user == null) {
            return UserParams.unknown(values);
        }
        Map<String, Object> details = users.details(user);
        details.put(
                "groups",
                groups.groupsOf(user.uid()).stream()
                        .map(group -> Map.of("gid", group.gid(), "name", group.name()))
                        .toList());
        return Outcome.Done.with("user", details);
    }
}
