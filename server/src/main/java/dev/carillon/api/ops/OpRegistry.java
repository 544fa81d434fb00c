package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.Locks;
import dev.carillon.api.Nearest;
import dev.carillon.groups.Groups;
import dev.carillon.messaging.Messaging;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// All operations, by name and alias: their descriptions, and running one. Safe for all threads.
public final class OpRegistry {
    /// Operations of the API that this server does not have yet.
    private static final Set<String> LATER = new TreeSet<>(Set.of(
            "pushupload",
            "appapn",
            "pushset",
            "pushget",
            "pushdel",
            "pushtest",
            "scriptadd",
            "scriptset",
            "scriptget",
            "scriptsget",
            "scriptdel",
            "uacset",
            "uacadd",
            "uacget",
            "uacsget",
            "uacdel"));

    private final List<Op> ops;
    private final Map<String, Op> byName = new HashMap<>();
    private final Map<String, Leftovers> leftoversByName = new HashMap<>();

    private OpRegistry(List<Op> ops) {
        this.ops = ops;
        for (Op op : ops) {
            byName.put(op.spec().name(), op);
            op.spec().aliases().forEach(alias -> byName.put(alias, op));
        }
        byName.forEach((name, op) -> leftoversByName.put(name, new Leftovers(op.spec())));
    }

    /// @param online whether the user of that uid is connected
    public static OpRegistry create(
            Accounts accounts,
            Groups groups,
            Messaging messaging,
            IntPredicate online,
            Clock clock,
            OpSettings settings) {
        var locks = new Locks();
        var users = new UserRows(accounts, online, settings.showTokens());
        var view = new AppView(accounts, groups);
        return new OpRegistry(List.of(
                new UserAddOp(accounts, locks),
                new UserTokenOp(accounts),
                new UserSetOp(accounts, locks),
                new UserDelOp(accounts),
                new DelTokenOp(accounts),
                new UsersGetOp(accounts, users),
                new UserGetOp(accounts, groups, users),
                new GroupAddOp(groups, clock),
                new GroupSetOp(accounts, groups, clock, locks),
                new GroupDelOp(groups),
                new GroupEditMembersOp(groups),
                new GroupGetMembersOp(accounts, groups),
                new GroupsGetOp(accounts, groups, clock),
                new MessageOp(accounts, groups, messaging),
                new OtpOp(accounts),
                new InviteAddOp(accounts, settings.publicUrl()),
                new InviteDelOp(accounts),
                new AppStatsOp(view),
                new AppSetOp(accounts, view, locks),
                new AppFlagsOp(accounts, view, locks),
                new AppTokenOp(accounts)));
    }

    /// Descriptions of all operations, in the sequence of the reference.
    public List<Spec> specs() {
        return ops.stream().map(Op::spec).toList();
    }

    public Set<String> later() {
        return LATER;
    }

    private String unknown(String name) {
        String nearest = Nearest.to(name, byName.keySet());
        return "there is no such operation" + (nearest == null ? "" : "; did you mean \"" + nearest + "\"?")
                + " /backend/openapi.json lists them";
    }

    /// What of a request the operation does not know, by its path; a bounded number of them.
    public List<String> ignored(String name, Map<String, @Nullable Object> tree) {
        Leftovers leftovers = leftoversByName.get(name);
        return leftovers == null ? List.of() : leftovers.in(tree);
    }

    /// Runs an operation for an app.
    ///
    /// @param name lower case
    /// @param tree the request; finds names in any case; values are String, Boolean, Number, List, such a Map, or
    /// null
    public Outcome run(String name, App app, Map<String, @Nullable Object> tree) {
        Op op = byName.get(name);
        if (op == null) {
            return Outcome.Refusal.of(ApiError.BADOP, LATER.contains(name) ? "not available yet" : unknown(name), "op");
        }
        return switch (Arguments.read(tree, op.spec())) {
            case Arguments.Read.Refused(Outcome.Refusal refusal) -> refusal;
            case Arguments.Read.Good(Values values) -> op.run(app, values);
        };
    }
}
