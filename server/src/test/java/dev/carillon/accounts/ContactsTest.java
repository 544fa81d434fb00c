package dev.carillon.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContactsTest extends AccountsFixture {
    private int ana;
    private int bob;

    @BeforeEach
    void addUsers() {
        ana = user("ana").uid();
        bob = user("bob").uid();
    }

    private static Contact blocked(int uid, int bits) {
        return new Contact(uid, false, false, false, bits, List.of());
    }

    @Test
    void keepsWhatIsNoted() {
        var noted = new Contact(bob, true, true, true, Block.CALLS | Block.PROFILE, List.of(3, 1));
        assertThat(accounts.contact(ana, bob)).isEqualTo(Contact.none(bob));

        assertThat(accounts.setContacts(ana, Map.of(bob, noted))).isTrue();

        assertThat(accounts.contact(ana, bob)).isEqualTo(noted);
        assertThat(accounts.contact(bob, ana)).isEqualTo(Contact.none(ana));
        assertThat(accounts.blockers(bob)).isEqualTo(Map.of(ana, Block.CALLS | Block.PROFILE));
        restart();
        assertThat(accounts.contacts(ana)).containsExactly(noted);
    }

    @Test
    void whoBlocksASenderFollowsEveryChange() {
        assertThat(accounts.blockers(bob)).isEmpty();
        accounts.setContacts(ana, Map.of(bob, blocked(bob, Block.ALL)));
        assertThat(accounts.blockers(bob)).isEqualTo(Map.of(ana, Block.ALL));
        accounts.setContacts(ana, Map.of(bob, new Contact(bob, true, false, false, 0, List.of())));
        assertThat(accounts.blockers(bob)).isEmpty();
        accounts.setContacts(ana, Map.of(bob, blocked(bob, 1)));
        assertThat(accounts.blockers(bob)).isEqualTo(Map.of(ana, 1));
        accounts.delete(ana);
        assertThat(accounts.blockers(bob)).isEmpty();
    }

    @Test
    void tellsOfRealChangesOnly() {
        accounts.setContacts(ana, Map.of(bob, blocked(bob, 1)));
        accounts.setContacts(ana, Map.of(bob, blocked(bob, 1)));
        accounts.setContacts(ana, Map.of(bob, Contact.none(bob)));

        assertThat(heard).containsExactly("contact 1>2 0>1", "contact 1>2 1>0");
        assertThat(accounts.contacts(ana)).isEmpty();
    }

    @Test
    void contactsGoWithTheUserTheyAreAbout() {
        accounts.setContacts(ana, Map.of(bob, blocked(bob, 1)));
        assertThat(accounts.contacts(ana)).hasSize(1);
        accounts.delete(bob);

        assertThat(accounts.contacts(ana)).isEmpty();
        assertThat(accounts.setContacts(ana, Map.of(bob, blocked(bob, 1)))).isTrue();
        assertThat(accounts.contacts(ana)).isEmpty();
    }

    /// Who hears of a deletion ends sessions: as long as that takes, nothing is shown that was blocked before.
    @Test
    void aBlockHoldsUntilAllHaveHeardThatOneOfBothIsDeleted() {
        int cy = user("cy").uid();
        for (int uid : new int[] {ana, bob}) {
            accounts.setContacts(uid, Map.of(cy, blocked(cy, Block.PROFILE)));
            accounts.setContacts(cy, Map.of(uid, blocked(uid, Block.PROFILE)));
        }
        List<Boolean> blocked = new ArrayList<>();
        accounts.listen(new AccountListener() {
            @Override
            public void userDeleted(User user) {
                if (user.uid() != cy) {
                    blocked.add(accounts.contact(cy, user.uid()).blocks(Block.PROFILE));
                    blocked.add(accounts.contact(user.uid(), cy).blocks(Block.PROFILE));
                    blocked.add((accounts.blockers(cy).getOrDefault(user.uid(), 0) & Block.PROFILE) != 0);
                }
            }
        });

        accounts.delete(bob);
        assertThat(blocked).containsExactly(true, true, true);
        assertThat(accounts.contact(cy, bob)).isEqualTo(Contact.none(bob));
        assertThat(accounts.contact(bob, cy)).isEqualTo(Contact.none(cy));
        assertThat(accounts.blockers(cy)).isEqualTo(Map.of(ana, Block.PROFILE));

        blocked.clear();
        accounts.deleteApp(app.aid());
        assertThat(blocked).containsExactly(true, true, true);
    }

    @Test
    void moreThanTenThousandAreRefusedAsAWhole() {
        Map<Integer, Contact> many = new HashMap<>();
        for (String address : open.users(app, Contacts.LIMIT)) {
            int uid = accounts.user(app.aid(), address).uid();
            many.put(uid, blocked(uid, 1));
        }
        assertThat(accounts.setContacts(ana, many)).isTrue();
        assertThat(accounts.setContacts(ana, Map.of(bob, blocked(bob, 1)))).isFalse();
        assertThat(accounts.contact(ana, bob)).isEqualTo(Contact.none(bob));
        int one = many.keySet().iterator().next();

        assertThat(accounts.setContacts(ana, Map.of(bob, blocked(bob, 1), one, Contact.none(one))))
                .isTrue();
        assertThat(accounts.contacts(ana)).hasSize(Contacts.LIMIT);
    }
}
