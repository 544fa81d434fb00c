package dev.carillon.e2e.play;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Marks are words that occur nowhere else: whatever holds one can be traced to its owner.
final class Marks {
    private static final Pattern MARK = Pattern.compile("mk[0-9]{7}km");

    private final Map<String, Secret> secrets = new ConcurrentHashMap<>();
    private final AtomicInteger last = new AtomicInteger();

    String next() {
        return "mk%07dkm".formatted(last.incrementAndGet());
    }

    void stands(String mark, Secret secret) {
        secrets.put(mark, secret);
    }

    static List<String> in(String text) {
        return MARK.matcher(text).results().map(MatchResult::group).distinct().toList();
    }

    /// What a text tells of, by mark.
    Map<String, Secret> told(String text) {
        var told = new LinkedHashMap<String, Secret>();
        for (String mark : in(text)) {
            Secret secret = secrets.get(mark);
            if (secret != null) {
                told.put(mark, secret);
            }
        }
        return told;
    }
}
