package dev.carillon.e2e.harness;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import dev.carillon.protocol.ClientFrame;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Every frame of the protocol with every member once set to every kind of value that it may not have, made from the
/// protocol's own records: a frame or member that is added is covered at once.
public final class HostileFrames {
    /// These end the session when they are good.
    private static final Set<String> ENDINGS = Set.of("hello", "logout");

    private static final List<Object> VALUES = List.of(
            true,
            0,
            -1,
            1.5,
            1e300,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            1L << 53,
            Integer.MAX_VALUE,
            "",
            "x",
            "12",
            " ",
            "\u0000",
            "\uD83C\uDF90",
            "a".repeat(70_000),
            List.of(),
            List.of(List.of()),
            List.of(1, "two", true),
            Arrays.asList(1, null),
            Arrays.asList("ghost", null),
            Collections.nCopies(2_000, 1),
            Collections.nCopies(2_000, "ghost"),
            Map.of(),
            Map.of("a", Map.of("b", List.of())),
            Map.of("text", 1, "data", "not base64!", "latitude", 1000),
            Map.of("flags", -1, "admin", "x", "expiry", -5),
            Map.of("sent", -1, "delivered", "x"));

    private HostileFrames() {}

    /// Members that are not under test have plausible values: a user, and a group of which the sender is a member.
    public static List<Frame> all(String address, long gid, Random random) {
        List<Frame> frames = new ArrayList<>();
        for (JsonSubTypes.Type type :
                ClientFrame.class.getAnnotation(JsonSubTypes.class).value()) {
            if (!ENDINGS.contains(type.name())) {
                add(frames, type, address, gid);
            }
        }
        Collections.shuffle(frames, random);
        return frames;
    }

    private static void add(List<Frame> frames, JsonSubTypes.Type type, String address, long gid) {
        Frame good = Frame.of(type.name());
        for (RecordComponent member : type.value().getRecordComponents()) {
            good = plausible(good, member.getName(), address, gid);
        }
        frames.add(good);
        for (RecordComponent member : type.value().getRecordComponents()) {
            if (!member.getName().equals("id")) {
                for (Object value : VALUES) {
                    frames.add(good.with(member.getName(), value));
                }
            }
        }
    }

    private static Frame plausible(Frame frame, String member, String address, long gid) {
        return switch (member) {
            case "to", "peer" -> frame.with(member, address);
            case "gid" -> frame.has("to") || frame.has("peer") ? frame : frame.with(member, gid);
            case "mid", "order", "upTo", "pin" -> frame.with(member, 7);
            case "presence" -> frame.with(member, 3);
            case "how" -> frame.with(member, "delete");
            case "name" -> frame.with(member, "Name");
            case "orders" -> frame.with(member, List.of(7));
            case "members", "addresses" -> frame.with(member, List.of(address));
            case "contacts" -> frame.with(member, List.of(Map.of("address", address)));
            case "content" -> frame.with(member, Map.of("text", "Hello"));
            default -> frame;
        };
    }
}
