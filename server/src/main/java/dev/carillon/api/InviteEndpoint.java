package dev.carillon.api;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.Redeemed;
import dev.carillon.accounts.User;
import dev.carillon.gateway.Cors;
import dev.carillon.gateway.HttpHandler;
import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Where an invitation made by `inviteadd` is redeemed: `POST /invite` with JSON or a form, `secret` and, if wished,
/// `name`. Answers 200 with `token`, `address`, `uid` and `name`, or a 4xx status with `error`, a word, and `message`,
/// a sentence for people. Only POST changes anything, so a link preview uses no invitation up. Safe for all threads.
public final class InviteEndpoint implements HttpHandler {
    public static final String PATH = "/invite";

    private static final String JSON = "application/json; charset=utf-8";
    private static final String METHODS = "POST, OPTIONS";

    private final Accounts accounts;
    private final RequestReader reader = new RequestReader();
    private final JsonMapper mapper = new JsonMapper();

    public InviteEndpoint(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public HttpResponse handle(HttpRequest request) {
        HttpResponse response = switch (request.method()) {
            case "POST" -> Cors.open(redeem(request));
            case "OPTIONS" -> Cors.preflight(request, METHODS);
            default ->
                Cors.open(refusal(405, "BADMETHOD", "Redeem an invitation with POST."))
                        .with("Allow", METHODS);
        };
        return response.with("Cache-Control", "no-store");
    }

    private HttpResponse redeem(HttpRequest request) {
        return switch (reader.read(request)) {
            case RequestReader.Read.Bad(String cause) -> refusal(400, "BADREQUEST", cause);
            case RequestReader.Read.Good(Map<String, @Nullable Object> asks) -> {
                String secret = text(asks, "secret");
                yield secret.isEmpty()
                        ? refusal(400, "MISSINGPARA", "The request has no \"secret\".")
                        : answer(accounts.redeem(secret, text(asks, "name")));
            }
        };
    }

    private HttpResponse answer(Redeemed redeemed) {
        return switch (redeemed) {
            case Redeemed.Accepted(User user, String token) -> accepted(user, token);
            case Redeemed.Unknown() -> refusal(404, "INVITEINVALID", "This invitation does not exist.");
            case Redeemed.Expired() -> refusal(410, "INVITEEXPIRED", "This invitation has expired.");
            case Redeemed.UsedUp() -> refusal(410, "INVITEUSED", "This invitation has been used already.");
            case Redeemed.Disabled() -> refusal(403, "USERDISABLED", "This account is disabled.");
            case Redeemed.TooManyDevices() ->
                refusal(429, "QUOTA", "This account is signed in on too many devices. Sign out on one of them first.");
            case Redeemed.BadName(String problem) -> refusal(400, "BADNAME", "The name cannot be used: " + problem);
        };
    }

    private HttpResponse accepted(User user, String token) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("token", token);
        answer.put("address", user.address());
        answer.put("uid", user.uid());
        answer.put("name", user.name());
        return HttpResponse.of(200, JSON, mapper.writeValueAsBytes(answer));
    }

    private HttpResponse refusal(int status, String error, String message) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("error", error);
        answer.put("message", message);
        return HttpResponse.of(status, JSON, mapper.writeValueAsBytes(answer));
    }

    private static String text(Map<String, @Nullable Object> asks, String name) {
        return asks.get(name) instanceof String text ? text.strip() : "";
    }
}
