package dev.carillon.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// The arrays answer like a sorted map of members.
class RosterTest {
    private static final long NOW = 100;

    private static Roster roster(TreeMap<Integer, Member> members) {
        var builder = new Roster.Builder(7);
        members.values().forEach(builder);
        return builder.build();
    }

    private static TreeMap<Integer, Member> members(Map<Integer, Integer> seeds) {
        var members = new TreeMap<Integer, Member>();
        seeds.forEach((key, seed) -> {
            int uid = (key & 0xFF) | 1;
            long expires = Math.floorMod(seed, 3) == 0 ? Math.floorMod(seed, 200) : 0;
            members.put(uid, new Member(7, uid, seed & 3, (seed >>> 4) & 1, expires, seed));
        });
        return members;
    }

    private static boolean live(Member member) {
        return member.expires() == 0 || member.expires() > NOW;
    }

    @Property
    void answersLikeASortedMap(
            @ForAll Map<Integer, Integer> seeds,
            @ForAll @IntRange(min = 0, max = 260) int uid,
            @ForAll @IntRange(min = 0, max = 20) int limit,
            @ForAll @IntRange(min = 0, max = 3) int flag) {
        var members = members(seeds);
        Roster roster = roster(members);
        List<Member> living = members.values().stream().filter(RosterTest::live).toList();
        Member known = members.get(uid);

        int index = roster.indexOf(uid, NOW);

        assertThat(index < 0 ? null : roster.member(index)).isEqualTo(known != null && live(known) ? known : null);
        assertThat(roster.uids(NOW))
                .isEqualTo(living.stream().mapToInt(Member::uid).toArray());
        assertThat(roster.select(flag, uid, NOW))
                .isEqualTo(living.stream()
                        .filter(member -> (member.flags() & flag) == flag && member.uid() != uid)
                        .mapToInt(Member::uid)
                        .toArray());
        assertThat(roster.members(uid, limit, NOW))
                .isEqualTo(living.stream()
                        .filter(member -> member.uid() > uid)
                        .limit(limit)
                        .toList());
    }
}
