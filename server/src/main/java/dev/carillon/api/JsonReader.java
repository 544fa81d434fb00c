package dev.carillon.api;

import dev.carillon.protocol.Texts;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.core.json.JsonReadFeature;

/// Reads the JSON of requests as clients write it: commas after the last member, members twice (the last
/// one counts),
/// names in any case and with blanks around them. Stateless.
final class JsonReader {
    private static final int DEPTH = 32;
    private static final int NUMBER_CHARS = 400;
    private static final int TEXT_CHARS = 1 << 24;

    private final JsonFactory factory = factory().build();

    /// For what Python makes of a dictionary in a form: `{'address': 'ana'}`.
    private final JsonFactory ofPython =
            factory().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

    private static JsonFactoryBuilder factory() {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH)
                        .maxNumberLength(NUMBER_CHARS)
                        .maxStringLength(TEXT_CHARS)
                        .maxNameLength(TEXT_CHARS)
                        .build())
                .enable(JsonReadFeature.ALLOW_TRAILING_COMMA);
    }

    sealed interface Read {
        /// @param value String, Boolean, Number, List, Map, or null
        record Good(@Nullable Object value) implements Read {}

        record Bad(String cause) implements Read {}
    }

    /// An object of a request, which finds its members by name in any case. A null in it comes from a form, where the
    /// name stood without a value; members that are null in JSON are as good as absent.
    static Map<String, @Nullable Object> newObject() {
        return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }

    Read read(byte[] utf8) {
        String text = text(utf8);
        return text == null ? new Read.Bad("the JSON is not UTF-8") : read(text);
    }

    /// Null: not UTF-8.
    static @Nullable String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    Read read(String text) {
        return read(factory, text);
    }

    /// An object that stands as text in a form; also with single quotes.
    Read readText(String text) {
        return read(ofPython, text);
    }

    private static Read read(JsonFactory factory, String text) {
        String json = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            Object value = value(parser);
            return parser.nextToken() == null
                    ? new Read.Good(value)
                    : new Read.Bad("there is something after the JSON value");
        } catch (JacksonException e) {
            var at = e.getLocation();
            return new Read.Bad(
                    at == null
                            ? "the JSON cannot be read"
                            : "the JSON cannot be read near line " + at.getLineNr() + ", column " + at.getColumnNr()
                                    + ", or is nested deeper than " + DEPTH);
        } catch (NumberFormatException e) {
            // an exponent beyond all bounds, which the parser finds out only when it is asked for the value
            return new Read.Bad("a number in the JSON is out of range");
        }
    }

    private static @Nullable Object value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> list(parser);
            case VALUE_STRING -> Texts.wellFormed(parser.getString());
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case null, default -> null;
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) {
        Map<String, @Nullable Object> object = newObject();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName().strip();
            parser.nextToken();
            Object value = value(parser);
            if (value == null) {
                object.remove(name);
            } else {
                object.put(name, value);
            }
        }
        return object;
    }

    private static List<@Nullable Object> list(JsonParser parser) {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser));
        }
        return list;
    }
}
