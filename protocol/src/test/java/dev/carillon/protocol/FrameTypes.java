package dev.carillon.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import dev.carillon.protocol.TypeScript.Optional;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The frames as a module of TypeScript, made of the records.
final class FrameTypes {
    private static final String HEADER = """
            /**
             * The frames of the wire protocol, version 1, as docs/guide/protocol.md describes them.
             * Times are milliseconds since 1970 of the server's clock, durations are seconds. The server leaves out what is null,
             * 0, false or empty, except where a member is required here. Every frame may have an `id`, which is not shown here:
             * the number of a request, and of the request that is answered.
             *
             * Generated from the Java records in protocol/ by FrameTypesTest; CONTRIBUTING.md says how. Do not edit.
             */

            /** A conversation: with one user (`peer`, an address) or in a group (`gid`). Exactly one of the two is set. */
            export type ConversationRef = { peer: string; gid?: never } | { gid: number; peer?: never };

            /** Where a message goes: to one user (`to`, an address) or to a group (`gid`). */
            export type Destination = { to: string; gid?: never } | { gid: number; to?: never };
            """;

    private static final String ALIASES = """

            export type Platform = NonNullable<Hello['platform']>;

            /** What a group is: all that `group.set` can change. */
            export type GroupSettings = Omit<GroupSetRequest, 't' | 'gid'>;

            export type AnswerTo<R extends Request> = Answers[R['t']];
            export type Answer = Answers[keyof Answers];
            """;

    /// Records that are members of frames, in the order in which they are shown.
    private static final List<Class<? extends Record>> PARTS = List.of(
            Content.class,
            Age.class,
            ServerFrame.Role.class,
            ServerFrame.GroupProfile.class,
            ServerFrame.Pin.class,
            ServerFrame.Group.class,
            ServerFrame.Member.class,
            ServerFrame.Contact.class,
            ServerFrame.UserPresence.class,
            ServerFrame.AppInfo.class,
            ServerFrame.LimitsInfo.class,
            ServerFrame.MemberStatus.class,
            ServerFrame.MemberReceipt.class,
            ServerFrame.ScheduledMessage.class,
            ServerFrame.Conversation.class,
            ClientFrame.ContactChange.class,
            ClientFrame.MemberRole.class);

    private final TypeScript script;

    private FrameTypes(SourceDocs docs) {
        this.script = new TypeScript(docs);
    }

    static String text() throws IOException {
        return new FrameTypes(SourceDocs.read(
                        ClientFrame.class,
                        ServerFrame.class,
                        Content.class,
                        Age.class,
                        Advice.class,
                        Limits.class,
                        MessageStatus.class,
                        MessageFlags.class,
                        PresenceCode.class,
                        ErrorCode.class,
                        GroupError.class,
                        CloseCode.class))
                .made();
    }

    private String made() {
        script.verbatim(HEADER);
        script.section("constants");
        constants();
        script.section("parts of frames");
        script.union("Retraction", ClientFrame.Retraction.class);
        profiles();
        PARTS.forEach(part -> script.object(part, name(part), null, this::optional));
        script.section("client to server");
        requests();
        script.section("server to client");
        answers();
        script.verbatim(ALIASES);
        return script.text();
    }

    // --- constants

    private void constants() {
        script.union("Advice", Advice.class);
        script.constants(
                "Status", MessageStatus.class, MessageStatus.values(), FrameTypes::status, MessageStatus::code);
        script.constants("Flag", MessageFlags.class);
        script.constants("Presence", PresenceCode.class);
        script.constants("GroupError", GroupError.class, GroupError.values(), TypeScript::pascal, GroupError::code);
        script.table("ErrorCodes", ErrorCode.class, errors());
        script.table("CloseCodes", CloseCode.class, closes());
        script.constants("Limits", Limits.class);
    }

    private static List<TypeScript.Row> errors() {
        return Arrays.stream(ErrorCode.values())
                .map(code -> new TypeScript.Row(code.code(), code.name(), code.advice(), code.meaning()))
                .toList();
    }

    private static List<TypeScript.Row> closes() {
        return Arrays.stream(CloseCode.values())
                .map(code -> new TypeScript.Row(code.code(), code.name(), code.advice(), code.meaning()))
                .toList();
    }

    private static String status(String name) {
        return switch (name) {
            case "FAIL" -> "Failed";
            case "INVALID_DESTINATION" -> "NoSuchUser";
            default -> TypeScript.pascal(name);
        };
    }

    // --- records

    /// One record in Java; in TypeScript two, so that what is there for sure is known.
    private void profiles() {
        Class<? extends Record> profile = ServerFrame.Profile.class;
        script.comment("", "Profile of a user.");
        script.object(profile, "Profile", null, member -> switch (member.getName()) {
            case "address" -> Optional.REQUIRED;
            case "gid" -> Optional.NEVER;
            default -> optional(member);
        });
        script.comment("", "Profile of a group.");
        script.object(profile, "GroupProfile", null, member -> switch (member.getName()) {
            case "gid" -> Optional.REQUIRED;
            case "address", "uid" -> Optional.NEVER;
            default -> optional(member);
        });
    }

    private Optional optional(RecordComponent member) {
        if (member.getName().equals("id")) {
            return Optional.NEVER;
        }
        return ClientFrame.class.isAssignableFrom(member.getDeclaringRecord())
                        || PARTS.subList(PARTS.size() - 2, PARTS.size()).contains(member.getDeclaringRecord())
                ? Optional.ofClient(member)
                : Optional.ofServer(member);
    }

    /// Frames by their `t`.
    private static List<Frame> frames(Class<?> of) {
        return Arrays.stream(of.getAnnotation(JsonSubTypes.class).value())
                .map(type -> new Frame(type.name(), type.value().asSubclass(Record.class)))
                .toList();
    }

    private record Frame(String t, Class<? extends Record> type) {
        @Nullable
        Class<?> answer() {
            AnsweredBy by = type.getAnnotation(AnsweredBy.class);
            return by == null ? null : by.value();
        }

        boolean request() {
            return answer() != null && type != ClientFrame.Hello.class;
        }
    }

    private void requests() {
        List<Frame> frames = frames(ClientFrame.class);
        frames.forEach(frame -> script.object(frame.type(), name(frame.type()), frame.t(), this::optional));
        script.alternatives(
                "Frames that are answered, each by the frame that `Answers` names, or by an error.",
                "Request",
                names(frames, Frame::request));
        script.alternatives(
                "Frames for whose answer nobody waits.", "Notice", names(frames, frame -> frame.answer() == null));
        script.alternatives("Everything that a client may send.", "ClientFrame", List.of("Hello", "Request", "Notice"));
    }

    private void answers() {
        List<Frame> frames = frames(ServerFrame.class);
        frames.forEach(frame -> script.object(frame.type(), name(frame.type()), frame.t(), this::optional));
        var entries = names(frames, frame -> ServerFrame.Entry.class.isAssignableFrom(frame.type()));
        entries.set(entries.indexOf("Message"), "(Message & { seq: number })");
        script.alternatives("What has a `seq`: delivered exactly once, in order.", "Entry", entries);
        Map<String, String> answers = new LinkedHashMap<>();
        frames(ClientFrame.class).stream()
                .filter(Frame::request)
                .forEach(frame -> answers.put(frame.t(), name(frame.answer())));
        script.map("The answer to each request, by its `t`.", "Answers", answers);
        script.alternatives("Everything that the server may send.", "ServerFrame", names(frames, _ -> true));
    }

    private static List<String> names(List<Frame> frames, Predicate<Frame> which) {
        return frames.stream()
                .filter(which)
                .map(frame -> name(frame.type()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /// Both sides have frames of one name, and some names mean something else in JavaScript.
    static String name(@Nullable Class<?> type) {
        if (type == null) {
            return "";
        }
        String name = type.getSimpleName();
        if (ClientFrame.class.isAssignableFrom(type)) {
            boolean notice = type.getAnnotation(AnsweredBy.class) == null;
            return switch (name) {
                case "Hello", "Send" -> name;
                case "PinAdd", "PinSet", "PinRemove" -> "Group" + name + "Request";
                case "Presence" -> "PresenceSignal";
                default -> notice ? name : name + "Request";
            };
        }
        if (ServerFrame.Entry.class.isAssignableFrom(type)) {
            return type == ServerFrame.Message.class ? name : name + "Entry";
        }
        return switch (name) {
            case "Error" -> "ErrorFrame";
            case "Presence" -> "PresenceNotice";
            case "ProfileChanged" -> "ProfileNotice";
            case "Scheduled",
                    "Receipts",
                    "Conversations",
                    "History",
                    "Presences",
                    "Profiles",
                    "Contacts",
                    "Members",
                    "Groups" -> name + "Answer";
            case "GroupProfile" -> "GroupAppearance";
            case "Pin" -> "GroupPin";
            case "LimitsInfo" -> "ServerLimits";
            case "MemberReceipt" -> "Receipt";
            case "Conversation" -> "ConversationSummary";
            default -> name;
        };
    }
}
