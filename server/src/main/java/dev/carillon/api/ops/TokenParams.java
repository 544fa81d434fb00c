package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.IssuedToken;
import dev.carillon.accounts.Platform;
import dev.carillon.accounts.TokenRequest;
import dev.carillon.protocol.Limits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The token block of users: what access token to issue, or which ones to end.
final class TokenParams {
    private static final long YEAR_MINUTES = 525_600;
    private static final long MAX_MINUTES = 1_000 * YEAR_MINUTES;
    private static final int TEXT_BYTES = 255;
    private static final Set<String> NO_TOKEN = Set.of("remove", "delete", "session");

    static final Param<Map<?, ?>> BLOCK =
            Param.of("user.token", Kinds.OBJECT, "The token block. Without one no token is issued.");
    static final Param<String> APPID = Param.of(
            "user.token.appid",
            Kinds.text(TEXT_BYTES),
            "The token works only in the app that names itself so: Android package, iOS bundle, or what `setAppName`"
                    + " says. Required for a token that is not v2.",
            "appid");
    static final Param<Long> EXPIRY = Param.of(
                    "user.token.expiry", Kinds.minutes(MAX_MINUTES), "Life of the token; 0 has no end.", "expiry")
            .orElse("525600, a year");
    static final Param<Boolean> V2 = Param.of(
                    "user.token.v2", Kinds.SWITCH, "A token bound to platforms instead of an appid.", "v2")
            .orElse("false");
    static final Param<Boolean> ANDROID = platform("android", "Android");
    static final Param<Boolean> IOS = platform("ios", "iOS");
    static final Param<Boolean> JAVASCRIPT = platform("javascript", "browsers");
    static final Param<Boolean> PYTHON = platform("python", "Python");
    static final Param<Boolean> CPP = platform("cpp", "C++");
    static final Param<String> PACKAGE = text("package", "v2: Android package name; implies `android`.");
    static final Param<String> BUNDLE = text("bundle", "v2: iOS bundle id; implies `ios`.");
    static final Param<String> URL = text("url", "v2: origin of the web page that may use the token; kept.");
    static final Param<String> DEVICE =
            text("device", "Name of a device: lets one user hold several tokens for the same appid or platforms.");
    static final Param<String> LINKTO = text("linkto", "Address of another user that this login is linked to; kept.");
    static final Param<Integer> AUTOREFRESH = Param.of(
                    "user.token.autorefresh",
                    Kinds.integer(0, Integer.MAX_VALUE),
                    "v2: minutes between renewals; 0 off. Kept.",
                    "autorefresh")
            .orElse("0");
    static final Param<Boolean> REMOVE = Param.of(
                    "user.token.remove",
                    Kinds.SWITCH,
                    "End tokens instead of issuing one: those of the appid, platforms or device given, else all. Their"
                            + " sessions end at once.",
                    "remove",
                    "delete",
                    "user.token.delete")
            .orElse("false");

    /// What says which token.
    static final List<Param<?>> ISSUE = List.of(
            BLOCK,
            APPID,
            EXPIRY,
            V2,
            ANDROID,
            IOS,
            JAVASCRIPT,
            PYTHON,
            CPP,
            PACKAGE,
            BUNDLE,
            URL,
            DEVICE,
            LINKTO,
            AUTOREFRESH);

    private TokenParams() {}

    private static Param<Boolean> platform(String name, String label) {
        return Param.of(
                        "user.token." + name,
                        Kinds.SWITCH,
                        "v2: good on " + label + ". With none of the platforms, good on all.",
                        name)
                .orElse("false");
    }

    private static Param<String> text(String name, String prose) {
        return Param.of("user.token." + name, Kinds.text(TEXT_BYTES), prose, name);
    }

    /// What a request says about tokens.
    sealed interface Wish {
        record Nothing() implements Wish {}

        record Issue(TokenRequest request) implements Wish {}

        /// A token is asked for, but for which app?
        record Incomplete() implements Wish {}
    }

    static Wish wish(Values values) {
        int platforms = platforms(values);
        String appid = given(values, APPID);
        boolean v2 = values.get(V2, false) || (appid == null && platforms != 0);
        if (!v2 && appid == null) {
            boolean asked = values.get(BLOCK, Map.of()).entrySet().stream()
                    .anyMatch(
                            member -> member.getValue() != null && !NO_TOKEN.contains(String.valueOf(member.getKey())));
            return asked ? new Wish.Incomplete() : new Wish.Nothing();
        }
        return new Wish.Issue(new TokenRequest(
                v2 ? null : appid,
                v2,
                v2 ? platforms : 0,
                given(values, PACKAGE),
                given(values, BUNDLE),
                given(values, URL),
                given(values, DEVICE),
                given(values, LINKTO),
                values.get(EXPIRY, YEAR_MINUTES),
                values.get(AUTOREFRESH, 0)));
    }

    private static int platforms(Values values) {
        int bits = 0;
        bits |= values.get(ANDROID, false) || given(values, PACKAGE) != null ? Platform.ANDROID.bit() : 0;
        bits |= values.get(IOS, false) || given(values, BUNDLE) != null ? Platform.IOS.bit() : 0;
        bits |= values.get(JAVASCRIPT, false) ? Platform.JAVASCRIPT.bit() : 0;
        bits |= values.get(PYTHON, false) ? Platform.PYTHON.bit() : 0;
        return bits | (values.get(CPP, false) ? Platform.CPP.bit() : 0);
    }

    private static @Nullable String given(Values values, Param<String> param) {
        String text = values.get(param);
        return text == null || text.isBlank() ? null : text.strip();
    }

    /// Whether the request says which of the tokens it means.
    static boolean selects(Values values) {
        return given(values, APPID) != null || given(values, DEVICE) != null || platforms(values) != 0;
    }

    /// Ends the tokens that the request means; returns how many.
    static int revoke(Accounts accounts, int uid, Values values) {
        int platforms = platforms(values);
        return accounts.revoke(uid, given(values, APPID), platforms == 0 ? null : platforms, given(values, DEVICE));
    }

    /// The answer about a user, with the token that was asked for.
    ///
    /// @param shown what the answer tells of the user besides
    static Outcome answer(Accounts accounts, int uid, Wish wish, Map<String, Object> shown) {
        Map<String, Object> user = new LinkedHashMap<>(shown);
        return switch (wish) {
            case Wish.Nothing() -> Outcome.Done.with("user", user);
            case Wish.Incomplete() -> Outcome.Refusal.missing(APPID);
            case Wish.Issue(TokenRequest request) ->
                switch (accounts.issue(uid, request)) {
                    case IssuedToken.TooManyDevices() ->
                        Outcome.Refusal.of(
                                ApiError.QUOTA,
                                "the user is signed in on " + Limits.DEVICES
                                        + " devices; end one of their tokens first",
                                BLOCK.path());
                    case IssuedToken.Issued issued -> {
                        user.put("token", issued.token());
                        yield Outcome.Done.with("user", user);
                    }
                };
        };
    }
}
