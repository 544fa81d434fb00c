package dev.carillon.api.ops;

import dev.carillon.api.ops.Kind.Parsed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The kinds of parameters there are.
final class Kinds {
    private static final int SHOWN_CHARS = 40;
    private static final int LONGEST_NUMBER = 64;
    private static final Pattern FLOATING = Pattern.compile("[+-]?\\d{1,40}(\\.\\d{1,40})?([eE][+-]?\\d{1,3})?");

    /// A phone number whose `+` became a blank on the way.
    private static final Pattern LOST_PLUS = Pattern.compile(" \\d");

    private static final String BLANK_FOR_PLUS =
            "must not begin with a blank before a digit: in a query or form, + is written %2B";

    static final Kind<Boolean> SWITCH = new Kind<>("boolean", Map.of("type", "boolean"), Kinds::toSwitch);

    /// An id that the server gave: from 1 up; 0 counts as absent.
    static final Kind<Integer> ID = new Kind<>(
            "id",
            Map.of("type", "integer", "minimum", 1, "maximum", Integer.MAX_VALUE),
            value -> mapped(toLong(value, 0, Integer.MAX_VALUE), id -> id == 0 ? null : id.intValue()));

    /// A word of bits; -1 counts as absent.
    static final Kind<Integer> FLAGS = new Kind<>(
            "flags",
            Map.of("type", "integer", "minimum", 0, "maximum", Integer.MAX_VALUE),
            value -> mapped(toLong(value, -1, Integer.MAX_VALUE), flags -> flags < 0 ? null : flags.intValue()));

    /// A number that is ignored when it is none: some clients send other things in its place.
    static final Kind<Integer> NUMBER_IF_ANY = new Kind<>(
            "integer",
            Map.of("type", "integer", "minimum", -1),
            value -> toLong(value, -1, Integer.MAX_VALUE) instanceof Parsed.Good<Long>(Long number) && number != null
                    ? good(number.intValue())
                    : good(null));

    /// An existing address, or a pattern of addresses; empty counts as absent.
    static final Kind<String> ADDRESS = new Kind<>(
            "address",
            Map.of("type", "string"),
            value -> mapped(toAddress(value), text -> text.isEmpty() ? null : text));

    /// The address of a user who may be new: an empty one is wrong.
    static final Kind<String> NEW_ADDRESS = new Kind<>("address", Map.of("type", "string"), Kinds::toAddress);

    /// A one-time code: six digits. Of one that was written as a number the zeros in front are missing.
    static final Kind<String> CODE = new Kind<>(
            "code",
            Map.of("type", "string", "pattern", "^[0-9]{6}$"),
            value -> mapped(toText(value, 64), text -> sixDigits(text.strip())));

    static final Kind<List<String>> ADDRESSES = new Kind<>(
            "addresses",
            Map.of(
                    "oneOf",
                    List.of(Map.of("type", "string"), Map.of("type", "array", "items", Map.of("type", "string")))),
            Kinds::toAddresses);

    static final Kind<Double> DEGREES = new Kind<>("number", Map.of("type", "number"), Kinds::toDouble);

    static final Kind<byte[]> BASE64 =
            new Kind<>("base64", Map.of("type", "string", "contentEncoding", "base64"), Kinds::toBytes);

    /// Members of an object whose names are the application's own.
    static final Kind<Map<?, ?>> OBJECT = new Kind<>(
            "object",
            Map.of("type", "object"),
            value -> value instanceof Map<?, ?> map
                    ? eachOnce(map)
                    : blank(value) ? good(null) : bad("must be an object"));

    /// Looked at only to see whether it is there.
    static final Kind<Object> ANYTHING = new Kind<>("any", Map.of(), value -> unset(value) ? good(null) : good(value));

    private Kinds() {}

    /// Text as it is, also empty.
    static Kind<String> text(int maxBytes) {
        return new Kind<>("text", Map.of("type", "string"), value -> toText(value, maxBytes));
    }

    static Kind<Integer> integer(int min, int max) {
        return new Kind<>("integer", range(min, max), value -> mapped(toLong(value, min, max), Long::intValue));
    }

    static Kind<Long> seconds(long max) {
        return new Kind<>("seconds", range(0, max), value -> toLong(value, 0, max));
    }

    static Kind<Long> minutes(long max) {
        return new Kind<>("minutes", range(0, max), value -> toLong(value, 0, max));
    }

    static Kind<Long> number(long min, long max) {
        return new Kind<>("integer", range(min, max), value -> toLong(value, min, max));
    }

    /// As the other kind, and -1 counts as absent.
    static <T extends Number> Kind<T> orUnchanged(Kind<T> kind) {
        return new Kind<>(kind.label(), kind.schema(), value -> isMinusOne(value) ? good(null) : kind.parse(value));
    }

    /// A switch, where -1 counts as absent.
    static Kind<Boolean> switchOrUnchanged() {
        return new Kind<>(
                SWITCH.label(), SWITCH.schema(), value -> isMinusOne(value) ? good(null) : SWITCH.parse(value));
    }

    /// One of a few words.
    static <T> Kind<T> oneOf(T[] values, Function<T, String> word) {
        List<String> words = Stream.of(values).map(word).toList();
        return new Kind<>("word", Map.of("type", "string", "enum", words), value -> {
            String text = scalar(value);
            if (text == null || text.isBlank()) {
                return blank(value) ? good(null) : bad("must be one of " + String.join(", ", words));
            }
            int at = words.indexOf(text.strip().toLowerCase(Locale.ROOT));
            return at >= 0 ? good(values[at]) : bad("must be one of " + String.join(", ", words) + butIs(value));
        });
    }

    /// A set of bits, as an object of switches or as their number.
    static Kind<Integer> bits(Map<String, Integer> names) {
        return new Kind<>("switches", Map.of("type", "object"), value -> toBits(value, names));
    }

    private static Map<String, Object> range(long min, long max) {
        return Map.of("type", "integer", "minimum", min, "maximum", max);
    }

    // --- reading

    private static Parsed<String> toText(Object value, int maxBytes) {
        String text = scalar(value);
        if (text == null) {
            return bad("must be text");
        }
        boolean fits = text.length() <= maxBytes && text.getBytes(StandardCharsets.UTF_8).length <= maxBytes;
        return fits ? good(text) : bad("must have at most " + maxBytes + " bytes of UTF-8");
    }

    private static Parsed<String> toAddress(Object value) {
        String text = scalar(value);
        if (text != null && LOST_PLUS.matcher(text).lookingAt()) {
            return bad(BLANK_FOR_PLUS);
        }
        return mapped(toText(value, Integer.MAX_VALUE), String::strip);
    }

    private static String sixDigits(String text) {
        boolean shorter = !text.isEmpty() && text.length() < 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return shorter ? "0".repeat(6 - text.length()) + text : text;
    }

    private static Parsed<Boolean> toSwitch(Object value) {
        if (value instanceof Boolean on) {
            return good(on);
        }
        String text = scalar(value);
        return switch (text == null ? "?" : text.strip().toLowerCase(Locale.ROOT)) {
            case "" -> good(null);
            case "1", "true" -> good(true);
            case "0", "false" -> good(false);
            default -> bad("must be true or false" + butIs(value));
        };
    }

    private static Parsed<Long> toLong(Object value, long min, long max) {
        if (blank(value)) {
            return good(null);
        }
        Long number = whole(value);
        if (number == null || number < min || number > max) {
            return bad("must be a whole number from " + min + " to " + max + butIs(value));
        }
        return good(number);
    }

    /// Null: not a whole number, or one beyond long.
    private static @Nullable Long whole(Object value) {
        try {
            return switch (value) {
                case BigInteger big -> big.longValueExact();
                case BigDecimal decimal -> decimal.longValueExact();
                case Number number -> number.longValue();
                case String text -> wholeText(text.strip());
                default -> null;
            };
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    private static Long wholeText(String text) {
        if (text.startsWith("0x") || text.startsWith("0X")) {
            return Long.parseLong(text, 2, text.length(), 16);
        }
        return FLOATING.matcher(text).matches() ? new BigDecimal(text).longValueExact() : Long.parseLong(text);
    }

    private static Parsed<Double> toDouble(Object value) {
        if (blank(value)) {
            return good(null);
        }
        try {
            double number = Double.parseDouble(String.valueOf(scalar(value)));
            return Double.isFinite(number) ? good(number) : bad("must be a finite number");
        } catch (NumberFormatException e) {
            return bad("must be a number" + butIs(value));
        }
    }

    private static Parsed<byte[]> toBytes(Object value) {
        try {
            String given = scalar(value);
            if (given == null) {
                return bad("must be base64");
            }
            String text = given.replaceAll("\\s", "");
            return text.isEmpty() ? good(null) : good(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return bad("must be base64");
        }
    }

    private static Parsed<List<String>> toAddresses(Object value) {
        if (value instanceof String text && LOST_PLUS.matcher(text).lookingAt()) {
            return bad(BLANK_FOR_PLUS);
        }
        Set<String> addresses = new LinkedHashSet<>();
        for (Object item : value instanceof List<?> list ? list : List.of(value)) {
            String text = item == null ? "" : scalar(item);
            if (text == null) {
                return bad("must be a list of addresses, or text with commas between them");
            }
            for (String address : value instanceof List<?> ? new String[] {text} : text.split(",")) {
                addresses.add(address.strip());
            }
        }
        addresses.remove("");
        return good(addresses.isEmpty() ? null : List.copyOf(addresses));
    }

    private static Parsed<Map<?, ?>> eachOnce(Map<?, ?> map) {
        for (var member : map.entrySet()) {
            if (member.getValue() instanceof Repeated) {
                return bad("must have \"" + shortened(String.valueOf(member.getKey()))
                        + "\" once; in the form it stands more than once, with different values");
            }
        }
        return good(map);
    }

    private static Parsed<Integer> toBits(Object value, Map<String, Integer> names) {
        if (!(value instanceof Map<?, ?> switches)) {
            return mapped(toLong(value, -1, Integer.MAX_VALUE), bits -> bits < 0 ? null : bits.intValue());
        }
        int bits = 0;
        List<String> unknown = new ArrayList<>();
        for (var one : switches.entrySet()) {
            String name = String.valueOf(one.getKey()).toLowerCase(Locale.ROOT);
            Integer bit = names.get(name);
            Parsed<Boolean> on = one.getValue() == null ? good(null) : toSwitch(one.getValue());
            if (bit == null || on instanceof Parsed.Bad<Boolean>) {
                unknown.add(name);
            } else if (on instanceof Parsed.Good<Boolean>(Boolean set) && Boolean.TRUE.equals(set)) {
                bits |= bit;
            }
        }
        return unknown.isEmpty()
                ? good(bits)
                : bad("must be switches of these names: " + String.join(", ", names.keySet())
                        + butIs(unknown.getFirst()));
    }

    /// The text of a scalar; null for an object or list. A whole number is its digits, however it was written: some
    /// languages know only floating ones, and write 5 as 5.0.
    static @Nullable String scalar(Object value) {
        return switch (value) {
            case String text -> text;
            case Boolean flag -> flag.toString();
            case BigDecimal decimal
            when isWhole(decimal) -> decimal.toBigInteger().toString();
            case Number number -> number.toString();
            default -> null;
        };
    }

    /// Not of a size that would be costly to write out.
    private static boolean isWhole(BigDecimal number) {
        int digits = number.precision() - number.scale();
        return digits <= LONGEST_NUMBER
                && (number.signum() == 0 || digits > 0)
                && number.stripTrailingZeros().scale() <= 0;
    }

    private static boolean blank(Object value) {
        return value instanceof String text && text.isBlank();
    }

    /// Whether somebody wrote a value that stands for "none": empty, 0, false, -1.
    private static boolean unset(Object value) {
        return blank(value)
                || value.equals(false)
                || isMinusOne(value)
                || Long.valueOf(0).equals(whole(value));
    }

    private static boolean isMinusOne(Object value) {
        return Long.valueOf(-1).equals(whole(value));
    }

    private static String butIs(Object value) {
        String text = value instanceof Map || value instanceof List ? "an object or list" : String.valueOf(value);
        return ", not " + shortened(text);
    }

    private static String shortened(String text) {
        return text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "…" : text;
    }

    private static <T> Parsed<T> good(@Nullable T value) {
        return new Parsed.Good<>(value);
    }

    private static <T> Parsed<T> bad(String cause) {
        return new Parsed.Bad<>(cause);
    }

    private interface Mapping<A, B> {
        @Nullable
        B apply(A value);
    }

    private static <A, B> Parsed<B> mapped(Parsed<A> parsed, Mapping<A, B> mapping) {
        return switch (parsed) {
            case Parsed.Bad<A>(String cause) -> bad(cause);
            case Parsed.Good<A>(A value) -> good(value == null ? null : mapping.apply(value));
        };
    }
}
