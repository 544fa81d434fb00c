package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.Locks;
import dev.carillon.groups.Actor;
import dev.carillon.groups.Group;
import dev.carillon.groups.GroupFlags;
import dev.carillon.groups.GroupResult;
import dev.carillon.groups.Groups;
import dev.carillon.groups.MemberChange;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// `groupset`: changes a group, and adds members if any are named.
final class GroupSetOp implements Op {
    private static final Param<Integer> TYPE = Param.of(
            "group.type",
            Kinds.orUnchanged(Kinds.integer(0, Integer.MAX_VALUE)),
            "The flags and levels of this request hold only for messages of this application type; 0 for none.",
            "type");

    private static final Spec SPEC = Spec.named("groupset")
            .summary("Changes a group, and adds members if any are named.")
            .details("What is absent stays as it is; so does what is -1. Nobody is removed: see `groupeditmembers`."
                    + " Members who are online hear of it at once.")
            .param(GroupParams.GID)
            .params(GroupParams.SETTINGS)
            .param(TYPE)
            .param(MemberParams.M)
            .params(MemberParams.ROLE)
            .answer("`group.gid`.")
            .errors(ApiError.BADGROUP, ApiError.BADUSER, ApiError.QUOTA)
            .example("""
                    {"group": {"gid": 1000, "name": "Front desk", "permissions": {"send": 1}}}""", """
                    {"group": {"gid": 1000}, "op": "groupset", "result": true}""");

    private final Accounts accounts;
    private final Groups groups;
    private final Clock clock;
    private final Locks locks;

    GroupSetOp(Accounts accounts, Groups groups, Clock clock, Locks locks) {
        this.accounts = accounts;
        this.groups = groups;
        this.clock = clock;
        this.locks = locks;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        int gid = values.need(GroupParams.GID);
        boolean forType = values.get(TYPE, 0) > 0;
        if (forType && !GroupParams.givesFlags(values)) {
            return Outcome.Refusal.missing(GroupParams.FLAGS, GroupParams.SEND, GroupParams.RECEIVE);
        }
        synchronized (locks.of(gid)) {
            Group group = GroupAnswers.find(groups, app, gid);
            if (group == null) {
                return GroupAnswers.noSuchGroup();
            }
            List<String> unknown = unknown(app, values);
            return unknown.isEmpty()
                    ? set(app, group, values, forType)
                    : GroupAnswers.of(new GroupResult.UnknownUsers(unknown), values);
        }
    }

    private List<String> unknown(App app, Values values) {
        var named = new ArrayList<>(values.get(MemberParams.M, List.of()));
        String owner = values.get(GroupParams.OWNER);
        if (owner != null) {
            named.add(owner);
        }
        named.removeIf(address -> accounts.user(app.aid(), address) != null);
        return named;
    }

    private Outcome set(App app, Group group, Values values, boolean forType) {
        var actor = new Actor.Backend(app.aid());
        GroupResult result = groups.set(actor, group.gid(), GroupParams.change(group, values, clock, !forType));
        if (result instanceof GroupResult.Done && forType) {
            int flags = GroupParams.flags(group.flags(), values);
            result = groups.setForType(actor, group.gid(), values.need(TYPE), flags);
        }
        if (result instanceof GroupResult.Done && values.has(MemberParams.M)) {
            result = groups.add(actor, group.gid(), values.need(MemberParams.M), MemberParams.role(values));
        }
        if (result instanceof GroupResult.Done && values.has(GroupParams.OWNER)) {
            var owner = MemberChange.of(null, GroupFlags.OWNER_ALL, null);
            result = groups.add(actor, group.gid(), List.of(values.need(GroupParams.OWNER)), owner);
        }
        return GroupAnswers.of(result, values);
    }
}
