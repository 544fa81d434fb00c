package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.Permissions;
import dev.carillon.accounts.User;
import dev.carillon.accounts.UserChange;
import dev.carillon.protocol.Limits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parameters that say which user, and what to change of one.
final class UserParams {
    /// What a back-end may name somebody or something; users name themselves more briefly.
    static final int NAME_BYTES = 1_024;

    private static final Set<String> PROFILE_MEMBERS = Set.of("name", "image", "update");

    static final Param<Integer> UID = Param.of("user.uid", Kinds.ID, "The user's id.", "uid");
    static final Param<String> ADDRESS =
            Param.of("user.address", Kinds.ADDRESS, "The user's address.", "addr", "address", "user.addr");

    static final Param<String> NAME = Param.of("user.name", Kinds.text(NAME_BYTES), "Display name.", "name");
    static final Param<Boolean> ACTIVE = Param.of(
            "user.active",
            Kinds.switchOrUnchanged(),
            "A user who is not active cannot log in; its sessions end at once.",
            "active");
    static final Param<Integer> FLAGS =
            Param.of("user.flags", Kinds.FLAGS, "Your own bits, kept and shown.", "flag", "flags", "user.flag");
    static final Param<Boolean> PINNED = Param.of(
            "user.pinned", Kinds.switchOrUnchanged(), "Marks the user as one to keep; kept and shown.", "pinned");
    static final Param<Integer> RESTRICTIONS =
            Param.of("user.restrictions", Kinds.FLAGS, "Bits of older clients; kept only.", "restrictions");
    static final Param<Integer> GROUPS = Param.of(
            "user.groups",
            Kinds.NUMBER_IF_ANY,
            "How many groups the user may own; -1 any number. What is not a number is ignored.",
            "groups");
    static final Param<Integer> UAC = Param.of(
            "user.uac",
            Kinds.orUnchanged(Kinds.integer(0, Integer.MAX_VALUE)),
            "Number of a UAC; kept and shown.",
            "uac");

    static final Param<Boolean> RETENTION =
            permission("retention", "Messages are kept after delivery. Kept and shown; has no effect yet.");
    static final Param<Boolean> INCOMING = permission("incoming", "May receive messages.");
    static final Param<Boolean> OUTGOING = permission("outgoing", "May send messages.");
    static final Param<Boolean> CALLS = permission("calls", "May call. Kept and shown; there are no calls yet.");
    static final Param<Boolean> TURN =
            permission("turn", "Calls may be relayed. Kept and shown; there are no calls yet.");
    static final Param<Boolean> STORAGE = permission("storage", "The user's messages wait for those who are offline.");
    static final Param<Boolean> GROUP_CREATE = permission("groupCreate", "May create groups.");
    static final Param<Boolean> WEBHOOK =
            permission("webhook", "The user's messages go to the webhook. Kept and shown; there is no webhook yet.");
    static final Param<Integer> PEERS = Param.of(
            "user.permissions.peers",
            Kinds.integer(0, 3),
            "Who the user may talk to: 0 everybody, 1 or 2 contacts, 3 favourites.");

    static final Param<String> PROFILE_NAME =
            Param.of("user.profile.name", Kinds.text(NAME_BYTES), "The same as `user.name`.");
    static final Param<String> IMAGE = Param.of(
            "user.profile.image",
            Kinds.text(Limits.FIELDS_BYTES),
            "URL of a picture; empty removes it.",
            "image",
            "user.image");
    static final Param<String> STATUS = profile("status");
    static final Param<String> INFO = profile("info");
    static final Param<String> OTHER = profile("other");
    static final Param<Boolean> UPDATE = Param.of(
                    "user.profile.update", Kinds.SWITCH, "Tell those who see the profile at once.", "update")
            .orElse("true");
    static final Param<Map<?, ?>> PROFILE = Param.of(
            "user.profile",
            Kinds.OBJECT,
            "Any further members with a text become fields of the profile; an empty text removes one. The profile may"
                    + " have " + Limits.FIELDS_BYTES + " bytes in all.");

    static final List<Param<?>> SELECTOR = List.of(UID, ADDRESS);
    static final List<Param<?>> CHANGES = List.of(
            NAME,
            ACTIVE,
            FLAGS,
            PINNED,
            RESTRICTIONS,
            GROUPS,
            UAC,
            RETENTION,
            INCOMING,
            OUTGOING,
            CALLS,
            TURN,
            STORAGE,
            GROUP_CREATE,
            WEBHOOK,
            PEERS,
            PROFILE_NAME,
            IMAGE,
            STATUS,
            INFO,
            OTHER,
            UPDATE,
            PROFILE);

    private UserParams() {}

    private static Param<Boolean> permission(String name, String prose) {
        return Param.of("user.permissions." + name, Kinds.SWITCH, prose).orElse("unchanged; true for a new user");
    }

    private static Param<String> profile(String name) {
        return Param.of(
                "user.profile." + name,
                Kinds.text(Limits.FIELDS_BYTES),
                "A field of the profile; empty removes it.",
                name);
    }

    /// The user meant, by id before address; null when there is none in this app.
    static @Nullable User find(Accounts accounts, App app, Values values) {
        Integer uid = values.get(UID);
        if (uid == null) {
            return accounts.user(app.aid(), values.get(ADDRESS, ""));
        }
        User user = accounts.user(uid);
        return user != null && user.aid() == app.aid() ? user : null;
    }

    static Outcome.Refusal unknown(Values values) {
        return values.has(UID)
                ? Outcome.Refusal.of(ApiError.BADUSER, "there is no such user", UID.path())
                : Outcome.Refusal.of(ApiError.BADUSER, "there is no such user", ADDRESS.path());
    }

    /// @param user as it is, or null for a new one
    static UserChange change(@Nullable User user, Values values) {
        String name = values.get(NAME);
        return new UserChange(
                name == null ? values.get(PROFILE_NAME) : name,
                values.get(ACTIVE),
                values.get(PINNED),
                values.get(FLAGS),
                values.get(RESTRICTIONS),
                permissions(user == null ? Permissions.ALL : user.permissions(), values),
                values.get(GROUPS),
                values.get(UAC),
                null,
                values.get(IMAGE),
                fields(values),
                null);
    }

    private static Permissions permissions(Permissions now, Values values) {
        return new Permissions(
                values.get(RETENTION, now.retention()),
                values.get(INCOMING, now.incoming()),
                values.get(OUTGOING, now.outgoing()),
                values.get(CALLS, now.calls()),
                values.get(TURN, now.turn()),
                values.get(STORAGE, now.storage()),
                values.get(GROUP_CREATE, now.groupCreate()),
                values.get(WEBHOOK, now.webhook()),
                values.get(PEERS, now.peers()));
    }

    private static Map<String, @Nullable String> fields(Values values) {
        Map<String, @Nullable String> fields = Fields.of(values.get(PROFILE, Map.of()), PROFILE_MEMBERS);
        for (Param<String> known : List.of(STATUS, INFO, OTHER)) {
            String text = values.get(known);
            if (text != null) {
                fields.put(known.path().substring(known.path().lastIndexOf('.') + 1), Fields.emptyToNull(text));
            }
        }
        return new HashMap<>(fields);
    }
}
