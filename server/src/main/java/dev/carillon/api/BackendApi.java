package dev.carillon.api;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.api.ops.ApiError;
import dev.carillon.api.ops.OpRegistry;
import dev.carillon.api.ops.OpSettings;
import dev.carillon.api.ops.Outcome;
import dev.carillon.gateway.Cors;
import dev.carillon.gateway.DiskTrouble;
import dev.carillon.gateway.Gzip;
import dev.carillon.gateway.HttpHandler;
import dev.carillon.gateway.HttpHeaders;
import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
import dev.carillon.gateway.Networks;
import dev.carillon.gateway.NotFound;
import dev.carillon.groups.Groups;
import dev.carillon.messaging.Messaging;
import dev.carillon.metrics.Metrics;
import dev.carillon.metrics.RateLimitedLog;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The Backend API: answers every request that it can read with HTTP 200 and an envelope, whatever came of it. Safe
/// for all threads. Application tokens are neither logged nor answered.
public final class BackendApi implements HttpHandler {
    private static final String OPENAPI_PATH = "/backend/openapi.json";

    /// Where the API and its machine-readable description live, for those who route requests.
    public static final List<String> PATHS =
            List.of("/backend", "/backend/", "/api.php", "/api.php/", "/mesiboapi", "/mesiboapi/", OPENAPI_PATH);

    private static final String METHODS = "GET, POST, PUT, DELETE, OPTIONS";
    private static final String JSON = "application/json; charset=utf-8";
    private static final String BEARER = "bearer ";
    /// Operations with long answers that hold neither tokens nor codes nor pins: these may be compressed.
    private static final Set<String> WITHOUT_SECRETS = Set.of("groupsget", "groupgetmembers");

    private static final String LOOK = "<p>Your own server calls it here, by POST with JSON, with the token of an app:"
            + " it makes users, groups and messages. It is not for browsers.</p>"
            + "<p><a href=\"/backend/openapi.json\">Its description</a> (OpenAPI) · <a href=\"/\">To the start page</a></p>";

    private final Accounts accounts;
    private final OpRegistry ops;
    private final ApiSettings settings;
    private final RequestReader reader = new RequestReader();
    private final Envelope envelope;
    private final Networks networks;
    private final RateLimit rateLimit;
    private final DiskTrouble diskTrouble = new DiskTrouble();
    private final RateLimitedLog failures = new RateLimitedLog(BackendApi.class);
    private final byte[] openApi;
    private final ApiMetrics metrics;
    private volatile boolean stopping;

    private BackendApi(
            Accounts accounts, Groups groups, OpRegistry ops, Clock clock, ApiSettings settings, Metrics metrics) {
        this.accounts = accounts;
        this.ops = ops;
        this.settings = settings;
        this.envelope = new Envelope(accounts, groups, clock);
        this.networks = new Networks(settings.networks());
        this.rateLimit = new RateLimit(settings.rate(), System::nanoTime);
        this.openApi = new OpenApi(ops).json();
        this.metrics = new ApiMetrics(metrics, ops);
    }

    /// @param online whether the user of that uid is connected
    /// @throws IllegalArgumentException when a network in the settings cannot be read
    public static BackendApi create(
            Accounts accounts,
            Groups groups,
            Messaging messaging,
            IntPredicate online,
            Clock clock,
            ApiSettings settings,
            Metrics metrics) {
        var forOps = new OpSettings(settings.showTokens(), settings.publicUrl());
        var ops = OpRegistry.create(accounts, groups, messaging, online, clock, forOps);
        return new BackendApi(accounts, groups, ops, clock, settings, metrics);
    }

    /// For the reference.
    OpRegistry ops() {
        return ops;
    }

    /// From now on every request is answered with 503.
    public void stop() {
        stopping = true;
    }

    /// The token of a large form is looked for in the query, the header `Authorization` and what has come of the form.
    @Override
    public @Nullable HttpResponse refusesRest(HttpRequest begun) {
        String token = scalar(reader.begun(begun).get("token"));
        App app = accepts(begun.remote().getAddress())
                ? accounts.appByToken((token.isEmpty() ? bearer(begun) : token).strip())
                : null;
        return app == null
                ? HttpResponse.text(
                        401,
                        "A form of more than " + settings.bodyBytes() + " bytes is taken when the application token"
                                + " stands in its beginning, in the query, or in the header Authorization.\n")
                : null;
    }

    @Override
    public HttpResponse handle(HttpRequest request) {
        if (stopping) {
            return finished(HttpResponse.text(503, "The server is stopping.\n").with("Retry-After", "1"));
        }
        if (request.method().equalsIgnoreCase("OPTIONS")) {
            return preflight(request).with("Cache-Control", "no-store");
        }
        return finished(
                switch (request.method().toUpperCase(Locale.ROOT)) {
                    // asks what a GET would look like, and must not do anything
                    case "HEAD" -> HttpResponse.of(200, JSON, new byte[0]);
                    case "GET", "POST", "PUT", "DELETE" -> answer(request);
                    default ->
                        HttpResponse.text(405, "Use one of " + METHODS + ".\n").with("Allow", METHODS);
                });
    }

    private HttpResponse finished(HttpResponse response) {
        HttpResponse fresh = response.with("Cache-Control", "no-store");
        return settings.cors() ? Cors.open(fresh) : fresh;
    }

    private HttpResponse preflight(HttpRequest request) {
        return settings.cors()
                ? Cors.preflight(request, METHODS)
                : new HttpResponse(204, HttpHeaders.of("Allow", METHODS), new HttpResponse.Body.Bytes(new byte[0]));
    }

    private HttpResponse answer(HttpRequest request) {
        if (request.rawPath().equals(OPENAPI_PATH)) {
            return Gzip.packed(request, HttpResponse.of(200, JSON, openApi));
        }
        if (isLook(request)) {
            return NotFound.page(200, "This is the Backend API", LOOK);
        }
        int limit = RequestReader.isMultipart(request) ? settings.multipartBytes() : settings.bodyBytes();
        if (request.body().length > limit) {
            return HttpResponse.text(413, "A body may have " + limit + " bytes.\n");
        }
        return switch (reader.read(request)) {
            case RequestReader.Read.Bad(String cause) -> {
                metrics.unreadable();
                yield json(envelope.of(Envelope.Asked.NOTHING, Outcome.Refusal.of(ApiError.BADREQUEST, cause)));
            }
            case RequestReader.Read.Good(Map<String, @Nullable Object> tree) -> answered(request, tree);
        };
    }

    private HttpResponse answered(HttpRequest request, Map<String, @Nullable Object> tree) {
        HttpResponse answer = json(run(request, tree));
        return WITHOUT_SECRETS.contains(op(tree)) ? Gzip.packed(request, answer) : answer;
    }

    private static String op(Map<String, @Nullable Object> tree) {
        return scalar(tree.get("op")).strip().toLowerCase(Locale.ROOT);
    }

    /// Somebody has typed the address into a browser.
    private static boolean isLook(HttpRequest request) {
        return request.method().equalsIgnoreCase("GET")
                && request.rawQuery().isEmpty()
                && request.body().length == 0
                && NotFound.isBrowser(request);
    }

    private HttpResponse json(Map<String, Object> answer) {
        return HttpResponse.of(200, JSON, envelope.bytes(answer));
    }

    private Map<String, Object> run(HttpRequest request, Map<String, @Nullable Object> tree) {
        long begun = System.nanoTime();
        String op = op(tree);
        var asked =
                new Envelope.Asked(op.length() > 64 ? op.substring(0, 64) : op, Envelope.Asked.echoed(tree.get("id")));
        App app = null;
        Outcome outcome;
        try {
            String token = token(request, tree);
            app = token.isEmpty() ? null : accounts.appByToken(token);
            outcome = outcome(op, app, token, request.remote().getAddress(), tree);
        } catch (UncheckedIOException e) {
            outcome = Outcome.Refusal.of(ApiError.SERVERERROR, diskTrouble.failed(e));
        } catch (RuntimeException e) {
            outcome = failed(asked.op(), e);
        }
        metrics.answered(op, outcome, System.nanoTime() - begun);
        Map<String, Object> answer = envelope.of(asked, outcome);
        List<String> ignored = app == null ? List.of() : ops.ignored(op, tree);
        if (!ignored.isEmpty()) {
            answer.put("ignored", ignored);
        }
        return settings.legacyEnvelope() && app != null && request.rawPath().startsWith("/api.php")
                ? envelope.legacy(answer, app, request.remote().getAddress())
                : answer;
    }

    /// The order of the checks is part of the API.
    private Outcome outcome(
            String op, @Nullable App app, String token, InetAddress remote, Map<String, @Nullable Object> tree) {
        if (op.isEmpty()) {
            return Outcome.Refusal.of(ApiError.NOOP, "the request names no operation", "op");
        }
        // before the token, so that nobody elsewhere can try tokens
        if (!accepts(remote)) {
            return Outcome.Refusal.of(ApiError.TOKENBREACH, "requests are not accepted from this network");
        }
        if (app == null) {
            return Outcome.Refusal.of(
                    ApiError.AUTHFAIL,
                    Accounts.isUserToken(token)
                            ? "this is the access token of a user; the Backend API takes the application token"
                            : "the application token is missing or not valid",
                    "token");
        }
        return rateLimit.grants(app.aid())
                ? ops.run(op, app, tree)
                : Outcome.Refusal.of(ApiError.RATELIMIT, "too many requests of this application");
    }

    private boolean accepts(InetAddress remote) {
        return networks.isEmpty() || networks.contains(remote);
    }

    private static String token(HttpRequest request, Map<String, @Nullable Object> tree) {
        Object given = tree.get("token");
        return (given == null ? bearer(request) : scalar(given)).strip();
    }

    private static String bearer(HttpRequest request) {
        String header = request.headers().get("Authorization", "");
        return header.toLowerCase(Locale.ROOT).startsWith(BEARER) ? header.substring(BEARER.length()) : "";
    }

    private static String scalar(@Nullable Object value) {
        return value instanceof String || value instanceof Number ? value.toString() : "";
    }

    private Outcome failed(String op, RuntimeException e) {
        String reference = Integer.toHexString(ThreadLocalRandom.current().nextInt());
        failures.log(Level.ERROR, "Operation " + RateLimitedLog.printable(op) + " failed, " + reference, e);
        return Outcome.Refusal.of(ApiError.SERVERERROR, "the server failed; its log has more under " + reference);
    }
}
