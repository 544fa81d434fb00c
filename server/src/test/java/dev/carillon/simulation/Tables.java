package dev.carillon.simulation;

import dev.carillon.accounts.App;
import dev.carillon.accounts.Contact;
import dev.carillon.accounts.Device;
import dev.carillon.accounts.Invite;
import dev.carillon.accounts.LastSeen;
import dev.carillon.accounts.OneTimeCode;
import dev.carillon.accounts.User;
import dev.carillon.groups.Group;
import dev.carillon.groups.Member;
import dev.carillon.groups.Pin;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The rows of a directory.
final class Tables {
    private static final int FIRST_GROUP = 1000;

    final TreeMap<Integer, App> apps;
    final TreeMap<Integer, User> users;
    final TreeMap<Integer, Device> devices;
    /// Those that have logged in.
    final Set<Integer> used;
    final TreeMap<Pair, Contact> contacts;
    final TreeMap<Integer, LastSeen> seen;
    final Map<Code, OneTimeCode> codes;
    final Map<String, Invite> invites;
    final TreeMap<Integer, Group> groups;
    /// By group and user.
    final TreeMap<Pair, Member> members;
    /// Groups that a user has made.
    final TreeSet<Integer> byUser;
    /// By group and user, those whom somebody has added.
    final TreeSet<Pair> chosen;
    /// By group and type.
    final TreeMap<Pair, Integer> types;
    final Map<Place, Pin> pins;
    int lastApp;
    int lastUser;
    int lastDevice;
    int lastGroup;

    record Pair(int first, int second) implements Comparable<Pair> {
        private static final Comparator<Pair> ORDER =
                Comparator.comparingInt(Pair::first).thenComparingInt(Pair::second);

        @Override
        public int compareTo(Pair other) {
            return ORDER.compare(this, other);
        }
    }

    record Code(int aid, String address) {}

    record Place(int gid, long pin) {}

    Tables() {
        apps = new TreeMap<>();
        users = new TreeMap<>();
        devices = new TreeMap<>();
        used = new HashSet<>();
        contacts = new TreeMap<>();
        seen = new TreeMap<>();
        codes = new HashMap<>();
        invites = new HashMap<>();
        groups = new TreeMap<>();
        members = new TreeMap<>();
        byUser = new TreeSet<>();
        chosen = new TreeSet<>();
        types = new TreeMap<>();
        pins = new HashMap<>();
        lastGroup = FIRST_GROUP - 1;
    }

    /// A copy.
    Tables(Tables other) {
        apps = new TreeMap<>(other.apps);
        users = new TreeMap<>(other.users);
        devices = new TreeMap<>(other.devices);
        used = new HashSet<>(other.used);
        contacts = new TreeMap<>(other.contacts);
        seen = new TreeMap<>(other.seen);
        codes = new HashMap<>(other.codes);
        invites = new HashMap<>(other.invites);
        groups = new TreeMap<>(other.groups);
        members = new TreeMap<>(other.members);
        byUser = new TreeSet<>(other.byUser);
        chosen = new TreeSet<>(other.chosen);
        types = new TreeMap<>(other.types);
        pins = new HashMap<>(other.pins);
        lastApp = other.lastApp;
        lastUser = other.lastUser;
        lastDevice = other.lastDevice;
        lastGroup = other.lastGroup;
    }
}
