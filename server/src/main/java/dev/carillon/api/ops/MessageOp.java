package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.User;
import dev.carillon.accounts.UserChange;
import dev.carillon.groups.Groups;
import dev.carillon.messaging.Draft;
import dev.carillon.messaging.Messaging;
import dev.carillon.messaging.Sender;
import dev.carillon.protocol.Content;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.MessageFlags;
import dev.carillon.protocol.Texts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `message`: sends a message to users or to a group in the name of a user.
final class MessageOp implements Op {
    private static final long MAX_EXPIRY = 10 * Limits.DEFAULT_EXPIRY;
    private static final int SHORT_BYTES = 4_096;

    static final Param<String> FROM = Param.of(
                    "message.from", Kinds.ADDRESS, "Address of the user in whose name it is sent.", "from")
            .isRequired();
    static final Param<List<String>> TO =
            Param.of("message.to", Kinds.ADDRESSES, "Addresses: text with commas between them, or a list.", "to");
    static final Param<Integer> GID = Param.of(
            "message.gid", Kinds.ID, "A group; then `to` is not looked at.", "gid", "groupid", "message.groupid");
    static final Param<String> TEXT = Param.of(
            "message.message",
            Kinds.text(Limits.TEXT_BYTES),
            "The text, at most " + Limits.TEXT_BYTES + " bytes; may be JSON of your own, as text.",
            "msg",
            "message",
            "message.msg");
    static final Param<String> URL = Param.of("message.url", Kinds.text(SHORT_BYTES), "URL of a file.", "url");
    static final Param<String> TITLE =
            Param.of("message.title", Kinds.text(SHORT_BYTES), "Title of the file.", "title");
    static final Param<String> SUBTITLE =
            Param.of("message.subtitle", Kinds.text(SHORT_BYTES), "A second line.", "subtitle");
    static final Param<Double> LATITUDE =
            Param.of("message.latitude", Kinds.DEGREES, "Of a place, in degrees.", "latitude");
    static final Param<Double> LONGITUDE =
            Param.of("message.longitude", Kinds.DEGREES, "Of a place, in degrees.", "longitude");
    static final Param<byte[]> THUMBNAIL = Param.of(
            "message.thumbnail",
            Kinds.BASE64,
            "A small picture, at most " + Limits.THUMBNAIL_BYTES + " bytes.",
            "thumbnail",
            "base64",
            "message.base64");
    static final Param<Integer> TYPE = Param.of(
                    "message.type", Kinds.integer(0, Integer.MAX_VALUE), "Your own type of message.", "type")
            .orElse("0");
    static final Param<Integer> FLAGS = Param.of(
                    "message.flags",
                    Kinds.FLAGS,
                    "Sum of 1 delivery receipt, 2 read receipt, 4 transient (only to users online, not stored).",
                    "flag",
                    "flags",
                    "message.flag")
            .orElse("3");
    static final Param<Long> EXPIRY = Param.of(
                    "message.expiry",
                    Kinds.seconds(MAX_EXPIRY),
                    "Seconds within which it must be delivered; 0: only to users online now.",
                    "expiry")
            .orElse("31536000, a year");
    static final Param<Long> WHEN = Param.of(
                    "message.when",
                    Kinds.seconds(Limits.DEFAULT_EXPIRY),
                    "Send it so many seconds from now. Survives restarts.",
                    "when")
            .orElse("0");
    static final Param<Boolean> FORCED = Param.of(
                    "message.forced", Kinds.SWITCH, "Create the users of `to`, and `from`, who do not exist.", "forced")
            .orElse("false");
    static final Param<Long> MID = Param.of(
            "message.id",
            Kinds.number(0, Limits.MAX_ID),
            "Your own number of the message, from 1 to 2^53-1, unique for `from`: repeating a request with the same"
                    + " one sends nothing twice.",
            "mid",
            "message.mid");

    private static final Spec SPEC = Spec.named("message")
            .summary("Sends a message in the name of a user, to users or to a group.")
            .details("The answer comes when the message is stored. It is delivered, kept for those who are offline, and"
                    + " receipted like one that the user sent; who may send to whom is not asked. Unknown addresses"
                    + " are listed in `invalid`, and are an error only when there is no other.")
            .param(FROM)
            .param(TO)
            .param(GID)
            .oneOf(TO, GID)
            .param(TEXT)
            .param(URL)
            .param(TITLE)
            .param(SUBTITLE)
            .param(LATITUDE)
            .param(LONGITUDE)
            .param(THUMBNAIL)
            .param(TYPE)
            .param(FLAGS)
            .param(EXPIRY)
            .param(WHEN)
            .param(FORCED)
            .param(MID)
            .answer("`mid`, the message's id, one for all recipients; `count`, to how many destinations it went;"
                    + " `invalid`, where addresses were unknown; `failed`, addresses of users that could take no more.")
            .errors(ApiError.BADUSER, ApiError.BADGROUP, ApiError.QUOTA)
            .example("""
                    {"message": {"from": "ana@example.net", "to": "bob@example.net", "message": "Hello", "id": 90210}}""", """
                    {"mid": 90210, "count": 1, "op": "message", "result": true}""");

    private final Accounts accounts;
    private final Groups groups;
    private final Broadcast broadcast;

    MessageOp(Accounts accounts, Groups groups, Messaging messaging) {
        this.accounts = accounts;
        this.groups = groups;
        this.broadcast = new Broadcast(messaging);
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        Content content = content(values);
        if (content == null) {
            return Outcome.Refusal.missing(TEXT, URL, TITLE);
        }
        boolean forced = values.get(FORCED, false);
        String from = values.need(FROM);
        Integer gid = values.get(GID);
        if (gid != null && GroupAnswers.find(groups, app, gid) == null) {
            return Outcome.Refusal.of(ApiError.BADGROUP, "there is no such group", GID.path());
        }
        String problem = Accounts.addressProblem(from);
        User sender = problem == null ? user(app, from, forced) : null;
        if (sender == null) {
            return problem != null && forced
                    ? Outcome.Refusal.bad(FROM, problem)
                    : Outcome.Refusal.unknown(List.of(from), FROM);
        }
        Draft draft = draft(values, content, gid == null ? 0 : gid);
        return gid == null ? toUsers(app, sender, draft, values) : broadcast.send(sender(sender), draft);
    }

    private Outcome toUsers(App app, User sender, Draft draft, Values values) {
        List<String> to = values.need(TO);
        if (values.get(FORCED, false)) {
            Concurrently.forEach(
                    to.stream()
                            .filter(address -> Accounts.addressProblem(address) == null)
                            .toList(),
                    address -> user(app, address, true));
        }
        List<String> known = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        for (String address : to) {
            (user(app, address, false) == null ? invalid : known).add(address);
        }
        return known.isEmpty()
                ? Outcome.Refusal.unknown(invalid, TO)
                : broadcast.send(sender(sender), draft, known, invalid);
    }

    private static Sender sender(User user) {
        return new Sender(user, 0);
    }

    private @Nullable User user(App app, String address, boolean create) {
        User user = accounts.user(app.aid(), address);
        return user == null && create ? accounts.put(app.aid(), address, UserChange.NONE, false) : user;
    }

    /// Null: there is nothing to send.
    private static @Nullable Content content(Values values) {
        String text = given(values, TEXT);
        String url = given(values, URL);
        String title = given(values, TITLE);
        Double latitude = values.get(LATITUDE);
        Double longitude = values.get(LONGITUDE);
        boolean place = latitude != null && longitude != null;
        if (text == null && url == null && title == null && !place) {
            return null;
        }
        return new Content(
                text,
                null,
                title,
                given(values, SUBTITLE),
                null,
                url,
                null,
                null,
                null,
                null,
                null,
                values.get(THUMBNAIL),
                latitude,
                longitude,
                null);
    }

    private static @Nullable String given(Values values, Param<String> param) {
        return Fields.emptyToNull(Texts.kept(values.get(param, "")));
    }

    private static Draft draft(Values values, Content content, int gid) {
        return new Draft(
                values.get(MID, 0L),
                null,
                gid,
                content,
                values.get(TYPE, 0),
                values.get(FLAGS, MessageFlags.DEFAULT),
                values.get(EXPIRY, Limits.DEFAULT_EXPIRY),
                values.get(WHEN, 0L),
                0,
                0,
                false,
                null);
    }
}
