package dev.carillon.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsersTest extends AccountsFixture {
    private static UserChange named(String name) {
        return new UserChange(name, null, null, null, null, null, null, null, null, null, null, null);
    }

    private static UserChange profile(String image, Map<String, String> fields, Map<String, Integer> levels) {
        return new UserChange(null, null, null, null, null, null, null, null, null, image, fields, levels);
    }

    @ParameterizedTest
    @Tag("G20")
    @ValueSource(
            strings = {
                "\u200B",
                "\uFEFF",
                "\u00A0",
                "\u202E",
                "\u200E",
                "\u2066",
                "\u2028",
                "\u3164",
                "\uDB40\uDC41",
                "\uD800"
            })
    void anAddressHasNoCharacterThatCannotBeSeen(String unseen) {
        assertThat(Accounts.addressProblem("ana" + unseen)).contains("U+");
        assertThat(Accounts.addressProblem("ana\u200Cb\u200Dc d")).isNull();
    }

    @Test
    void aNewUserHasTheDefaults() {
        User ana = accounts.put(app.aid(), "ana", UserChange.NONE, false);

        assertThat(ana)
                .isEqualTo(
                        new User(1, app.aid(), "ana", "", true, false, 0, 0, Permissions.ALL, -1, 0, 0, Profile.EMPTY));
        assertThat(accounts.user(ana.uid())).isEqualTo(ana);
        assertThat(accounts.user(app.aid(), "ana")).isEqualTo(ana);
    }

    @Test
    void puttingAnAddressAgainChangesOnlyWhatIsGiven() {
        accounts.put(app.aid(), "ana", named("Ana"), false);
        var permissions = new Permissions(true, false, true, false, true, false, true, false, 2);
        var change = new UserChange(
                null, false, true, 5, 6, permissions, 7, 8, 9, "https://a/x.png", Map.of("status", "busy"), null);

        User ana = accounts.put(app.aid(), "ana", change, false);

        var profile = new Profile("https://a/x.png", Map.of("status", "busy"), Map.of());
        assertThat(ana)
                .isEqualTo(new User(1, app.aid(), "ana", "Ana", false, true, 5, 6, permissions, 7, 8, 9, profile));
        assertThat(accounts.user(1)).isEqualTo(ana);
        restart();
        assertThat(accounts.user(1)).isEqualTo(ana);
    }

    @Test
    void fieldsAreMergedAndNullOrEmptyRemoves() {
        accounts.put(app.aid(), "ana", profile("i", Map.of("a", "1", "b", "2"), Map.of("a", 3, "b", 1)), false);
        Map<String, String> fields = new HashMap<>();
        fields.put("a", null);
        fields.put("c", "");

        User ana = accounts.put(app.aid(), "ana", profile("", fields, Map.of("a", 0)), false);

        assertThat(ana.profile()).isEqualTo(new Profile(null, Map.of("b", "2", "c", ""), Map.of("b", 1)));
    }

    @Test
    void changingWhoDoesNotExistChangesNothing() {
        assertThat(accounts.change(77, named("x"), true)).isNull();
        assertThat(accounts.delete(77)).isFalse();
        assertThat(accounts.user(77)).isNull();
        assertThat(accounts.user(app.aid(), "nobody")).isNull();
    }

    @Test
    void addressesAreCaseSensitiveAndBelongToTheirApp() {
        App other = open.app("other");
        User ana = open.user(app, "ana");

        assertThat(open.user(app, "Ana").uid()).isNotEqualTo(ana.uid());
        assertThat(open.user(other, "ana").uid()).isNotEqualTo(ana.uid());
        assertThat(accounts.userCount(app.aid())).isEqualTo(2);
        assertThat(accounts.userCount(other.aid())).isEqualTo(1);
    }

    @Test
    void aDeletedAddressIsFreeAgainAndTheUidIsNot() {
        User before = open.user(app, "ana");
        assertThat(accounts.delete(before.uid())).isTrue();
        assertThat(accounts.user(app.aid(), "ana")).isNull();
        assertThat(accounts.user(before.uid())).isNull();
        restart();

        assertThat(open.user(app, "ana").uid()).isGreaterThan(before.uid());
    }

    @Test
    void manyThreadsPuttingOneAddressMakeOneUser() throws Exception {
        List<Callable<User>> puts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String name = "name " + i;
            puts.add(() -> accounts.put(app.aid(), "ana", named(name), false));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var put : threads.invokeAll(puts)) {
                assertThat(put.get().uid()).isEqualTo(1);
            }
        }
        assertThat(accounts.userCount(app.aid())).isEqualTo(1);
    }

    @Test
    void whatOneHasWrittenIsReadAtOnceByAllWhileOthersWriteAndRead() throws Exception {
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String address = "user" + i;
            writers.add(() -> {
                int uid =
                        accounts.put(app.aid(), address, UserChange.NONE, false).uid();
                for (int round = 0; round < 25; round++) {
                    accounts.change(uid, named("round " + round), false);
                    User known = accounts.user(app.aid(), address);
                    if (known == null || !known.name().equals("round " + round)) {
                        return false;
                    }
                }
                return true;
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var writer : threads.invokeAll(writers)) {
                assertThat(writer.get()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "*, 5", "ana, 1", "Ana, 1", "a*, 3", "*a*, 5", "*na, 2", "a%, 0", "%*, 0", "a_b, 1", "a_*, 1", "**, 5", "'', 0",
        "a!*, 0"
    })
    void findsByPattern(String pattern, int expected) {
        for (String address : List.of("ana", "Ana", "a_b", "axb", "bea")) {
            open.user(app, address);
        }
        open.user(open.app("other"), "ana");

        UserPage page = accounts.find(app.aid(), pattern, 0, 10);

        assertThat(page.total()).isEqualTo(expected);
        assertThat(page.users()).hasSize(expected);
    }

    @Test
    void listsPagesByUid() {
        for (int i = 0; i < 5; i++) {
            open.user(app, "user" + i);
        }
        assertThat(accounts.find(app.aid(), "*", 1, 3))
                .isEqualTo(new UserPage(5, List.of(known(2), known(3), known(4))));
        assertThat(accounts.find(app.aid(), "*", 5, 3)).isEqualTo(new UserPage(5, List.of()));
        assertThat(accounts.find(app.aid(), "*", -1, -1)).isEqualTo(new UserPage(5, List.of()));
    }

    private User known(int uid) {
        return accounts.user(uid);
    }

    @Test
    void listenersHearOfRealChangesOnly() {
        accounts.put(app.aid(), "ana", named("A"), true);
        accounts.put(app.aid(), "ana", named("B"), true);
        accounts.put(app.aid(), "ana", named("B"), true);
        accounts.change(1, named("C"), false);
        accounts.delete(1);

        assertThat(heard).containsExactly("changed ana announced", "changed ana", "deleted ana");
    }

    @Test
    void aListenerThatThrowsDisturbsNobody() {
        var deaf = new AccountListener() {
            @Override
            public void userDeleted(User user) {
                throw new IllegalStateException("on purpose");
            }
        };
        accounts.listen(deaf);
        accounts.listen(new AccountListener() {
            @Override
            public void userDeleted(User user) {
                heard.add("later " + user.address());
            }
        });
        open.user(app, "ana");

        assertThat(accounts.delete(1)).isTrue();
        assertThat(heard).containsExactly("deleted ana", "later ana");
    }

    @Test
    void saysWhatIsWrongWithAnAddress() {
        assertThat(Accounts.addressProblem("ana@example.net")).isNull();
        assertThat(Accounts.addressProblem("ä".repeat(31) + "x")).isNull();
        assertThat(Accounts.addressProblem("ä".repeat(32))).contains("63 bytes");
        assertThat(Accounts.addressProblem("")).contains("empty");
        for (String bad : Arrays.asList("a\nb", "a\u0000", "\u007f", "a\u0085b")) {
            assertThat(Accounts.addressProblem(bad)).contains("control");
        }
    }

    @Test
    void saysWhenAProfileWouldGrowTooLarge() {
        User ana = accounts.put(app.aid(), "ana", profile("", Map.of("a", "x".repeat(16_000)), null), false);

        assertThat(Accounts.profileProblem(ana, profile("", Map.of("b", "x".repeat(384)), null)))
                .contains("16384");
        assertThat(Accounts.profileProblem(ana, profile("", Map.of("b", "x".repeat(382)), null)))
                .isNull();
        assertThat(Accounts.profileProblem(null, profile("", Map.of("b", "x".repeat(16_384)), null)))
                .isNotNull();
    }
}
