package dev.carillon.files;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.SignedFiles;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Who may load a file: everybody who has its URL, or where its app says so, only those whose URL is signed and has not
/// ended.
final class Signing {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

    private final Accounts accounts;
    private final Signatures signatures;
    private final FileSettings settings;
    private final Clock clock;

    Signing(Accounts accounts, Signatures signatures, FileSettings settings, Clock clock) {
        this.accounts = accounts;
        this.signatures = signatures;
        this.settings = settings;
        this.clock = clock;
    }

    sealed interface Verdict {
        record Open() implements Verdict {}

        /// @param seconds for which the URL is still good
        record Signed(long seconds) implements Verdict {}

        record Refused(Refusal refusal) implements Verdict {}
    }

    Verdict verdict(StoredFile file, Map<String, String> query) {
        if (!isNeeded(file.aid())) {
            return new Verdict.Open();
        }
        String expires = query.getOrDefault("e", "");
        String signature = query.getOrDefault("s", "");
        if (expires.isEmpty() && signature.isEmpty()) {
            return refused("the URL needs a signature");
        }
        if (!SECONDS.matcher(expires).matches() || !signatures.isGood(file.id(), Long.parseLong(expires), signature)) {
            return refused("the signature is not one of this file and time");
        }
        long left = Long.parseLong(expires) - now();
        return left <= 0 ? refused("the signature has ended") : new Verdict.Signed(left);
    }

    private static Verdict refused(String why) {
        return new Verdict.Refused(
                new Refusal(403, "SIGNATURE", why + "; users have URLs signed by POST " + SignDoor.PATH));
    }

    boolean isNeeded(int aid) {
        App app = accounts.app(aid);
        return (app == null ? SignedFiles.DEFAULT : app.settings().signedFiles()).needed(settings.signed());
    }

    /// When a signature that is given now ends, in seconds.
    long end() {
        return now() + TimeUnit.HOURS.toSeconds(settings.signedHours());
    }

    String query(String file, long end) {
        return signatures.query(file, end);
    }

    private long now() {
        return TimeUnit.MILLISECONDS.toSeconds(clock.millis());
    }
}
