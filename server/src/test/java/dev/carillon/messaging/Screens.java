package dev.carillon.messaging;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The connected devices of a test: keeps what each user's devices are handed, in order.
final class Screens implements LiveDevices {
    private final JsonMapper mapper = new JsonMapper();
    private final Map<Integer, ConcurrentLinkedQueue<Shown>> shown = new ConcurrentHashMap<>();

    /// @param seq 0 for what is not stored
    record Shown(long seq, JsonNode frame, Entry entry) {
        String type() {
            return frame.get("t").asString();
        }

        String text() {
            return frame.get("content").get("text").asString();
        }
    }

    void connect(int uid) {
        shown.putIfAbsent(uid, new ConcurrentLinkedQueue<>());
    }

    void disconnect(int uid) {
        shown.remove(uid);
    }

    List<Shown> of(int uid) {
        return List.copyOf(shown.getOrDefault(uid, new ConcurrentLinkedQueue<>()));
    }

    List<Shown> of(int uid, String type) {
        return of(uid).stream().filter(s -> s.type().equals(type)).toList();
    }

    @Override
    public boolean online(int uid) {
        return shown.containsKey(uid);
    }

    @Override
    public void entry(int uid, long seq, Entry entry) {
        var screen = shown.get(uid);
        if (screen != null) {
            screen.add(new Shown(seq, parse(entry.encoded()), entry));
        }
    }

    @Override
    public void entries(int[] uids, long seq, Entry entry) {
        for (int uid : uids) {
            entry(uid, seq, entry);
        }
    }

    @Override
    public boolean frame(int uid, byte[] encoded, int exceptDevice) {
        var screen = shown.get(uid);
        if (screen == null) {
            return false;
        }
        screen.add(new Shown(0, parse(encoded), new Entry(encoded, null, exceptDevice)));
        return true;
    }

    JsonNode parse(byte[] encoded) {
        return mapper.readTree(new String(encoded, StandardCharsets.UTF_8));
    }
}
