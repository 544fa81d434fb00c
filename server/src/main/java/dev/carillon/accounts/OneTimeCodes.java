package dev.carillon.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;

/// One-time codes. They are stored, so that a restart between sending a code and typing it does not matter.
final class OneTimeCodes {
    private static final int MAX_TRIES = 1_000;
    private static final long MAX_SECONDS = 366L * 86_400;

    private final AccountStore store;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    OneTimeCodes(AccountStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    String make(int aid, String address, int tries, long seconds, boolean reuse) {
        long now = clock.millis();
        String digits = String.format(Locale.ROOT, "%06d", random.nextInt(1_000_000));
        var fresh = new OneTimeCode(
                digits, Math.clamp(tries, 1, MAX_TRIES), now + 1000 * Math.clamp(seconds, 1, MAX_SECONDS));
        return store.write(rows -> {
            OneTimeCode present = rows.code(aid, address);
            if (reuse && present != null && present.expires() > now) {
                return present.code();
            }
            rows.put(aid, address, fresh);
            return digits;
        });
    }

    boolean verify(int aid, String address, String code) {
        long now = clock.millis();
        return store.write(rows -> {
            OneTimeCode present = rows.code(aid, address);
            if (present == null) {
                return false;
            }
            boolean good = present.expires() > now && same(present.code(), code);
            if (good || present.expires() <= now || present.tries() <= 1) {
                rows.deleteCode(aid, address);
            } else {
                rows.put(aid, address, new OneTimeCode(present.code(), present.tries() - 1, present.expires()));
            }
            return good;
        });
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    void sweep() {
        long now = clock.millis();
        store.write(rows -> {
            rows.deleteCodesBefore(now);
            return true;
        });
    }
}
