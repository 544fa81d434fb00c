package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.Talk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads where users stand: cursors, talks, hidden messages and those read one by one.
final class Users {
    /// In a key: behind uid and table.
    private static final int REST = 5;

    private final Database database;

    Users(Database database) {
        this.database = database;
    }

    Map<Integer, Long> cursors(int uid) {
        Map<Integer, Long> cursors = new HashMap<>();
        try (Scan scan = database.scan(Column.USERS, Keys.userTable(uid, Keys.CURSOR))) {
            while (scan.next()) {
                cursors.put(new Input(scan.key(), REST).i32(), Records.number(scan.value()));
            }
        }
        return cursors;
    }

    List<Talk> talks(int uid) {
        List<Talk> talks = new ArrayList<>();
        try (Scan scan = database.scan(Column.USERS, Keys.userTable(uid, Keys.TALK))) {
            while (scan.next()) {
                talks.add(Records.talk(new Input(scan.key(), REST).conversation(), scan.value()));
            }
        }
        return talks;
    }

    Talk talk(int uid, Conversation conversation) {
        return Records.talk(conversation, database.get(Column.USERS, Keys.talk(uid, conversation)));
    }

    /// Messages that a table names for a user, see [Keys#ofUser].
    Set<Long> orders(int uid, byte table, Conversation conversation, long low, long high) {
        Set<Long> orders = new HashSet<>();
        if (high < 0 || low > high) {
            return orders;
        }
        byte[] from = Keys.ofUser(uid, table, conversation, Math.max(0, low));
        byte[] to = Keys.next(Keys.ofUser(uid, table, conversation, high));
        try (Scan scan = database.scan(Column.USERS, from, to)) {
            while (scan.next()) {
                orders.add(new Input(scan.key(), REST + Keys.CONVERSATION).i64());
            }
        }
        return orders;
    }
}
