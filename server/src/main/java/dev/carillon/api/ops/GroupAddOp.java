package dev.carillon.api.ops;

import dev.carillon.accounts.App;
import dev.carillon.groups.Actor;
import dev.carillon.groups.Groups;
import java.time.Clock;
import java.util.List;

/// `groupadd`: creates a group, with members if any are named.
final class GroupAddOp implements Op {
    private static final Spec SPEC = Spec.named("groupadd")
            .summary("Creates a group, with its first members if any are named.")
            .details("Members who are online hear of it at once. When an address is unknown nothing is created.")
            .params(GroupParams.SETTINGS)
            .param(MemberParams.M)
            .params(MemberParams.ROLE)
            .answer("`group.gid`, from 1000 up.")
            .errors(ApiError.BADUSER, ApiError.QUOTA)
            .example("""
                    {"group": {"name": "Desk", "members": {"m": "ana@example.net, bob@example.net"}}}""", """
                    {"group": {"gid": 1000}, "op": "groupadd", "result": true}""");

    private final Groups groups;
    private final Clock clock;

    GroupAddOp(Groups groups, Clock clock) {
        this.groups = groups;
        this.clock = clock;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        var result = groups.create(
                new Actor.Backend(app.aid()),
                GroupParams.change(null, values, clock, true),
                values.get(GroupParams.OWNER),
                values.get(MemberParams.M, List.of()),
                MemberParams.role(values));
        return GroupAnswers.of(result, values);
    }
}
