package dev.carillon.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InvitesTest extends AccountsFixture {
    private static final Duration DAY = Duration.ofDays(1);

    private String invite(@Nullable String address, int uses) {
        return Objects.requireNonNull(accounts.invite(app.aid(), address, "Guest", uses, DAY))
                .secret();
    }

    private Redeemed.Accepted accepted(String secret, String name) {
        var redeemed = accounts.redeem(secret, name);
        assertThat(redeemed).isInstanceOf(Redeemed.Accepted.class);
        return (Redeemed.Accepted) redeemed;
    }

    @Test
    void withoutAnAddressEachUseMakesAUser() {
        String secret = invite(null, 2);
        var ana = accepted(secret, " Ana ");
        var guest = accepted(secret, "");

        assertThat(ana.user().name()).isEqualTo("Ana");
        assertThat(guest.user().name()).isEqualTo("Guest");
        assertThat(guest.user().address()).isNotEqualTo(ana.user().address());
        assertThat(Accounts.addressProblem(ana.user().address())).isNull();
        assertThat(accounts.redeem(secret, "")).isEqualTo(new Redeemed.UsedUp());
    }

    @Test
    void theTokenLogsInAsTheUserInvited() {
        User ana = user("ana");
        var entered = accepted(invite("ana", 1), "");

        assertThat(entered.user().uid()).isEqualTo(ana.uid());
        assertThat(accounts.login(entered.token(), null, "javascript")).isInstanceOf(Login.Accepted.class);
    }

    @Test
    void aSecondDeviceLeavesTheFirstSignedIn() {
        String secret = invite("ana", 2);
        String first = accepted(secret, "").token();
        String second = accepted(secret, "").token();

        assertThat(accounts.login(first, null, null)).isInstanceOf(Login.Accepted.class);
        assertThat(accounts.login(second, null, null)).isInstanceOf(Login.Accepted.class);
    }

    @Test
    void ofManyAtOnceOnlyAsManyAsItsUsesGetIn() throws Exception {
        String secret = invite(null, 3);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Redeemed>> all = new ArrayList<>();
            IntStream.range(0, 20).forEach(i -> all.add(() -> accounts.redeem(secret, "n" + i)));
            List<Redeemed> results =
                    threads.invokeAll(all).stream().map(Future::resultNow).toList();
            assertThat(results).filteredOn(Redeemed.Accepted.class::isInstance).hasSize(3);
            assertThat(results).filteredOn(new Redeemed.UsedUp()::equals).hasSize(17);
        }
    }

    @Test
    void itEndsWithTimeAndSaysSoForAWeek() {
        String secret = invite("ana", 1);
        open.clock().advance(DAY);
        assertThat(accounts.redeem(secret, "")).isEqualTo(new Redeemed.Expired());
        assertThat(accounts.user(app.aid(), "ana")).isNull();
    }

    @Test
    void itSurvivesARestart() {
        String secret = invite("ana", 1);
        restart();
        accepted(secret, "");
    }

    @Test
    void itBelongsToItsApp() {
        App other = open.app("other");
        String secret = invite("ana", 1);

        assertThat(accounts.endInvitation(other.aid(), secret)).isFalse();
        assertThat(accounts.endInvitation(app.aid(), secret)).isTrue();
        assertThat(accounts.redeem(secret, "")).isEqualTo(new Redeemed.Unknown());
        assertThat(accounts.redeem("", "")).isEqualTo(new Redeemed.Unknown());
    }

    @Test
    void itGoesWithItsApp() {
        String secret = invite("ana", 1);
        accounts.deleteApp(app.aid());
        assertThat(accounts.redeem(secret, "")).isEqualTo(new Redeemed.Unknown());
    }

    @Test
    void itEndsWithTheUserWhomItIsFor() {
        User ana = user("ana");
        String first = invite("ana", 2);
        accepted(first, "");
        String other = invite("bob", 1);
        accounts.delete(ana.uid());
        user("ana");

        assertThat(accounts.redeem(first, "")).isEqualTo(new Redeemed.Unknown());
        accepted(other, "");
        accepted(invite("ana", 1), "");
    }

    @Test
    void refusalsUseNothingUp() {
        String secret = invite("ana", 1);
        User ana = user("ana");
        accounts.change(
                ana.uid(),
                new UserChange(null, false, null, null, null, null, null, null, null, null, null, null),
                false);
        assertThat(accounts.redeem(secret, "")).isEqualTo(new Redeemed.Disabled());
        accounts.change(
                ana.uid(),
                new UserChange(null, true, null, null, null, null, null, null, null, null, null, null),
                false);
        assertThat(accounts.redeem(secret, "x".repeat(Limits.FIELDS_BYTES))).isInstanceOf(Redeemed.BadName.class);
        for (int i = 0; i < Limits.DEVICES; i++) {
            var wish = new TokenRequest("app" + i, false, 0, null, null, null, null, null, 60, 0);
            var issued = (IssuedToken.Issued) accounts.issue(ana.uid(), wish);
            accounts.login(issued.token(), "app" + i, null);
        }
        assertThat(accounts.redeem(secret, "")).isEqualTo(new Redeemed.TooManyDevices());

        accounts.revoke(ana.uid(), "app1", null, null);
        accepted(secret, "");
    }

    @Test
    void anAppCannotHaveMoreThanItsBound() {
        for (int i = 0; i < Invites.MOST; i++) {
            assertThat(accounts.invite(app.aid(), null, "", 1, DAY)).isNotNull();
        }
        assertThat(accounts.invite(app.aid(), null, "", 1, DAY)).isNull();
        assertThat(accounts.invite(open.app("other").aid(), null, "", 1, DAY)).isNotNull();
    }
}
