package dev.carillon.api.ops;

import dev.carillon.groups.GroupFlags;
import dev.carillon.groups.MemberChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The parameters that say which members, and what role they get.
final class MemberParams {
    private static final long MAX_SECONDS = 100L * 31_536_000;
    private static final Map<String, Integer> RIGHTS = rights();

    static final Param<List<String>> M = Param.of(
            "group.members.m",
            Kinds.ADDRESSES,
            "Addresses of users: text with commas between them, or a list.",
            "m",
            "group.m");
    static final Param<Boolean> SEND = permission("send", "May send messages.", "cs");
    static final Param<Boolean> RECEIVE = permission("recv", "May receive messages.", "cr");
    static final Param<Boolean> PUBLISH = permission("pub", "May publish streams in group calls.", "canpub");
    static final Param<Boolean> SUBSCRIBE = permission("sub", "May subscribe to streams.", "cansub");
    static final Param<Boolean> LIST = permission("list", "May see who publishes.", "canlist");
    static final Param<Boolean> RECORD = Param.of("group.members.permissions.record", Kinds.SWITCH, "May record.")
            .orElse("false");
    static final Param<Integer> ADMIN = Param.of(
            "group.members.admin",
            Kinds.bits(RIGHTS),
            "What they may do as administrators, in place of what they could: switches named "
                    + RIGHTS.keySet().stream()
                            .map(name -> "`" + name + "`")
                            .reduce((a, b) -> a + ", " + b)
                            .orElse("")
                    + ", or the sum of their bits.");
    static final Param<Long> EXPIRY = Param.of(
            "group.members.expiry",
            Kinds.orUnchanged(Kinds.seconds(MAX_SECONDS)),
            "Seconds until the membership ends; 0 never.");

    static final List<Param<?>> ROLE = List.of(SEND, RECEIVE, PUBLISH, SUBSCRIBE, LIST, RECORD, ADMIN, EXPIRY);

    private MemberParams() {}

    private static Param<Boolean> permission(String name, String prose, String flat) {
        return Param.of("group.members.permissions." + name, Kinds.SWITCH, prose, flat, name)
                .orElse("true for new members, unchanged for the others");
    }

    private static Map<String, Integer> rights() {
        Map<String, Integer> rights = new LinkedHashMap<>();
        rights.put("owner", GroupFlags.ADMIN_OWNER);
        rights.put("modify", GroupFlags.ADMIN_MODIFY);
        rights.put("adduser", GroupFlags.ADMIN_ADD_USER);
        rights.put("remuser", GroupFlags.ADMIN_REMOVE_USER);
        rights.put("addadmin", GroupFlags.ADMIN_ADD_ADMIN);
        rights.put("remadmin", GroupFlags.ADMIN_REMOVE_ADMIN);
        rights.put("remowner", GroupFlags.ADMIN_REMOVE_OWNER);
        rights.put("remgroup", GroupFlags.ADMIN_REMOVE_GROUP);
        rights.put("callcontrol", GroupFlags.ADMIN_CALL_CONTROL);
        rights.put("hangup", GroupFlags.ADMIN_HANGUP);
        rights.put("addpin", GroupFlags.ADMIN_ADD_PIN);
        rights.put("removepin", GroupFlags.ADMIN_REMOVE_PIN);
        rights.put("listpin", GroupFlags.ADMIN_LIST_PIN);
        return rights;
    }

    static MemberChange role(Values values) {
        int mask = 0;
        int set = 0;
        Map<Param<Boolean>, Integer> bits = Map.of(
                SEND, GroupFlags.MEMBER_SEND,
                RECEIVE, GroupFlags.MEMBER_RECEIVE,
                PUBLISH, GroupFlags.MEMBER_PUBLISH,
                SUBSCRIBE, GroupFlags.MEMBER_SUBSCRIBE,
                LIST, GroupFlags.MEMBER_LIST,
                RECORD, GroupFlags.MEMBER_RECORD);
        for (var bit : bits.entrySet()) {
            Boolean on = values.get(bit.getKey());
            mask |= on == null ? 0 : bit.getValue();
            set |= Boolean.TRUE.equals(on) ? bit.getValue() : 0;
        }
        return new MemberChange(set, mask, values.get(ADMIN), values.get(EXPIRY));
    }
}
