package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.User;
import dev.carillon.groups.Group;
import dev.carillon.groups.GroupPage;
import dev.carillon.groups.Groups;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `groupsget`: lists groups.
final class GroupsGetOp implements Op {
    private static final Param<String> NAME = Param.of(
                    "group.name",
                    Kinds.ADDRESS,
                    "Which ones; `*` stands for any text, without one the match is exact.",
                    "name")
            .orElse("`*`");

    private static final Spec SPEC = Spec.named("groupsget")
            .summary("Lists groups, in the sequence in which they were created; with a user, only that user's.")
            .details("`expiry` is in seconds since 1970 and `expinsec` in seconds from now; 0 is never.")
            .param(NAME)
            .params(UserParams.SELECTOR)
            .param(Paging.COUNT.orElse("100"))
            .param(Paging.START)
            .answer("`groupscount`, how many match; `count`, how many follow; `groups`.")
            .errors(ApiError.BADUSER)
            .example("""
                    {"group": {"name": "Front*"}}""", """
                    {"groupscount": 1, "count": 1, "groups": [{"gid": 1000, "name": "Front desk", "flag": 1, "flags": 1, "sflags": 33031, "active": 1, "pinned": 0, "expiry": 1830297600, "expinsec": 31536000, "expiryext": 0, "members": 2}], "op": "groupsget", "result": true}""");

    private final Accounts accounts;
    private final Groups groups;
    private final Clock clock;

    GroupsGetOp(Accounts accounts, Groups groups, Clock clock) {
        this.accounts = accounts;
        this.groups = groups;
        this.clock = clock;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        if (!values.has(UserParams.UID) && !values.has(UserParams.ADDRESS)) {
            return answer(groups.find(
                    app.aid(), values.get(NAME, "*"), Paging.start(values), Paging.count(values, Paging.USUAL)));
        }
        User user = UserParams.find(accounts, app, values);
        return user == null ? UserParams.unknown(values) : answer(ofUser(user, values));
    }

    private GroupPage ofUser(User user, Values values) {
        var wanted = Wildcard.of(values.get(NAME, "*"));
        List<Group> all = groups.groupsOf(user.uid()).stream()
                .filter(group -> wanted.test(group.name()))
                .toList();
        return new GroupPage(all.size(), Paging.page(all, values, Paging.USUAL));
    }

    private Outcome answer(GroupPage page) {
        var rows = new ArrayList<Map<String, Object>>();
        page.groups().forEach(group -> rows.add(row(group)));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("groupscount", page.total());
        answer.put("count", rows.size());
        answer.put("groups", rows);
        return new Outcome.Done(answer);
    }

    private Map<String, Object> row(Group group) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("gid", group.gid());
        row.put("name", group.name());
        row.put("flag", group.flags());
        row.put("flags", group.flags());
        row.put("sflags", GroupParams.callWord(group.call()));
        row.put("active", UserRows.bit(group.active()));
        row.put("pinned", UserRows.bit(group.pinned()));
        row.put("expiry", group.expires() / 1000);
        row.put("expinsec", group.expires() == 0 ? 0 : Math.max(0, (group.expires() - clock.millis()) / 1000));
        row.put("expiryext", group.expiryExtension());
        row.put("members", group.members());
        return row;
    }
}
