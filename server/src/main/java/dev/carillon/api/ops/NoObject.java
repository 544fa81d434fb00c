package dev.carillon.api.ops;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Says what is wrong with a value that stands where an object should. What libraries of Python make of a dict, in a
/// form, is told with its cure: the names of its members, or the dict as Python prints it.
final class NoObject {
    private static final Pattern PRINTED = Pattern.compile("'|\\b(True|False|None)\\b");

    private static final Pattern NAME = Pattern.compile("\\w{1,64}");

    private NoObject() {}

    /// @param members that the object may have, by their names in lower case
    static String cause(String path, Object value, Set<String> members) {
        String text = value instanceof String given ? given.strip() : "";
        boolean printed = text.startsWith("{") && PRINTED.matcher(text).find();
        if (printed || areNames(value, members)) {
            return "must be an object, but this looks like a Python dict in a form: send JSON, as "
                    + json(path, members)
                    + " (in requests json=… in place of data=…)";
        }
        return text.startsWith("{")
                ? "must be an object, but this text cannot be read as JSON, as " + json(path, members)
                : "must be an object, as " + json(path, members);
    }

    private static boolean areNames(Object value, Set<String> members) {
        List<?> names = value instanceof List<?> list ? list : List.of(value);
        return names.stream()
                        .allMatch(name -> name instanceof String text
                                && NAME.matcher(text).matches())
                && names.stream()
                        .anyMatch(name -> members.contains(String.valueOf(name).toLowerCase(Locale.ROOT)));
    }

    private static String json(String path, Set<String> members) {
        StringBuilder json = new StringBuilder("{\"");
        json.append(path.replace(".", "\": {\"")).append("\": {");
        members.stream()
                .findFirst()
                .ifPresent(name -> json.append('"').append(name).append("\": …"));
        return json.append("}"
                        .repeat(2 + (int) path.chars().filter(c -> c == '.').count()))
                .toString();
    }
}
