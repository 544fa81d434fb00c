package dev.carillon.api.ops;

import dev.carillon.groups.Group;
import dev.carillon.groups.Group.CallSettings;
import dev.carillon.groups.GroupChange;
import dev.carillon.groups.GroupFlags;
import dev.carillon.groups.GroupFlags.Levels;
import dev.carillon.protocol.Limits;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parameters that say which group, and what to set of one.
final class GroupParams {
    private static final long MAX_SECONDS = 100L * 31_536_000;

    /// A start above this is a time since 1970, below it one from now.
    private static final long EPOCH_SECONDS = 1_000_000_000;

    private static final int RESOLUTION_SHIFT = 24;
    private static final Set<String> PROFILE_MEMBERS = Set.of("name", "image", "update");

    static final Param<Integer> GID = Param.of(
                    "group.gid", Kinds.ID, "The group's id.", "gid", "groupid", "group.groupid")
            .isRequired();

    static final Param<String> NAME =
            Param.of("group.name", Kinds.text(UserParams.NAME_BYTES), "Display name.", "name", "group.profile.name");
    static final Param<Integer> FLAGS = Param.of(
                    "group.flags",
                    Kinds.FLAGS,
                    "Sum of the group's flags; decimal or hexadecimal (`0x80`). See *Group flags*.",
                    "flag",
                    "flags",
                    "group.flag")
            .orElse("0");
    static final Param<Integer> SEND = level("send", "who may send");
    static final Param<Integer> RECEIVE = level("recv", "who receives (2: one member in turn)");
    static final Param<Integer> PUBLISH = level("pub", "who may publish streams");
    static final Param<Integer> SUBSCRIBE = level("sub", "who may subscribe to streams");
    static final Param<Integer> LIST = level("list", "who may see the publishers");
    static final Param<Long> EXPIRY = Param.of(
                    "group.expiry",
                    Kinds.orUnchanged(Kinds.seconds(MAX_SECONDS)),
                    "Seconds until the group ends; 0 never.",
                    "expiry")
            .orElse("31536000, a year");
    static final Param<Long> EXPIRY_EXTENSION = Param.of(
                    "group.expiryext",
                    Kinds.orUnchanged(Kinds.seconds(MAX_SECONDS)),
                    "Seconds by which each message puts the end off; 0 not.",
                    "expiryext")
            .orElse("0");
    static final Param<Long> START = Param.of(
                    "group.start",
                    Kinds.orUnchanged(Kinds.number(0, Limits.MAX_ID / 1000)),
                    "When the group opens: seconds from now, or seconds since 1970 above 1000000000.",
                    "start")
            .orElse("now");
    static final Param<Long> DURATION = Param.of(
                    "group.duration",
                    Kinds.orUnchanged(Kinds.seconds(MAX_SECONDS)),
                    "How long it is open from its start, in seconds; 0 without end.",
                    "duration")
            .orElse("0");
    static final Param<Boolean> ACTIVE = Param.of(
                    "group.active", Kinds.switchOrUnchanged(), "Whether the group can be used.", "active")
            .orElse("true");
    static final Param<Boolean> PINNED = Param.of(
            "group.pinned", Kinds.switchOrUnchanged(), "Marks the group as one to keep; kept and shown.", "pinned");
    static final Param<Integer> CALL_WORD = Param.of(
            "group.sflags",
            Kinds.FLAGS,
            "What group calls may use as one number: flags, and the resolution in the top byte.",
            "sflags");
    static final Param<Boolean> AUDIO = call("audio", "Audio.");
    static final Param<Boolean> VIDEO = call("video", "Video.");
    static final Param<Boolean> DATA = call("data", "Data.");
    static final Param<Boolean> SCREEN = call("screen", "Screen sharing.");
    static final Param<Boolean> SIMULCAST = call("simulcast", "Several qualities at once.");
    static final Param<Boolean> RECORD = call("record", "Recording.");
    static final Param<Boolean> TALKING = call("talking", "Who is talking is shown.");
    static final Param<Integer> RESOLUTION = Param.of(
            "group.call.resolution",
            Kinds.integer(0, 10),
            "0 default, 1 QVGA, 2 VGA, 3 HD, 4 FHD, 5 4K, 8 QQVGA, 9 180p, 10 nHD.");
    static final Param<Long> CALL_DURATION =
            Param.of("group.call.duration", Kinds.seconds(MAX_SECONDS), "Longest call; 0 no limit.");
    static final Param<String> IMAGE = Param.of(
            "group.profile.image",
            Kinds.text(Limits.FIELDS_BYTES),
            "URL of a picture; empty removes it.",
            "image",
            "group.image");
    static final Param<Map<?, ?>> PROFILE = Param.of(
            "group.profile",
            Kinds.OBJECT,
            "Members with a text (`status`, `info`, `other`, your own) become fields of the group; an empty text"
                    + " removes one. Name and fields may have " + Limits.FIELDS_BYTES + " bytes in all.");
    static final Param<String> OWNER = Param.of(
            "group.owner", Kinds.ADDRESS, "Address of a user who becomes a member with all rights.", "from", "owner");

    static final List<Param<?>> SETTINGS = List.of(
            NAME,
            FLAGS,
            SEND,
            RECEIVE,
            PUBLISH,
            SUBSCRIBE,
            LIST,
            EXPIRY,
            EXPIRY_EXTENSION,
            START,
            DURATION,
            ACTIVE,
            PINNED,
            CALL_WORD,
            AUDIO,
            VIDEO,
            DATA,
            SCREEN,
            SIMULCAST,
            RECORD,
            TALKING,
            RESOLUTION,
            CALL_DURATION,
            IMAGE,
            PROFILE,
            OWNER);

    private static final Map<Param<Boolean>, Integer> CALL_BITS = callBits();

    private GroupParams() {}

    private static Param<Integer> level(String name, String prose) {
        return Param.of(
                "group.permissions." + name,
                Kinds.integer(0, 2),
                "Level of " + prose + ": 0 members, 1 selected members, 2 anyone. Wins over the flags.");
    }

    private static Param<Boolean> call(String name, String prose) {
        return Param.of("group.call." + name, Kinds.SWITCH, "Group calls: " + prose);
    }

    private static Map<Param<Boolean>, Integer> callBits() {
        Map<Param<Boolean>, Integer> bits = new LinkedHashMap<>();
        bits.put(AUDIO, 2);
        bits.put(VIDEO, 4);
        bits.put(DATA, 8);
        bits.put(SCREEN, 0x100);
        bits.put(SIMULCAST, 0x200);
        bits.put(RECORD, 0x1000);
        bits.put(TALKING, 0x8000);
        return bits;
    }

    static boolean givesFlags(Values values) {
        return values.has(FLAGS)
                || values.has(SEND)
                || values.has(RECEIVE)
                || values.has(PUBLISH)
                || values.has(SUBSCRIBE)
                || values.has(LIST);
    }

    /// The flags that the request asks for, starting from the present ones.
    static int flags(int present, Values values) {
        return GroupFlags.withLevels(
                values.get(FLAGS, present),
                new Levels(
                        values.get(SEND),
                        values.get(RECEIVE),
                        values.get(PUBLISH),
                        values.get(SUBSCRIBE),
                        values.get(LIST)));
    }

    /// @param present the group as it is, or null for a new one
    /// @param withFlags false: the flags of the request are meant for something else
    static GroupChange change(@Nullable Group present, Values values, Clock clock, boolean withFlags) {
        CallSettings call = present == null ? CallSettings.DEFAULT : present.call();
        Integer word = values.get(CALL_WORD);
        Integer resolution = values.get(RESOLUTION);
        return new GroupChange(
                values.get(NAME),
                withFlags && givesFlags(values) ? flags(present == null ? 0 : present.flags(), values) : null,
                callFlags(call, values),
                values.get(CALL_DURATION),
                resolution == null && word != null ? Integer.valueOf(word >>> RESOLUTION_SHIFT) : resolution,
                start(values, clock),
                values.get(DURATION),
                values.get(EXPIRY),
                values.get(EXPIRY_EXTENSION),
                values.get(ACTIVE),
                values.get(PINNED),
                values.get(IMAGE),
                values.has(PROFILE) ? Fields.of(values.need(PROFILE), PROFILE_MEMBERS) : null);
    }

    private static @Nullable Integer callFlags(CallSettings present, Values values) {
        if (!values.has(CALL_WORD) && CALL_BITS.keySet().stream().noneMatch(values::has)) {
            return null;
        }
        Integer word = values.get(CALL_WORD);
        int flags = word == null ? present.flags() : word & ((1 << RESOLUTION_SHIFT) - 1);
        for (var bit : CALL_BITS.entrySet()) {
            Boolean on = values.get(bit.getKey());
            if (on != null) {
                flags = on ? flags | bit.getValue() | 1 : flags & ~bit.getValue();
            }
        }
        return flags;
    }

    private static @Nullable Long start(Values values, Clock clock) {
        Long start = values.get(START);
        if (start == null || start == 0) {
            return start;
        }
        return start > EPOCH_SECONDS ? start * 1000 : clock.millis() + start * 1000;
    }

    static int callWord(CallSettings call) {
        return call.flags() | call.resolution() << RESOLUTION_SHIFT;
    }
}
