package dev.carillon.gateway;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What tells one state of a resource from another, and what the conditions of a request (RFC 9110, section 13) come
/// to with it.
///
/// @param tags its entity tags, quoted and strong: one for each coding of the same content
/// @param modified ms, or null when that is not known
public record Validators(List<String> tags, @Nullable Long modified) {

    public enum Verdict {
        SEND,
        /// The asker has it: 304.
        KNOWN,
        /// The asker wants another state of it: 412.
        FAILED
    }

    public static Validators of(String tag, long modified) {
        return new Validators(List.of(tag), modified);
    }

    public Verdict verdict(HttpRequest request) {
        HttpHeaders headers = request.headers();
        String match = headers.all("If-Match");
        Long unmodified = HttpDate.seconds(headers.get("If-Unmodified-Since"));
        if (match != null ? !names(match, false) : unmodified != null && isAfter(unmodified)) {
            return Verdict.FAILED;
        }
        String noneMatch = headers.all("If-None-Match");
        Long since = HttpDate.seconds(headers.get("If-Modified-Since"));
        boolean known =
                noneMatch != null ? names(noneMatch, true) : since != null && modified != null && !isAfter(since);
        return known ? Verdict.KNOWN : Verdict.SEND;
    }

    /// Whether a range is asked of this state, not of one that the asker began to load before.
    public boolean isRangeOfThis(HttpRequest request) {
        String of = request.headers().get("If-Range");
        if (of == null) {
            return true;
        }
        Long date = HttpDate.seconds(of);
        return date == null ? tags.contains(of.strip()) : modified != null && modified / 1000 == date;
    }

    private boolean isAfter(long seconds) {
        return modified != null && modified / 1000 > seconds;
    }

    private boolean names(String list, boolean weak) {
        return list.strip().equals("*")
                || Arrays.stream(list.split(","))
                        .map(String::strip)
                        .map(tag -> weak && tag.startsWith("W/") ? tag.substring(2) : tag)
                        .anyMatch(tags::contains);
    }
}
