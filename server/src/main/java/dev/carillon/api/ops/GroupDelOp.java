package dev.carillon.api.ops;

import dev.carillon.accounts.App;
import dev.carillon.groups.Actor;
import dev.carillon.groups.Groups;

/// `groupdel`: deletes a group.
final class GroupDelOp implements Op {
    private static final Spec SPEC = Spec.named("groupdel")
            .summary("Deletes a group with its memberships and messages.")
            .details("Members who are online hear of it at once. The gid is never given again.")
            .param(GroupParams.GID)
            .answer("`group.gid`.")
            .errors(ApiError.BADGROUP)
            .example("""
                    {"group": {"gid": 1001}}""", """
                    {"group": {"gid": 1001}, "op": "groupdel", "result": true}""");

    private final Groups groups;

    GroupDelOp(Groups groups) {
        this.groups = groups;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        return GroupAnswers.of(groups.delete(new Actor.Backend(app.aid()), values.need(GroupParams.GID)), values);
    }
}
