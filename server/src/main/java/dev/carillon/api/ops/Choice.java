package dev.carillon.api.ops;

import java.util.List;
import java.util.stream.Collectors;

/// Parameters of which at least one is needed.
public record Choice(List<Param<?>> params) {

    static Choice of(Param<?>... params) {
        return new Choice(List.of(params));
    }

    boolean satisfied(Values values) {
        return params.stream().anyMatch(param -> values.get(param) != null);
    }

    Outcome.Refusal missing() {
        List<String> paths = params.stream().map(Param::path).toList();
        String cause = paths.size() == 1
                ? paths.getFirst() + " is required"
                : "one of " + paths.stream().collect(Collectors.joining(", ")) + " is required";
        return new Outcome.Refusal(ApiError.MISSINGPARA, cause, paths, List.of());
    }
}
