package dev.carillon.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/// Writes declarations of TypeScript, with the doc comments of the Java sources.
final class TypeScript {
    private static final int WIDTH = 120;

    private final StringBuilder out = new StringBuilder();
    private final SourceDocs docs;

    TypeScript(SourceDocs docs) {
        this.docs = docs;
    }

    String text() {
        return out.toString();
    }

    /// Whether an object has a member.
    enum Optional {
        REQUIRED,
        /// It is always there, but may be null.
        NULLABLE,
        OPTIONAL,
        NEVER;

        /// A client may leave out all but what is required.
        static Optional ofClient(RecordComponent member) {
            return member.isAnnotationPresent(Required.class) ? REQUIRED : OPTIONAL;
        }

        /// The server leaves out what Jackson is told to leave out.
        static Optional ofServer(RecordComponent member) {
            boolean nullable = nullable(member.getAnnotatedType());
            if (member.isAnnotationPresent(Required.class)) {
                return REQUIRED;
            }
            return switch (include(member)) {
                case NON_NULL -> nullable ? OPTIONAL : REQUIRED;
                case NON_DEFAULT ->
                    nullable || member.getType().isPrimitive() || Collection.class.isAssignableFrom(member.getType())
                            ? OPTIONAL
                            : REQUIRED;
                case ALWAYS -> nullable ? NULLABLE : REQUIRED;
                case NON_ABSENT, NON_EMPTY, CUSTOM, USE_DEFAULTS ->
                    throw new IllegalArgumentException("not used by the protocol: " + member);
            };
        }

        private static JsonInclude.Include include(RecordComponent member) {
            JsonInclude own = member.getAccessor().getAnnotation(JsonInclude.class);
            Class<?> type = member.getDeclaringRecord();
            JsonInclude ofType = type.getAnnotation(JsonInclude.class);
            if (ofType == null && ServerFrame.class.isAssignableFrom(type)) {
                ofType = ServerFrame.class.getAnnotation(JsonInclude.class);
            }
            if (own != null) {
                return own.value();
            }
            return ofType == null ? JsonInclude.Include.ALWAYS : ofType.value();
        }
    }

    // --- declarations

    void verbatim(String text) {
        out.append(text);
    }

    void section(String title) {
        out.append("\n// ")
                .append("-".repeat(WIDTH - 4 - title.length()))
                .append(' ')
                .append(title)
                .append('\n');
    }

    /// Of what comes next.
    void comment(String indent, String text) {
        if (indent.isEmpty()) {
            out.append('\n');
        }
        if (text.isEmpty()) {
            return;
        }
        String end = text.matches(".*[.?!:]$") ? text : text + ".";
        String whole = Character.toUpperCase(end.charAt(0)) + end.substring(1);
        if (indent.length() + whole.length() + 7 <= WIDTH) {
            out.append(indent).append("/** ").append(whole).append(" */\n");
            return;
        }
        out.append(indent).append("/**\n");
        for (String line : wrapped(whole, WIDTH - indent.length() - 3)) {
            out.append(indent).append(" * ").append(line).append('\n');
        }
        out.append(indent).append(" */\n");
    }

    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        var line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /// A record; with `t` a frame.
    void object(
            Class<? extends Record> type,
            String name,
            @Nullable String t,
            Function<RecordComponent, Optional> optional) {
        boolean frame = t != null;
        if (type != ServerFrame.Profile.class) {
            comment("", docs.of(type));
        }
        List<RecordComponent> members = new ArrayList<>(List.of(type.getRecordComponents()));
        String reference = frame && ClientFrame.class.isAssignableFrom(type) ? reference(members) : "";
        members.removeIf(member -> optional.apply(member) == Optional.NEVER
                || (!reference.isEmpty() && List.of("to", "peer", "gid").contains(member.getName())));
        String seq = !ServerFrame.Entry.class.isAssignableFrom(type)
                ? ""
                : type == ServerFrame.Message.class ? "  seq?: number;\n" : "  seq: number;\n";
        out.append(
                reference.isEmpty()
                        ? "export interface " + name + " {\n"
                        : "export type " + name + " = " + reference + " & {\n");
        out.append(frame ? "  t: '" + t + "';\n" : "").append(seq);
        members.forEach(member -> member(type, member, optional.apply(member)));
        out.append(reference.isEmpty() ? "}\n" : "};\n");
    }

    /// Frames that name a conversation or a destination name one, not both.
    private static String reference(List<RecordComponent> members) {
        List<String> names = members.stream().map(RecordComponent::getName).toList();
        if (!names.contains("gid")) {
            return "";
        }
        return names.contains("to") ? "Destination" : names.contains("peer") ? "ConversationRef" : "";
    }

    private void member(Class<?> type, RecordComponent member, Optional optional) {
        comment("  ", docs.of(type, member.getName()));
        boolean open = optional == Optional.OPTIONAL;
        String of = memberType(member) + (optional == Optional.NULLABLE || nullIsEmpty(member) ? " | null" : "");
        out.append("  %s%s: %s;\n".formatted(member.getName(), open ? "?" : "", of));
    }

    private static String memberType(RecordComponent member) {
        OneOf oneOf = member.getAnnotation(OneOf.class);
        if (oneOf == null) {
            return type(member.getAnnotatedType());
        }
        boolean text = member.getType() == String.class;
        return Arrays.stream(oneOf.value())
                .map(value -> text ? "'" + value + "'" : value)
                .collect(Collectors.joining(" | "));
    }

    /// Alternatives of texts, as Jackson writes the constants.
    void union(String name, Class<? extends Enum<?>> type) {
        comment("", docs.of(type));
        out.append("export type ").append(name).append(" =");
        for (Enum<?> constant : type.getEnumConstants()) {
            out.append('\n');
            comment("  ", docs.of(type, constant.name()));
            out.append("  | '").append(jsonName(constant)).append('\'');
        }
        out.append(";\n");
    }

    private static String jsonName(Enum<?> constant) {
        try {
            return constant.getDeclaringClass()
                    .getField(constant.name())
                    .getAnnotation(JsonProperty.class)
                    .value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Numbers of an enum.
    <E extends Enum<E>> void constants(
            String name, Class<E> type, E[] values, Function<String, String> named, ToIntFunction<E> code) {
        comment("", docs.of(type));
        out.append("export const ").append(name).append(" = {\n");
        for (E value : values) {
            constant(named.apply(value.name()), digits(code.applyAsInt(value)), docs.of(type, value.name()));
        }
        out.append("} as const;\n");
    }

    /// Numbers of a class of constants.
    void constants(String name, Class<?> type) {
        comment("", docs.of(type));
        out.append("export const ").append(name).append(" = {\n");
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers()) && Modifier.isStatic(field.getModifiers())) {
                constant(pascal(field.getName()), grouped(number(field)), docs.of(type, field.getName()));
            }
        }
        out.append("} as const;\n");
    }

    private static long number(Field field) {
        try {
            return ((Number) field.get(null)).longValue();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private void constant(String name, String digits, String doc) {
        comment("  ", doc);
        out.append("  %s: %s,\n".formatted(name, digits));
    }

    /// Codes from 0x80 on are failures: in hexadecimal, as the guide has them.
    private static String digits(int code) {
        return code >= 0x80 && code <= 0xFF ? "0x%02x".formatted(code) : Integer.toString(code);
    }

    private static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value).replace(',', '_');
    }

    /// A table of codes, each with its name and what to do.
    void table(String name, Class<?> type, List<Row> rows) {
        comment("", docs.of(type));
        out.append("export const ")
                .append(name)
                .append(": Readonly<Record<number, { name: string; advice: Advice }>> = {\n");
        for (Row row : rows) {
            comment("  ", row.meaning());
            String advice = row.advice().name().toLowerCase(Locale.ROOT);
            out.append("  %s: { name: '%s', advice: '%s' },\n".formatted(digits(row.code()), row.name(), advice));
        }
        out.append("};\n");
    }

    record Row(int code, String name, Advice advice, String meaning) {}

    void alternatives(String doc, String name, List<String> types) {
        comment("", doc);
        String line = "export type " + name + " = " + String.join(" | ", types) + ";\n";
        if (line.length() <= WIDTH) {
            out.append(line);
            return;
        }
        out.append("export type ").append(name).append(" =");
        types.forEach(type -> out.append("\n  | ").append(type));
        out.append(";\n");
    }

    void map(String doc, String name, Map<String, String> types) {
        comment("", doc);
        out.append("export interface ").append(name).append(" {\n");
        types.forEach(
                (key, type) -> out.append("  %s: %s;\n".formatted(key.contains(".") ? "'" + key + "'" : key, type)));
        out.append("}\n");
    }

    // --- names and types

    /// `NOT_MEMBER` as `NotMember`.
    static String pascal(String name) {
        return Stream.of(name.split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /// Where null says something else than nothing.
    private static boolean nullIsEmpty(RecordComponent member) {
        JsonDeserialize by = member.getAccessor().getAnnotation(JsonDeserialize.class);
        return by != null && by.using() == NullIsEmpty.class;
    }

    private static boolean nullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static String type(AnnotatedType annotated) {
        Type type = annotated.getType();
        if (type instanceof ParameterizedType parameterized
                && annotated instanceof AnnotatedParameterizedType arguments) {
            AnnotatedType last =
                    arguments.getAnnotatedActualTypeArguments()[arguments.getAnnotatedActualTypeArguments().length - 1];
            String of = type(last);
            String element = nullable(last) && !of.equals("unknown")
                    ? of + " | null"
                    : of.equals("Profile") ? "Profile | GroupProfile" : of;
            return parameterized.getRawType() == Map.class
                    ? "Record<string, " + element + ">"
                    : element.contains("|") ? "(" + element + ")[]" : element + "[]";
        }
        return plain((Class<?>) type);
    }

    private static String plain(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "number";
        }
        if (type == String.class || type == byte[].class) {
            return "string";
        }
        if (type == RawJson.class) {
            return "Content";
        }
        if (type == Object.class) {
            return "unknown";
        }
        return type == ServerFrame.Profile.class ? "Profile" : FrameTypes.name(type);
    }
}
