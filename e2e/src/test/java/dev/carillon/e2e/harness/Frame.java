package dev.carillon.e2e.harness;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One JSON object, sent or received: a frame of the wire protocol, or a request or answer of the Backend API.
/// Immutable. Paths name members of members with dots: `content.text`, `by.0.status`.
public final class Frame {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ObjectNode node;

    private Frame(ObjectNode node) {
        this.node = node;
    }

    /// A frame with that `t`.
    public static Frame of(String t) {
        return new Frame(JSON.createObjectNode().put("t", t));
    }

    public static Frame empty() {
        return new Frame(JSON.createObjectNode());
    }

    /// @throws RuntimeException when it is not a JSON object
    public static Frame parse(byte[] utf8) {
        return new Frame((ObjectNode) JSON.readTree(utf8));
    }

    /// A text message to a user, with its `mid`.
    public static Frame message(String to, long mid, String text) {
        return of("send").with("mid", mid).with("to", to).with("content", Map.of("text", text));
    }

    /// A text message to a group, with its `mid`.
    public static Frame message(long gid, long mid, String text) {
        return of("send").with("mid", mid).with("gid", gid).with("content", Map.of("text", text));
    }

    /// The same with one more member.
    public Frame with(String member, Object value) {
        ObjectNode copy = node.deepCopy();
        copy.set(member, value instanceof Frame frame ? frame.node : JSON.valueToTree(value));
        return new Frame(copy);
    }

    public byte[] bytes() {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    public String t() {
        return text("t");
    }

    private JsonNode at(String path) {
        return node.at("/" + path.replace('.', '/'));
    }

    /// Whether there is such a member, and it is not null.
    public boolean has(String path) {
        return !at(path).isMissingNode() && !at(path).isNull();
    }

    /// Empty when it is not there.
    public String text(String path) {
        return at(path).asString("");
    }

    /// 0 when it is not there.
    public long number(String path) {
        return at(path).asLong(0);
    }

    public boolean flag(String path) {
        return at(path).asBoolean(false);
    }

    /// The object there.
    ///
    /// @throws RuntimeException when there is none
    public Frame object(String path) {
        return new Frame((ObjectNode) at(path));
    }

    /// The objects of a list; none when it is not there.
    public List<Frame> objects(String path) {
        return at(path).valueStream().map(item -> new Frame((ObjectNode) item)).toList();
    }

    public List<Long> numbers(String path) {
        return at(path).valueStream().map(item -> item.asLong(0)).toList();
    }

    public List<String> texts(String path) {
        return at(path).valueStream().map(item -> item.asString("")).toList();
    }

    @Override
    public String toString() {
        return node.toString();
    }
}
