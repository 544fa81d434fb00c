package dev.carillon.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The doc comments of the protocol's sources: of types, of their members, and of constants.
final class SourceDocs {
    private static final Pattern TYPE =
            Pattern.compile("(?:public |final |sealed )*(?:record|enum|class|interface) (\\w+).*");
    private static final Pattern CONSTANT =
            Pattern.compile("(?:@\\w+\\(.*\\)\\s*)?(?:public static final \\w+ )?([A-Z][A-Z0-9_]*)(?: =|\\(|,|;|$).*");
    private static final Pattern PARAM = Pattern.compile("@param (\\w+) (.*)");
    private static final Pattern LINK = Pattern.compile("\\[([\\w.#]+)]");

    private final Map<String, String> texts = new HashMap<>();

    /// @param files of one class each; what is nested is found by its own name
    static SourceDocs read(Class<?>... files) throws IOException {
        var docs = new SourceDocs();
        for (Class<?> file : files) {
            docs.add(
                    Files.readAllLines(Path.of("src/main/java/dev/carillon/protocol", file.getSimpleName() + ".java")));
        }
        return docs;
    }

    /// Of a type; empty when it has none.
    String of(Class<?> type) {
        return texts.getOrDefault(name(type), "");
    }

    /// Of a member of a record, or a constant; empty when it has none.
    String of(Class<?> type, String member) {
        return texts.getOrDefault(name(type) + "#" + member, "");
    }

    private static String name(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1);
    }

    private void add(List<String> lines) {
        String outer = "";
        String type = "";
        List<String> comment = new ArrayList<>();
        for (String line : lines) {
            String text = line.strip();
            Matcher declared = TYPE.matcher(text);
            Matcher constant = CONSTANT.matcher(text);
            if (text.startsWith("///")) {
                comment.add(text.substring(3).strip());
                continue;
            }
            if (text.startsWith("@") && !constant.matches()) {
                continue; // an annotation between the comment and what it is about
            }
            if (declared.matches()) {
                outer = outer.isEmpty() ? declared.group(1) : outer;
                type = outer.equals(declared.group(1)) ? outer : outer + "$" + declared.group(1);
                keep(type, comment);
            } else if (constant.matches() && !comment.isEmpty()) {
                texts.put(type + "#" + constant.group(1), plain(String.join(" ", comment)));
            }
            comment.clear();
        }
    }

    private void keep(String type, List<String> comment) {
        var about = new StringBuilder();
        String member = "";
        for (String line : comment) {
            Matcher param = PARAM.matcher(line);
            if (param.matches()) {
                member = param.group(1);
                texts.put(type + "#" + member, plain(param.group(2)));
            } else if (!member.isEmpty()) {
                texts.merge(type + "#" + member, plain(line), (a, b) -> a + " " + b);
            } else if (!line.isEmpty()) {
                about.append(about.isEmpty() ? "" : " ").append(line);
            }
        }
        texts.put(type, plain(about.toString()));
    }

    private static String plain(String text) {
        return LINK.matcher(text).replaceAll(link -> "`" + link.group(1).replaceFirst("^.*[.#]", "") + "`");
    }
}
