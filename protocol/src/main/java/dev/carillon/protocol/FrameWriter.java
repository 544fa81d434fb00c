package dev.carillon.protocol;

import dev.carillon.protocol.ServerFrame.MemberStatus;
import org.jspecify.annotations.Nullable;

/// Writes the frames of the server that make up nearly all traffic, and contents, byte for byte as the records'
/// annotations have Jackson write them: a test compares the two. Whoever changes one of these records changes its
/// method here.
final class FrameWriter {
    private FrameWriter() {}

    /// Null for a frame that is left to Jackson.
    static byte @Nullable [] encode(ServerFrame frame) {
        return switch (frame) {
            case ServerFrame.Message message -> message(message);
            case ServerFrame.Sent sent -> sent(sent);
            case ServerFrame.Status status -> status(status);
            case ServerFrame.Ok ok -> answer("ok", ok.id(), ok.time());
            case ServerFrame.Pong pong -> answer("pong", pong.id(), pong.time());
            case ServerFrame.Presence presence -> presence(presence);
            case ServerFrame.History history -> history(history);
            case ServerFrame.Error error -> error(error);
            case ServerFrame.Welcome _, ServerFrame.Bye _, ServerFrame.Edited _, ServerFrame.Retracted _ -> null;
            case ServerFrame.Seen _, ServerFrame.Scheduled _, ServerFrame.Receipts _ -> null;
            case ServerFrame.Conversations _, ServerFrame.Presences _, ServerFrame.ProfileChanged _ -> null;
            case ServerFrame.Profiles _, ServerFrame.Contacts _, ServerFrame.GroupAnswer _ -> null;
            case ServerFrame.Groups _, ServerFrame.Members _, ServerFrame.GroupEvent _ -> null;
        };
    }

    private static JsonBytes frame(String name, int expected) {
        var out = new JsonBytes(expected).open('{');
        out.text("t", name);
        return out;
    }

    private static byte[] answer(String name, long id, long time) {
        var out = frame(name, 64);
        out.unlessZero("id", id);
        out.unlessZero("time", time);
        return out.close('}').finish();
    }

    private static byte[] sent(ServerFrame.Sent f) {
        var out = frame("sent", 160);
        out.unlessZero("id", f.id());
        out.unlessZero("mid", f.mid());
        out.unlessZero("order", f.order());
        out.unlessZero("ts", f.ts());
        out.number("status", f.status());
        out.unlessZero("scheduled", f.scheduled());
        out.ifTrue("dup", f.dup());
        return out.close('}').finish();
    }

    private static byte[] message(ServerFrame.Message f) {
        var out = new JsonBytes(expected(f));
        message(f, out);
        return out.finish();
    }

    private static int expected(ServerFrame.Message f) {
        return 192 + (f.content() == null ? 0 : f.content().length());
    }

    private static void message(ServerFrame.Message f, JsonBytes out) {
        out.open('{');
        out.text("t", "message");
        out.unlessEmpty("from", f.from());
        out.unlessZero("fromUid", f.fromUid());
        out.unlessEmpty("to", f.to());
        out.unlessZero("toUid", f.toUid());
        out.unlessZero("gid", f.gid());
        out.unlessZero("mid", f.mid());
        out.unlessZero("order", f.order());
        out.unlessZero("ts", f.ts());
        out.unlessZero("type", f.type());
        out.number("flags", f.flags());
        if (f.content() != null) {
            out.name("content").raw(f.content().utf8());
        }
        out.unlessZero("expiry", f.expiry());
        out.unlessZero("replyTo", f.replyTo());
        out.unlessZero("thread", f.thread());
        out.ifTrue("forwarded", f.forwarded());
        if (f.age() != null) {
            age(f.age(), out.name("age"));
        }
        out.unlessZero("edited", f.edited());
        out.unlessZero("state", f.state());
        out.unlessZero("status", f.status());
        out.ifTrue("read", f.read());
        out.unlessEmpty("label", f.label());
        out.close('}');
    }

    private static void age(Age age, JsonBytes out) {
        out.open('{');
        out.unlessZero("sent", age.sent());
        out.unlessZero("delivered", age.delivered());
        out.unlessZero("read", age.read());
        out.close('}');
    }

    private static byte[] history(ServerFrame.History f) {
        int expected = 64;
        for (ServerFrame.Message message : f.messages()) {
            expected += expected(message);
        }
        var out = frame("history", expected);
        out.unlessZero("id", f.id());
        out.name("messages").open('[');
        for (ServerFrame.Message message : f.messages()) {
            message(message, out);
        }
        out.close(']');
        out.bool("more", f.more());
        out.ifTrue("cut", f.cut());
        return out.close('}').finish();
    }

    private static byte[] status(ServerFrame.Status f) {
        var out = frame("status", 192 + 96 * f.by().size());
        out.unlessEmpty("peer", f.peer());
        out.unlessZero("peerUid", f.peerUid());
        out.unlessZero("gid", f.gid());
        out.unlessZero("order", f.order());
        out.unlessZero("mid", f.mid());
        out.unlessZero("status", f.status());
        if (!f.by().isEmpty()) {
            out.name("by").open('[');
            for (MemberStatus by : f.by()) {
                memberStatus(by, out);
            }
            out.close(']');
        }
        out.number("delivered", f.delivered());
        out.number("read", f.read());
        out.unlessZero("of", f.of());
        out.unlessEmpty("label", f.label());
        return out.close('}').finish();
    }

    private static void memberStatus(MemberStatus by, JsonBytes out) {
        out.open('{');
        out.text("address", by.address());
        out.number("uid", by.uid());
        out.number("status", by.status());
        out.number("ts", by.ts());
        out.close('}');
    }

    private static byte[] presence(ServerFrame.Presence f) {
        var out = frame("presence", 160);
        out.unlessEmpty("from", f.from());
        out.unlessZero("fromUid", f.fromUid());
        out.unlessZero("gid", f.gid());
        out.unlessZero("presence", f.presence());
        out.ifPresent("value", f.value());
        out.ifPresent("interval", f.interval());
        out.unlessZero("lastSeen", f.lastSeen() == null ? 0 : f.lastSeen());
        return out.close('}').finish();
    }

    private static byte[] error(ServerFrame.Error f) {
        var out = frame("error", 256);
        out.unlessZero("id", f.id());
        out.unlessZero("code", f.code());
        out.unlessEmpty("name", f.name());
        out.unlessEmpty("message", f.message());
        out.unlessZero("mid", f.mid());
        out.unlessZero("status", f.status());
        out.unlessZero("groupError", f.groupError());
        out.text("advice", word(f.advice()));
        return out.close('}').finish();
    }

    private static String word(Advice advice) {
        return switch (advice) {
            case FIX -> "fix";
            case RETRY -> "retry";
            case RELOGIN -> "relogin";
            case STOP -> "stop";
        };
    }

    /// @param fields those of the content, encoded
    static byte[] content(Content c, byte @Nullable [] fields) {
        var out = new JsonBytes(expected(c, fields)).open('{');
        out.ifPresent("text", c.text());
        out.ifPresent("data", c.data());
        out.ifPresent("title", c.title());
        out.ifPresent("subtitle", c.subtitle());
        out.ifPresent("footer", c.footer());
        out.ifPresent("url", c.url());
        out.ifPresent("launchUrl", c.launchUrl());
        out.ifPresent("fileType", c.fileType());
        out.ifPresent("fileName", c.fileName());
        out.ifPresent("fileSize", c.fileSize());
        out.ifPresent("mimeType", c.mimeType());
        out.ifPresent("thumbnail", c.thumbnail());
        out.ifPresent("latitude", c.latitude());
        out.ifPresent("longitude", c.longitude());
        if (fields != null) {
            out.name("fields").raw(fields);
        }
        return out.close('}').finish();
    }

    /// Exact for nothing but plain text, the usual case: then the buffer is the result.
    private static int expected(Content c, byte @Nullable [] fields) {
        int text = c.text() == null ? 2 : c.text().length() + "{\"text\":\"\"}".length();
        return fields == null ? text : text + fields.length;
    }
}
