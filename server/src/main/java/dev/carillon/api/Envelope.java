package dev.carillon.api;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.api.ops.Outcome;
import dev.carillon.groups.Groups;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What surrounds every answer: `op`, `result`, the echoed `id`, and the error.
final class Envelope {
    private static final int ECHOED_CHARS = 64;

    private final JsonMapper mapper = new JsonMapper();
    private final Accounts accounts;
    private final Groups groups;
    private final Clock clock;

    Envelope(Accounts accounts, Groups groups, Clock clock) {
        this.accounts = accounts;
        this.groups = groups;
        this.clock = clock;
    }

    /// What an answer is about.
    ///
    /// @param op as the client wrote it, in lower case; empty when it named none
    /// @param id as the client sent it, or null
    record Asked(String op, @Nullable Object id) {
        static final Asked NOTHING = new Asked("", null);

        /// The id, when it is a number or a short text; numbers out of queries become numbers again.
        static @Nullable Object echoed(@Nullable Object id) {
            return switch (id) {
                case Number number -> number;
                case String text when text.matches("-?(0|[1-9]\\d{0,17})") -> Long.valueOf(text);
                case String text when text.length() <= ECHOED_CHARS -> text;
                case null, default -> null;
            };
        }
    }

    Map<String, Object> of(Asked asked, Outcome outcome) {
        Map<String, Object> envelope = new LinkedHashMap<>();
        switch (outcome) {
            case Outcome.Done(Map<String, Object> members) -> envelope.putAll(members);
            case Outcome.Refusal refusal -> error(envelope, refusal);
        }
        if (!asked.op().isEmpty()) {
            envelope.put("op", asked.op());
        }
        if (asked.id() != null) {
            envelope.put("id", asked.id());
        }
        envelope.put("result", outcome instanceof Outcome.Done);
        return envelope;
    }

    private static void error(Map<String, Object> envelope, Outcome.Refusal refusal) {
        envelope.put("error", refusal.error().name());
        envelope.put("code", refusal.error().code());
        envelope.put("cause", refusal.cause());
        if (!refusal.properties().isEmpty()) {
            envelope.put("properties", refusal.properties());
        }
        if (!refusal.invalid().isEmpty()) {
            envelope.put("invalid", refusal.invalid());
        }
    }

    /// As answers looked until 2021: with the application's record, all of it text, and nothing secret in it.
    Map<String, Object> legacy(Map<String, Object> envelope, App app, InetAddress remote) {
        String now = Long.toString(clock.millis() / 1000);
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("aid", Integer.toString(app.aid()));
        record.put("uid", "0");
        record.put("name", app.name());
        record.put("secret", "");
        record.put("u_users", Integer.toString(accounts.userCount(app.aid())));
        record.put("u_groups", Integer.toString(groups.groupCount(app.aid())));
        for (String name : new String[] {"d_storage", "notify", "nrate", "ninterval", "f_beta", "pushflags"}) {
            record.put(name, "0");
        }
        record.put("flag", Integer.toString(app.settings().flags()));
        record.put("ts", "0");
        record.put("uts", now);
        for (String name : new String[] {"url", "server", "fcm_id", "fcm_key", "apn_info", "token"}) {
            record.put(name, "");
        }
        Map<String, Object> legacy = new LinkedHashMap<>();
        legacy.put("app", record);
        legacy.put("uts", now);
        legacy.put("disabled", 0);
        legacy.put("ipaddr", Long.toString(number(remote)));
        legacy.putAll(envelope);
        return legacy;
    }

    private static long number(InetAddress address) {
        return address instanceof Inet4Address
                ? Integer.toUnsignedLong(ByteBuffer.wrap(address.getAddress()).getInt())
                : 0;
    }

    byte[] bytes(Map<String, Object> envelope) {
        return mapper.writeValueAsBytes(envelope);
    }
}
