package dev.carillon.groups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.App;
import dev.carillon.accounts.User;
import dev.carillon.storage.sql.OpenDirectory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupsTest {
    @TempDir
    Path folder;

    private OpenDirectory open;
    private Groups groups;
    private App app;

    @BeforeEach
    void open() {
        open = OpenDirectory.in(folder);
        groups = open.groups();
        app = open.app("demo");
    }

    @AfterEach
    void close() {
        open.close();
    }

    @Test
    void aGroupHasItsMembersAndAnOwner() {
        User ana = open.user(app, "ana");
        User bob = open.user(app, "bob");
        open.messageOrder().set(42);
        var result = groups.create(
                new Actor.Person(app.aid(), ana.uid()),
                GroupChange.NONE,
                null,
                List.of("bob", "bob"),
                MemberChange.DEFAULT);

        assertThat(result).isInstanceOf(GroupResult.Done.class);
        Group group = ((GroupResult.Done) result).group();
        assertThat(group.gid()).isEqualTo(1000);
        assertThat(group.members()).isEqualTo(2);
        assertThat(group.owner()).isEqualTo(ana.uid());
        assertThat(groups.group(1000)).isEqualTo(group);
        assertThat(groups.memberUids(1000)).containsExactly(ana.uid(), bob.uid());
        assertThat(groups.member(1000, ana.uid()))
                .isEqualTo(new Member(1000, ana.uid(), GroupFlags.MEMBER_ALL, GroupFlags.OWNER_ALL, 0, 42));
        assertThat(groups.member(1000, bob.uid()))
                .isEqualTo(new Member(1000, bob.uid(), GroupFlags.MEMBER_ALL, 0, 0, 42));
        assertThat(groups.recipients(group, ana.uid(), 0)).containsExactly(bob.uid());
        assertThat(groups.groupsOf(bob.uid())).containsExactly(group);
        assertThat(groups.maySend(group, bob.uid(), 0)).isEqualTo(SendRight.ALLOWED);
    }
}
