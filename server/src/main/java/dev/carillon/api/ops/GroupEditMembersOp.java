package dev.carillon.api.ops;

import dev.carillon.accounts.App;
import dev.carillon.groups.Actor;
import dev.carillon.groups.Groups;
import java.util.List;

/// `groupeditmembers`: adds members, changes their roles, or removes them.
final class GroupEditMembersOp implements Op {
    private static final Param<List<String>> M = MemberParams.M.isRequired();
    private static final Param<Boolean> REMOVE = Param.of(
                    "group.members.remove",
                    Kinds.SWITCH,
                    "Remove them; whoever is not a member is passed over.",
                    "delete",
                    "remove",
                    "group.delete",
                    "group.remove",
                    "group.members.delete")
            .orElse("false");
    private static final Param<Integer> TYPE = Param.of(
            "group.type",
            Kinds.orUnchanged(Kinds.integer(0, Integer.MAX_VALUE)),
            "Permissions for one message type cannot be set for single members: only 0 is accepted.",
            "type");
    private static final Param<Object> CALL =
            Param.of("group.members.call", Kinds.ANYTHING, "Not available yet: refused when given.");

    private static final Spec SPEC = Spec.named("groupeditmembers")
            .summary("Adds members to a group, changes the roles of members, or removes them.")
            .details("Members who are named again keep what the request does not mention. All or none: when an"
                    + " address is unknown nothing changes, and `invalid` lists the unknown ones.")
            .param(GroupParams.GID)
            .param(M)
            .param(REMOVE)
            .params(MemberParams.ROLE)
            .param(TYPE)
            .param(CALL)
            .answer("`group.gid`.")
            .errors(ApiError.BADGROUP, ApiError.BADUSER, ApiError.QUOTA)
            .example("""
                    {"group": {"gid": 1000, "members": {"m": ["cy@example.net"], "permissions": {"send": false}}}}""", """
                    {"group": {"gid": 1000}, "op": "groupeditmembers", "result": true}""");

    private final Groups groups;

    GroupEditMembersOp(Groups groups) {
        this.groups = groups;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        if (values.get(TYPE, 0) > 0) {
            return Outcome.Refusal.bad(TYPE, "permissions of single members for one message type are not available");
        }
        if (values.has(CALL)) {
            return Outcome.Refusal.bad(CALL, "not available yet");
        }
        int gid = values.need(GroupParams.GID);
        var actor = new Actor.Backend(app.aid());
        List<String> addresses = values.need(M);
        return GroupAnswers.of(
                values.get(REMOVE, false)
                        ? groups.remove(actor, gid, addresses)
                        : groups.add(actor, gid, addresses, MemberParams.role(values)),
                values);
    }
}
