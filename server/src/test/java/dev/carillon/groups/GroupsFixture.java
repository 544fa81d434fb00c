package dev.carillon.groups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.protocol.GroupError;
import dev.carillon.storage.sql.OpenDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Groups over a real database with the users ana, bob, cy and dee, and a note of what listeners hear.
abstract class GroupsFixture {
    @TempDir
    Path folder;

    OpenDirectory open;
    Accounts accounts;
    Groups groups;
    App app;
    Actor.Backend backend;
    Actor.Person ana;
    Actor.Person bob;
    Actor.Person cy;
    Actor.Person dee;
    final List<String> heard = new ArrayList<>();

    @BeforeEach
    void open() {
        use(OpenDirectory.in(folder, limits()));
        app = open.app("demo");
        backend = new Actor.Backend(app.aid());
        ana = person("ana");
        bob = person("bob");
        cy = person("cy");
        dee = person("dee");
    }

    GroupLimits limits() {
        return GroupLimits.DEFAULT;
    }

    @AfterEach
    void close() {
        open.close();
    }

    void restart() {
        use(open.restarted(folder));
    }

    private void use(OpenDirectory directory) {
        open = directory;
        accounts = directory.accounts();
        groups = directory.groups();
        groups.listen(new Ears());
    }

    Actor.Person person(String address) {
        return new Actor.Person(app.aid(), open.user(app, address).uid());
    }

    /// A group of ana with these members.
    Group group(GroupChange change, String... members) {
        return done(groups.create(ana, change, null, List.of(members), MemberChange.DEFAULT));
    }

    Group group(String... members) {
        return group(GroupChange.NONE, members);
    }

    Group now(Group group) {
        Group known = groups.group(group.gid());
        assertThat(known).isNotNull();
        return known;
    }

    static Group done(GroupResult result) {
        assertThat(result).isInstanceOf(GroupResult.Done.class);
        return ((GroupResult.Done) result).group();
    }

    static void assertRefused(GroupResult result, GroupError error) {
        assertThat(result).isInstanceOfSatisfying(GroupResult.Refused.class, no -> {
            assertThat(no.error()).isEqualTo(error);
            assertThat(no.reason()).isNotBlank();
        });
    }

    static MemberChange role(@Nullable Integer flags, @Nullable Integer admin) {
        return MemberChange.of(flags, admin, null);
    }

    static GroupChange flags(int flags) {
        return new GroupChange(null, flags, null, null, null, null, null, null, null, null, null, null, null);
    }

    static GroupChange named(String name) {
        return new GroupChange(name, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    static GroupChange lasting(long expiry, @Nullable Long extension) {
        return new GroupChange(null, null, null, null, null, null, null, expiry, extension, null, null, null, null);
    }

    Member member(Group group, Actor.Person person) {
        return groups.member(group.gid(), person.uid());
    }

    /// Notes what it hears as short lines; users by uid.
    private final class Ears implements GroupListener {
        @Override
        public void membersAdded(Group group, List<Integer> uids, int by) {
            heard.add("added " + uids + " by " + by);
        }

        @Override
        public void memberJoined(Group group, int uid) {
            heard.add("joined " + uid);
        }

        @Override
        public void membersRemoved(Group group, List<Integer> uids, int by) {
            heard.add("removed " + uids + " by " + by);
        }

        @Override
        public void memberLeft(Group group, int uid) {
            heard.add("left " + uid);
        }

        @Override
        public void ownerless(Group group) {
            heard.add("ownerless " + group.gid());
        }

        @Override
        public void settingsChanged(Group group, int by) {
            heard.add("settings " + group.name() + " by " + by);
        }

        @Override
        public void groupDeleted(Group group, int[] members, int by) {
            heard.add("deleted " + Arrays.toString(members) + " by " + by);
        }
    }
}
