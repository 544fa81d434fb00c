package dev.carillon.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

/// Frames to JSON and back. Stateless and safe for all threads; no input makes it throw or use more than a small
/// multiple of the input's size. The records and their annotations say what the JSON looks like, and Jackson
/// follows them; for the frames that make up nearly all traffic [FrameReader] and [FrameWriter] do the same faster.
public final class FrameCodec {
    private static final int DEPTH = 32;

    /// Sets of buffers that Jackson keeps for the next caller. Its default pool has no bound, and made of linked
    /// nodes it costs twice as much when many threads use it.
    private static final int RECYCLED = 16;
    private static final Set<Class<?>> WHOLE = Set.of(int.class, Integer.class, long.class, Long.class);

    private final JsonMapper mapper;
    private final ObjectReader reader;
    private final ObjectReader serverReader;
    private final ObjectReader contentReader;
    private final ObjectWriter writer;

    public FrameCodec() {
        var factory = JsonFactory.builder()
                .recyclerPool(JsonRecyclerPools.newBoundedPool(RECYCLED))
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH)
                        .maxStringLength(Limits.FRAME_BYTES)
                        .maxNumberLength(32)
                        .build())
                .build();
        mapper = JsonMapper.builder(factory)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        reader = mapper.readerFor(ClientFrame.class);
        serverReader = mapper.readerFor(ServerFrame.class);
        contentReader = mapper.readerFor(Content.class);
        writer = mapper.writerFor(ServerFrame.class);
    }

    /// What a WebSocket text message turned out to be.
    public sealed interface Decoded {
        record Frame(ClientFrame frame) implements Decoded {}

        /// A JSON object, but not a frame that is understood.
        ///
        /// @param id the request number, if it could be read, else 0
        record Bad(long id, String message) implements Decoded {
            /// Whether it is known to be such a frame, with a member that is wrong.
            public boolean isA(String frame) {
                return message.startsWith(frame + ".");
            }
        }

        /// Not a JSON object with a member `t`: whoever sent it does not speak this protocol.
        record NotAFrame(String message) implements Decoded {}
    }

    public Decoded decode(byte[] utf8) {
        ClientFrame plain = FrameReader.read(utf8);
        return plain != null ? complete(plain) : decodeByMapper(utf8);
    }

    private static Decoded complete(ClientFrame frame) {
        String problem = RequiredMembers.problem(frame);
        return problem == null ? new Decoded.Frame(frame) : new Decoded.Bad(frame.id(), problem);
    }

    /// Understands everything; what [FrameReader] reads, it has to read alike.
    Decoded decodeByMapper(byte[] utf8) {
        if (!isObject(utf8)) {
            // an array whose first element is a name would be bound too
            return new Decoded.NotAFrame("a frame is a JSON object with a member \"t\"");
        }
        try {
            ClientFrame frame = reader.readValue(utf8);
            return frame == null ? new Decoded.NotAFrame("null is not a frame") : complete(frame);
        } catch (InvalidTypeIdException e) {
            return e.getTypeId() == null
                    ? new Decoded.NotAFrame("a frame is a JSON object with a member \"t\"")
                    : new Decoded.Bad(RequestId.of(utf8), "unknown frame \"" + clip(e.getTypeId()) + "\"");
        } catch (DatabindException | InputCoercionException | StreamConstraintsException e) {
            // the latter two: a number too large for its member, or JSON beyond the bounds above
            return new Decoded.Bad(RequestId.of(utf8), describe(e));
        } catch (JacksonException e) {
            return new Decoded.NotAFrame("not JSON: " + clip(e.getOriginalMessage()));
        }
    }

    private static boolean isObject(byte[] utf8) {
        for (byte b : utf8) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '{';
            }
        }
        return false;
    }

    /// The frame as one JSON object in UTF-8.
    public byte[] encode(ServerFrame frame) {
        byte[] written = FrameWriter.encode(frame);
        return written != null ? written : encodeByMapper(frame);
    }

    /// As the annotations of the records say: what [FrameWriter] has to write, too.
    byte[] encodeByMapper(ServerFrame frame) {
        return writer.writeValueAsBytes(frame);
    }

    /// An encoded frame as an inbox entry: the same object with the member `seq` in front.
    public static byte[] withSeq(byte[] encoded, long seq) {
        byte[] head = ("{\"seq\":" + seq + ",").getBytes(StandardCharsets.US_ASCII);
        byte[] entry = Arrays.copyOf(head, head.length + encoded.length - 1);
        System.arraycopy(encoded, 1, entry, head.length, encoded.length - 1);
        return entry;
    }

    /// For clients in Java (tests, load generator).
    public ServerFrame decodeServer(byte[] utf8) {
        return serverReader.readValue(utf8);
    }

    /// For clients in Java (tests, load generator).
    public byte[] encodeClient(ClientFrame frame) {
        return mapper.writerFor(ClientFrame.class).writeValueAsBytes(frame);
    }

    /// A content in the form in which it is stored and spliced into frames.
    public byte[] encodeContent(Content content) {
        return FrameWriter.content(
                content, content.fields() == null ? null : mapper.writeValueAsBytes(content.fields()));
    }

    public Content decodeContent(byte[] json) {
        return contentReader.readValue(json);
    }

    /// Stored content as a member of a [ServerFrame]. It is not copied.
    public static RawJson raw(byte[] content) {
        return new RawJson(content);
    }

    /// The mapper, for other JSON of this server that follows the same bounds.
    public JsonMapper mapper() {
        return mapper;
    }

    private static String describe(JacksonException e) {
        var path = new StringBuilder();
        for (var step : e.getPath()) {
            if (step.getPropertyName() != null) {
                String frame = path.isEmpty() ? RequiredMembers.name(step.from()) : null;
                path.append(frame == null ? "" : frame);
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            } else {
                path.append('[').append(step.getIndex()).append(']');
            }
        }
        return (path.isEmpty() ? "frame" : clip(path.toString())) + ": " + problem(e);
    }

    private static String problem(JacksonException e) {
        return e instanceof MismatchedInputException mismatch && WHOLE.contains(mismatch.getTargetType())
                ? "a whole number is needed"
                : clip(e.getOriginalMessage());
    }

    private static String clip(@Nullable String text) {
        return text == null ? "" : text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
