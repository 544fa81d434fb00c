package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.User;
import dev.carillon.groups.Group;
import dev.carillon.groups.GroupFlags;
import dev.carillon.groups.Groups;
import dev.carillon.groups.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `groupgetmembers`: lists the members of a group.
final class GroupGetMembersOp implements Op {
    private static final Spec SPEC = Spec.named("groupgetmembers", "getmembers")
            .summary("Lists the members of a group with their roles, by uid.")
            .param(GroupParams.GID)
            .param(Paging.COUNT.orElse("all"))
            .param(Paging.START)
            .answer("`count`, how many members follow; `gid`; `members`. `admin` is the sum of the rights' bits.")
            .errors(ApiError.BADGROUP)
            .example("""
                    {"group": {"gid": 1000}, "count": 1}""", """
                    {"count": 1, "gid": 1000, "members": [{"uid": 1, "address": "ana@example.net", "permissions": {"send": true, "recv": true, "pub": true, "sub": true, "list": true, "record": false}, "admin": 0, "cansend": 1, "canrecv": 1, "canpub": 1, "cansub": 1, "canlist": 1}], "op": "groupgetmembers", "result": true}""");

    private final Accounts accounts;
    private final Groups groups;

    GroupGetMembersOp(Accounts accounts, Groups groups) {
        this.accounts = accounts;
        this.groups = groups;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        int gid = values.need(GroupParams.GID);
        Group group = GroupAnswers.find(groups, app, gid);
        if (group == null) {
            return GroupAnswers.noSuchGroup();
        }
        var members = new ArrayList<Map<String, Object>>();
        List<Member> all = groups.members(gid, 0, Paging.MOST);
        for (Member member : Paging.page(all, values, Paging.MOST)) {
            User user = accounts.user(member.uid());
            if (user != null) {
                members.add(row(user, member));
            }
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("count", members.size());
        answer.put("gid", gid);
        answer.put("members", members);
        return new Outcome.Done(answer);
    }

    private static Map<String, Object> row(User user, Member member) {
        Map<String, Object> permissions = new LinkedHashMap<>();
        permissions.put("send", has(member, GroupFlags.MEMBER_SEND));
        permissions.put("recv", has(member, GroupFlags.MEMBER_RECEIVE));
        permissions.put("pub", has(member, GroupFlags.MEMBER_PUBLISH));
        permissions.put("sub", has(member, GroupFlags.MEMBER_SUBSCRIBE));
        permissions.put("list", has(member, GroupFlags.MEMBER_LIST));
        permissions.put("record", has(member, GroupFlags.MEMBER_RECORD));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("uid", user.uid());
        row.put("address", user.address());
        row.put("permissions", permissions);
        row.put("admin", member.admin());
        row.put("cansend", UserRows.bit(has(member, GroupFlags.MEMBER_SEND)));
        row.put("canrecv", UserRows.bit(has(member, GroupFlags.MEMBER_RECEIVE)));
        row.put("canpub", UserRows.bit(has(member, GroupFlags.MEMBER_PUBLISH)));
        row.put("cansub", UserRows.bit(has(member, GroupFlags.MEMBER_SUBSCRIBE)));
        row.put("canlist", UserRows.bit(has(member, GroupFlags.MEMBER_LIST)));
        if (member.expires() > 0) {
            row.put("expiry", member.expires() / 1000);
        }
        return row;
    }

    private static boolean has(Member member, int bit) {
        return (member.flags() & bit) != 0;
    }
}
