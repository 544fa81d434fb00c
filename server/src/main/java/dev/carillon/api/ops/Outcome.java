package dev.carillon.api.ops;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What came of an operation.
public sealed interface Outcome {
    /// @param members what the answer carries beside `op` and `result`, in their order
    record Done(Map<String, Object> members) implements Outcome {
        public static final Done NOTHING_TO_SAY = new Done(Map.of());

        static Done with(String name, Object value) {
            return new Done(Map.of(name, value));
        }

        static Done with(String name, Object value, String name2, Object value2) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put(name, value);
            members.put(name2, value2);
            return new Done(members);
        }
    }

    /// @param cause for people
    /// @param properties the parameters at fault, by their path
    /// @param invalid unknown addresses; empty where that is not the trouble
    record Refusal(ApiError error, String cause, List<String> properties, List<String> invalid) implements Outcome {
        public static Refusal of(ApiError error, String cause, String... properties) {
            return new Refusal(error, cause, List.of(properties), List.of());
        }

        Refusal because(String more) {
            return new Refusal(error, cause + "; " + more, properties, invalid);
        }

        static Refusal bad(Param<?> param, String cause) {
            return of(ApiError.BADPARA, param.path() + ": " + cause, param.path());
        }

        static Refusal missing(Param<?>... params) {
            return Choice.of(params).missing();
        }

        static Refusal unknown(List<String> addresses, Param<?> param) {
            return new Refusal(
                    ApiError.BADUSER,
                    addresses.size() == 1 ? "there is no such user" : "there are no such users",
                    List.of(param.path()),
                    addresses);
        }
    }
}
