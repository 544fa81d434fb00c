package dev.carillon.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the frames of clients that make up nearly all traffic, straight from their bytes: `send`, `ack`, `ping`,
/// `read` and `presence` in their plain form, as [JsonCursor] defines it. What it reads is what Jackson would have
/// read, a test compares the two; whatever is not plain, and everything that is wrong, is left to Jackson.
final class FrameReader {
    private static final String OF_SEND =
            "mid to toUid gid content type flags expiry when replyTo thread forwarded label "
                    + "text data title subtitle footer url launchUrl fileType fileName fileSize mimeType thumbnail";

    private static final String OF_OTHERS = "seq peer orders upTo presence value interval";

    private static final NameTable NAMES = new NameTable("t id " + OF_SEND + " " + OF_OTHERS + " send ack ping read");

    private static final long PING = NAMES.bits("t id");
    private static final long ACK = NAMES.bits("t id seq");
    private static final long READ = NAMES.bits("t id peer gid orders upTo");
    private static final long PRESENCE = NAMES.bits("t id to gid presence value interval");
    private static final long SEND = NAMES.bits("t id " + OF_SEND);

    private final JsonCursor in;
    private long id;
    private long mid;
    private @Nullable String to;
    private int toUid;
    private long gid;
    private @Nullable Content content;
    private int type;
    private @Nullable Integer flags;
    private @Nullable Long expiry;
    private long when;
    private long replyTo;
    private long thread;
    private boolean forwarded;
    private @Nullable String label;
    private long seq;
    private @Nullable String peer;
    private @Nullable List<Long> orders;
    private long upTo;
    private int presence;
    private @Nullable Long value;
    private @Nullable Long interval;

    private FrameReader(byte[] utf8) {
        in = new JsonCursor(utf8, NAMES);
    }

    /// Null when the frame has to be read by Jackson.
    static @Nullable ClientFrame read(byte[] utf8) {
        return utf8.length > Limits.FRAME_BYTES ? null : new FrameReader(utf8).frame();
    }

    private @Nullable ClientFrame frame() {
        @Nullable String t = "";
        for (String name = in.firstName(); name != null; name = in.nextName()) {
            if (name.equals("t")) {
                t = in.word();
            } else {
                member(name);
            }
            if (t == null) {
                return null;
            }
        }
        return in.odd() || !in.atEnd() ? null : frame(t);
    }

    private void member(String name) {
        switch (name) {
            case "id" -> id = whole();
            case "mid" -> mid = whole();
            case "to" -> to = in.text();
            case "toUid" -> toUid = small();
            case "gid" -> gid = whole();
            case "content" -> content = content();
            case "type" -> type = small();
            case "flags" -> flags = small();
            case "expiry" -> expiry = whole();
            case "when" -> when = whole();
            case "replyTo" -> replyTo = whole();
            case "thread" -> thread = whole();
            case "forwarded" -> forwarded = in.bool();
            case "label" -> label = in.text();
            case "seq" -> seq = whole();
            case "peer" -> peer = in.text();
            case "orders" -> orders = orders();
            case "upTo" -> upTo = whole();
            case "presence" -> presence = small();
            case "value" -> value = whole();
            case "interval" -> interval = whole();
            default -> in.giveUp();
        }
    }

    /// Null when the frame has members that it ignores, or is none of these.
    private @Nullable ClientFrame frame(String t) {
        return switch (t) {
            case "send" -> in.sawOnly(SEND) ? send() : null;
            case "ack" -> in.sawOnly(ACK) ? new ClientFrame.Ack(id, seq) : null;
            case "ping" -> in.sawOnly(PING) ? new ClientFrame.Ping(id) : null;
            case "read" -> in.sawOnly(READ) ? new ClientFrame.Read(id, peer, gid, orders, upTo) : null;
            case "presence" ->
                in.sawOnly(PRESENCE) ? new ClientFrame.Presence(id, to, gid, presence, value, interval) : null;
            default -> null;
        };
    }

    private ClientFrame send() {
        return new ClientFrame.Send(
                id, mid, to, toUid, gid, content, type, flags, expiry, when, replyTo, thread, forwarded, null, label);
    }

    private Content content() {
        String text = null;
        byte[] data = null;
        String title = null;
        String subtitle = null;
        String footer = null;
        String url = null;
        String launchUrl = null;
        Integer fileType = null;
        String fileName = null;
        Long fileSize = null;
        String mimeType = null;
        byte[] thumbnail = null;
        for (String name = in.firstName(); name != null; name = in.nextName()) {
            switch (name) {
                case "text" -> text = in.text();
                case "data" -> data = in.binary();
                case "title" -> title = in.text();
                case "subtitle" -> subtitle = in.text();
                case "footer" -> footer = in.text();
                case "url" -> url = in.text();
                case "launchUrl" -> launchUrl = in.text();
                case "fileType" -> fileType = small();
                case "fileName" -> fileName = in.text();
                case "fileSize" -> fileSize = whole();
                case "mimeType" -> mimeType = in.text();
                case "thumbnail" -> thumbnail = in.binary();
                default -> in.giveUp();
            }
        }
        return new Content(
                text, data, title, subtitle, footer, url, launchUrl, fileType, fileName, fileSize, mimeType, thumbnail,
                null, null, null);
    }

    private List<Long> orders() {
        var list = new ArrayList<Long>();
        for (boolean more = in.firstValue(); more; more = in.nextValue()) {
            list.add(whole());
        }
        return list;
    }

    private long whole() {
        return in.number(Long.MAX_VALUE);
    }

    private int small() {
        return (int) in.number(Integer.MAX_VALUE);
    }
}
