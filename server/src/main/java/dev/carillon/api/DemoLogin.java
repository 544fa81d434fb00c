package dev.carillon.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.IssuedToken;
import dev.carillon.accounts.TokenRequest;
import dev.carillon.accounts.User;
import dev.carillon.accounts.UserChange;
import dev.carillon.gateway.Cors;
import dev.carillon.gateway.HttpHandler;
import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The login of the public messenger apps, for one application: a phone number, then the code that was sent to it,
/// which makes the user and answers its access token. Meant for demonstrations, and off unless it is configured: who
/// can read the codes can be anybody.
///
/// JSON (whatever the content type says), form or query; every answer is HTTP 200 with `"result":"OK"` or `"FAIL"`.
/// Safe for all threads.
public final class DemoLogin implements HttpHandler {
    /// Where it is.
    public static final String PATH = "/messenger/api";
    /// Where a page is, and people may have written down this login, too.
    public static final List<String> PAGE = List.of("/messenger", "/messenger/");

    private static final String JSON = "application/json; charset=utf-8";
    private static final String METHODS = "GET, POST, OPTIONS";
    private static final int TRIES = 5;
    private static final long CODE_SECONDS = 300;
    private static final long TOKEN_MINUTES = 365 * 24 * 60;
    private static final int APPID_CHARS = 128;
    /// How long a phone waits before another code is sent to it, and how often one address may ask in a minute.
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final int PER_MINUTE = 30;
    /// Codes that a phone gets in an hour: with five tries each, so few that guessing is hopeless.
    private static final int CODES = 10;
    private static final int REMEMBERED = 100_000;

    private final Accounts accounts;
    private final String app;
    private final String publicUrl;
    private final CodeSender sender;
    private final Clock clock;
    private final RequestReader reader = new RequestReader();
    private final JsonMapper mapper = new JsonMapper();
    private final Cache<String, Boolean> sent;
    private final Cache<String, AtomicInteger> asked;
    private final Cache<String, AtomicInteger> codes;

    /// Brings a code to the owner of a phone. Must not block for long.
    @FunctionalInterface
    public interface CodeSender {
        void send(String phone, String code);
    }

    /// @param app the name of the application whose users log in here
    /// @param publicUrl under which clients reach the server; empty: as they ask
    public DemoLogin(Accounts accounts, String app, CodeSender sender, Clock clock, String publicUrl) {
        this.publicUrl = publicUrl;
        this.accounts = accounts;
        this.app = app;
        this.sender = sender;
        this.clock = clock;
        Ticker ticker = () -> clock.millis() * 1_000_000;
        sent = remembering(ticker, PAUSE);
        asked = remembering(ticker, Duration.ofMinutes(1));
        codes = remembering(ticker, Duration.ofHours(1));
    }

    private static <T> Cache<String, T> remembering(Ticker ticker, Duration time) {
        return Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterWrite(time)
                .maximumSize(REMEMBERED)
                .build();
    }

    /// Answers what is asked of this login under the address of a page, and leaves the rest to the pages.
    public HttpHandler besides(HttpHandler pages) {
        return request -> {
            boolean visits =
                    request.method().equals("GET") && !request.rawQuery().contains("op=");
            return visits || request.method().equals("HEAD") ? pages.handle(request) : handle(request);
        };
    }

    @Override
    public HttpResponse handle(HttpRequest request) {
        HttpResponse response = switch (request.method()) {
            case "OPTIONS" -> Cors.preflight(request, METHODS);
            case "GET", "POST" -> Cors.open(HttpResponse.of(200, JSON, mapper.writeValueAsBytes(answer(request))));
            default ->
                Cors.open(
                        HttpResponse.text(405, "Use one of " + METHODS + ".\n").with("Allow", METHODS));
        };
        return response.with("Cache-Control", "no-store");
    }

    private Map<String, Object> answer(HttpRequest request) {
        return switch (reader.read(request)) {
            case RequestReader.Read.Bad(String cause) -> failure("BADREQUEST", cause);
            case RequestReader.Read.Good(Map<String, @Nullable Object> asks) -> {
                App own = accounts.appNamed(app);
                if (own == null) {
                    yield failure("BADAPP", "the application \"" + app + "\" is not here");
                }
                yield switch (text(asks, "op").toLowerCase(Locale.ROOT)) {
                    case "login" -> login(own, asks, request);
                    case "logout" ->
                        accounts.revokeToken(own.aid(), text(asks, "token"))
                                ? ok("logout")
                                : failure("AUTHFAIL", "token: this is not the token of a user");
                    default -> failure("BADOP", "op: login or logout");
                };
            }
        };
    }

    private Map<String, Object> login(App own, Map<String, @Nullable Object> asks, HttpRequest request) {
        String appid = text(asks, "appid");
        String phone = phone(text(asks, "phone"));
        String code = text(asks, "otp").isEmpty() ? text(asks, "code") : text(asks, "otp");
        if (appid.isEmpty()) {
            return failure("MISSINGAPPID", "appid: which app is it?");
        }
        if (appid.length() > APPID_CHARS || appid.chars().anyMatch(c -> c <= ' ')) {
            return failure("BADAPP", "appid: at most " + APPID_CHARS + " characters, and no blanks");
        }
        if (phone.isEmpty()) {
            return failure("BADUSER", "phone: country code and number, at least nine digits");
        }
        if (asksTooOften(request)) {
            return failure("AUTHFAIL", "too many attempts; try again in a minute");
        }
        return code.isEmpty() ? sendCode(own, phone) : enter(own, appid, phone, code, text(asks, "name"), request);
    }

    private boolean asksTooOften(HttpRequest request) {
        String address = request.remote().getAddress() == null
                ? ""
                : request.remote().getAddress().getHostAddress();
        return asked.get(address, _ -> new AtomicInteger()).incrementAndGet() > PER_MINUTE;
    }

    private Map<String, Object> sendCode(App own, String phone) {
        if (sent.asMap().putIfAbsent(phone, true) == null) {
            if (codes.get(phone, _ -> new AtomicInteger()).incrementAndGet() > CODES) {
                return failure("AUTHFAIL", "too many codes for this phone; try again in an hour");
            }
            sender.send(phone, accounts.otp(own.aid(), phone, TRIES, CODE_SECONDS, true));
        }
        Map<String, Object> answer = ok("login");
        answer.put("title", "Enter the code");
        answer.put("message", "A code of six digits was sent to +" + phone + ".");
        answer.put("delay", PAUSE.toSeconds());
        return answer;
    }

    private Map<String, Object> enter(
            App own, String appid, String phone, String code, String name, HttpRequest request) {
        // one made by the back-end's `otp` may stand under the number as people write it
        if (!accounts.verifyOtp(own.aid(), phone, code) && !accounts.verifyOtp(own.aid(), "+" + phone, code)) {
            return failure("AUTHFAIL", "the code is wrong, used up or expired");
        }
        UserChange change = named(name);
        User before = accounts.user(own.aid(), phone);
        String problem = Accounts.profileProblem(before, change);
        if (problem != null) {
            return failure("BADUSER", "name: " + problem);
        }
        if (before != null && !before.active()) {
            return failure("BADUSER", "this user is disabled");
        }
        User user = accounts.put(own.aid(), phone, change, true);
        var wish = new TokenRequest(appid, false, 0, null, null, null, null, null, TOKEN_MINUTES, 0);
        return switch (accounts.issue(user.uid(), wish)) {
            case IssuedToken.TooManyDevices() -> failure("BADUSER", "this user has as many devices as may be");
            case IssuedToken.Issued issued -> entered(issued.token(), phone, request);
        };
    }

    private static UserChange named(String name) {
        return name.isEmpty() ? UserChange.NONE : UserChange.named(name);
    }

    private Map<String, Object> entered(String token, String phone, HttpRequest request) {
        // the address that the app itself used, also through a proxy
        String here = publicUrl.isEmpty() ? request.origin() : publicUrl;
        Map<String, Object> answer = ok("login");
        answer.put("token", token);
        answer.put("phone", phone);
        answer.put("urls", Map.of("upload", here + "/files/upload", "download", here + "/files/"));
        answer.put(
                "share",
                Map.of("subject", "Let us chat", "title", "Invite", "text", "I am here: " + here + "/messenger"));
        return answer;
    }

    /// Digits only, without what stands before the country code; empty when it is no phone number.
    private static String phone(String given) {
        String digits = given.replaceAll("[\\s()./-]", "").replaceFirst("^[+0]+", "");
        return digits.matches("[0-9]{9,18}") ? digits : "";
    }

    private static String text(Map<String, @Nullable Object> asks, String name) {
        Object value = asks.get(name);
        return value == null ? "" : value.toString().strip();
    }

    private Map<String, Object> ok(String op) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("result", "OK");
        answer.put("op", op);
        answer.put("ts", clock.millis());
        return answer;
    }

    private static Map<String, Object> failure(String error, String message) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("result", "FAIL");
        answer.put("error", error);
        answer.put("errmsg", message);
        answer.put("errtitle", "Cannot log in");
        return answer;
    }
}
