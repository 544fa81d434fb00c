package dev.carillon.files;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.Login;
import dev.carillon.accounts.User;
import dev.carillon.gateway.HttpRequest;
import org.jspecify.annotations.Nullable;

/// Who asks: the user of a token.
final class Callers {
    static final String APP = "Carillon-App";
    static final String PLATFORM = "Carillon-Platform";
    private static final String BEARER = "bearer ";

    private final Accounts accounts;

    Callers(Accounts accounts) {
        this.accounts = accounts;
    }

    sealed interface Caller {
        record Known(User user) implements Caller {}

        record Refused(Refusal refusal) implements Caller {}
    }

    /// By `Authorization: Bearer`, and for tokens that are bound, the headers `Carillon-App` and
    /// `Carillon-Platform`.
    Caller of(HttpRequest request) {
        String token = bearer(request);
        return token == null
                ? new Caller.Refused(Refusal.auth("the header Authorization: Bearer USER_TOKEN is needed"))
                : of(request, token);
    }

    static @Nullable String bearer(HttpRequest request) {
        String header = request.headers().get("Authorization", "");
        return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : null;
    }

    Caller of(HttpRequest request, String token) {
        return switch (accounts.login(
                token, request.headers().get(APP), request.headers().get(PLATFORM))) {
            case Login.Accepted accepted -> new Caller.Known(accepted.user());
            case Login.Refused(String reason) -> new Caller.Refused(Refusal.auth(reason));
            case Login.Disabled() -> new Caller.Refused(new Refusal(403, "NOTALLOWED", "the user is switched off"));
        };
    }
}
