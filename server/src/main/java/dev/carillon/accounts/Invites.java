package dev.carillon.accounts;

import dev.carillon.protocol.Limits;
import dev.carillon.protocol.Texts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Invitations. They are stored with the hash of their secret, so a copy of the database lets nobody in. One that has
/// ended is remembered for a week, so that whoever follows its link late is told why it does not work.
final class Invites {
    /// Invitations of one app that are stored at the same time.
    static final int MOST = 10_000;

    private static final int SECRET_BYTES = 18;
    private static final int ADDRESS_BYTES = 10;
    private static final Duration REMEMBERED = Duration.ofDays(7);
    private static final long TOKEN_MINUTES = 365 * 24 * 60;

    private final AccountStore store;
    private final Users users;
    private final Devices devices;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Invites(AccountStore store, Users users, Devices devices, Clock clock) {
        this.store = store;
        this.users = users;
        this.devices = devices;
        this.clock = clock;
    }

    /// Null: the app has too many invitations.
    @Nullable
    Invitation make(int aid, @Nullable String address, String name, int uses, Duration life) {
        String secret = randomText(SECRET_BYTES);
        long expires = clock.millis() + life.toMillis();
        var invite = new Invite(hash(secret), aid, address, name, uses, expires);
        boolean room = store.write(rows -> {
            if (rows.inviteCount(aid) >= MOST) {
                return false;
            }
            rows.put(invite);
            return true;
        });
        return room ? new Invitation(secret, uses, expires) : null;
    }

    /// Ends an invitation. False: this app has none with that secret.
    boolean end(int aid, String secret) {
        String hash = hash(secret);
        return store.write(rows -> {
            Invite present = rows.invite(hash);
            boolean own = present != null && present.aid() == aid;
            if (own) {
                rows.deleteInvite(hash);
            }
            return own;
        });
    }

    /// @param name what the new user calls itself; empty: what the invitation says
    Redeemed redeem(String secret, String name) {
        String hash = hash(secret);
        Invite invite = store.<@Nullable Invite>read(rows -> rows.invite(hash));
        Redeemed refusal = refusal(invite, name);
        if (invite == null || refusal != null) {
            return refusal == null ? new Redeemed.Unknown() : refusal;
        }
        return takeUse(hash) ? enter(invite, name) : new Redeemed.UsedUp();
    }

    private @Nullable Redeemed refusal(@Nullable Invite invite, String name) {
        if (invite == null) {
            return new Redeemed.Unknown();
        }
        if (invite.expires() <= clock.millis()) {
            return new Redeemed.Expired();
        }
        if (invite.uses() == 0) {
            return new Redeemed.UsedUp();
        }
        User user = invite.address() == null ? null : users.find(invite.aid(), invite.address());
        if (user != null && !user.active()) {
            return new Redeemed.Disabled();
        }
        String problem = name.getBytes(StandardCharsets.UTF_8).length > Limits.NAME_BYTES
                ? "at most " + Limits.NAME_BYTES + " bytes of UTF-8"
                : Users.profileProblem(user, named(invite, name));
        return problem == null ? null : new Redeemed.BadName(problem);
    }

    /// Decided inside the write: of two who come at once with the last use, one gets it.
    private boolean takeUse(String hash) {
        return store.write(rows -> {
            Invite present = rows.invite(hash);
            boolean left = present != null && present.uses() > 0;
            if (present != null && left) {
                rows.put(present.usedOnce());
            }
            return left;
        });
    }

    private Redeemed enter(Invite invite, String name) {
        String address = invite.address() == null ? randomAddress() : invite.address();
        User user = users.put(invite.aid(), address, named(invite, name), true);
        // a device of its own, so that nobody who follows an invitation is signed out elsewhere
        String device = "invited-" + randomText(SECRET_BYTES);
        var wish = new TokenRequest(null, true, 0, null, null, null, device, null, TOKEN_MINUTES, 0);
        return switch (devices.issue(user.uid(), wish)) {
            case IssuedToken.Issued issued -> new Redeemed.Accepted(user, issued.token());
            case IssuedToken.TooManyDevices() -> {
                store.write(rows -> {
                    Invite present = rows.invite(invite.hash());
                    if (present != null) {
                        rows.put(present.givenBack());
                    }
                    return true;
                });
                yield new Redeemed.TooManyDevices();
            }
        };
    }

    private static UserChange named(Invite invite, String name) {
        String own = Texts.kept(name).strip();
        String chosen = own.isEmpty() ? invite.name() : own;
        return chosen.isEmpty() ? UserChange.NONE : UserChange.named(chosen);
    }

    void sweep() {
        long before = clock.millis() - REMEMBERED.toMillis();
        store.write(rows -> {
            rows.deleteInvitesBefore(before);
            return true;
        });
    }

    private String randomText(int bytes) {
        byte[] some = new byte[bytes];
        random.nextBytes(some);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(some);
    }

    private String randomAddress() {
        byte[] some = new byte[ADDRESS_BYTES];
        random.nextBytes(some);
        return "guest-" + HexFormat.of().formatHex(some);
    }

    private static String hash(String secret) {
        try {
            byte[] text = secret.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
