package dev.carillon.api.ops;

import java.util.ArrayList;
import java.util.List;

/// What there is to know about an operation: requests are checked by it, and the reference is made from it.
///
/// @param summary one line, in Markdown
/// @param details further paragraphs, in Markdown; may be empty
/// @param choices what is needed; also each required parameter
/// @param answer what the answer carries, in Markdown
/// @param errors those of its own, beside the ones that every operation has
/// @param request example, JSON, without `op` and `token`
/// @param reply its answer, JSON
public record Spec(
        String name,
        List<String> aliases,
        String summary,
        String details,
        List<Param<?>> params,
        List<Choice> choices,
        String answer,
        List<ApiError> errors,
        String request,
        String reply) {

    static Builder named(String name, String... aliases) {
        return new Builder(name, List.of(aliases));
    }

    /// Gathers a [Spec].
    static final class Builder {
        private final String name;
        private final List<String> aliases;
        private final List<Param<?>> params = new ArrayList<>();
        private final List<Choice> choices = new ArrayList<>();
        private final List<ApiError> errors = new ArrayList<>();
        private String summary = "";
        private String details = "";
        private String answer = "";
        private String request = "{}";
        private String reply = "{}";

        private Builder(String name, List<String> aliases) {
            this.name = name;
            this.aliases = aliases;
        }

        Builder summary(String text) {
            summary = text;
            return this;
        }

        Builder details(String text) {
            details = text;
            return this;
        }

        Builder param(Param<?> param) {
            params.add(param);
            if (param.required()) {
                choices.add(Choice.of(param));
            }
            return this;
        }

        Builder params(List<Param<?>> more) {
            more.forEach(this::param);
            return this;
        }

        Builder oneOf(Param<?>... some) {
            choices.add(Choice.of(some));
            return this;
        }

        Builder answer(String text) {
            answer = text;
            return this;
        }

        Builder errors(ApiError... some) {
            errors.addAll(List.of(some));
            return this;
        }

        Spec example(String requestJson, String replyJson) {
            request = requestJson;
            reply = replyJson;
            return new Spec(
                    name,
                    aliases,
                    summary,
                    details,
                    List.copyOf(params),
                    List.copyOf(choices),
                    answer,
                    List.copyOf(errors),
                    request,
                    reply);
        }
    }
}
