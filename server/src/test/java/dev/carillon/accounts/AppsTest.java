package dev.carillon.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.groups.Actor;
import dev.carillon.groups.GroupChange;
import dev.carillon.groups.MemberChange;
import dev.carillon.storage.sql.SqlDirectory;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class AppsTest extends AccountsFixture {

    @Test
    void anAppIsFoundByIdNameAndToken() {
        assertThat(app.token()).matches("[0-9a-z]{64}");
        assertThat(app.settings()).isEqualTo(AppSettings.DEFAULT);
        assertThat(accounts.app(app.aid())).isEqualTo(app);
        assertThat(accounts.appNamed("demo")).isEqualTo(app);
        assertThat(accounts.appByToken(app.token())).isEqualTo(app);
        restart();
        assertThat(accounts.apps()).containsExactly(app);
        assertThat(accounts.appByToken(app.token())).isEqualTo(app);
    }

    @Test
    void whatIsNotAnAppIsNotFound() {
        assertThat(accounts.app(99)).isNull();
        assertThat(accounts.appNamed("Demo")).isNull();
        assertThat(accounts.appByToken("")).isNull();
        assertThat(accounts.appByToken(app.token().substring(1))).isNull();
        assertThat(accounts.appByToken(app.token() + "x")).isNull();
    }

    @Test
    void namesAreUnique() {
        assertThat(accounts.createApp("demo")).isNull();
        assertThat(accounts.createApp("other")).isNotNull();
        assertThat(accounts.apps()).extracting(App::name).containsExactly("demo", "other");
    }

    @Test
    void aRenewedTokenEndsTheOldOneAtOnce() {
        App renewed = accounts.renewAppToken(app.aid());

        assertThat(renewed.token()).isNotEqualTo(app.token());
        assertThat(accounts.appByToken(app.token())).isNull();
        assertThat(accounts.appByToken(renewed.token())).isEqualTo(renewed);
        assertThat(accounts.renewAppToken(99)).isNull();
    }

    @Test
    void changesOnlyWhatIsGiven() {
        var settings = new AppSettings(60, true, 7, "{\"url\":\"https://a.example\"}", SignedFiles.ON);
        assertThat(accounts.changeApp(app.aid(), null, settings))
                .isEqualTo(new App(app.aid(), "demo", app.token(), settings));
        assertThat(accounts.changeApp(app.aid(), "renamed", null).settings()).isEqualTo(settings);
        assertThat(accounts.changeApp(99, "x", null)).isNull();
        restart();
        assertThat(accounts.app(app.aid())).isEqualTo(new App(app.aid(), "renamed", app.token(), settings));
    }

    @Test
    void anAppThatAnotherProcessAddsWorksAtOnce() {
        try (var directory = SqlDirectory.open(folder, open.clock());
                var others = Accounts.create(directory.accounts(), TokenKey.open(folder), open.clock())) {
            App added = others.createApp("added");

            Awaitility.await().until(() -> added.equals(accounts.appByToken(added.token())));
            assertThat(accounts.createApp("added")).isNull();
        }
    }

    @Test
    void deletingAnAppDeletesAllThatIsItsOwn() {
        App other = open.app("other");
        User stays = open.user(other, "ana");
        User ana = user("ana");
        User bob = user("bob");
        accounts.setContacts(ana.uid(), Map.of(bob.uid(), new Contact(bob.uid(), true, false, false, 1, List.of())));
        accounts.otp(app.aid(), "ana", 5, 300, false);
        var issued = (IssuedToken.Issued)
                accounts.issue(ana.uid(), new TokenRequest("a", false, 0, null, null, null, null, null, 0, 0));
        open.groups()
                .create(new Actor.Backend(app.aid()), GroupChange.NONE, null, List.of("ana"), MemberChange.DEFAULT);
        heard.clear();

        assertThat(accounts.deleteApp(app.aid())).isTrue();

        assertThat(heard).containsExactly("deleting app demo", "deleted ana", "deleted bob", "deleted app demo");
        assertThat(accounts.appByToken(app.token())).isNull();
        assertThat(accounts.app(app.aid())).isNull();
        assertThat(accounts.user(ana.uid())).isNull();
        assertThat(accounts.login(issued.token(), "a", null)).isInstanceOf(Login.Refused.class);
        assertThat(open.groups().group(1000)).isNull();
        assertThat(open.groups().groupCount(app.aid())).isZero();
        assertThat(accounts.user(stays.uid())).isEqualTo(stays);
        assertThat(accounts.deleteApp(app.aid())).isFalse();
        restart();
        assertThat(accounts.apps()).containsExactly(other);
        assertThat(accounts.createApp("demo").aid()).isGreaterThan(other.aid());
    }

    @Test
    void neverPrintsItsToken() {
        assertThat(app.toString()).contains("demo").doesNotContain(app.token());
    }
}
