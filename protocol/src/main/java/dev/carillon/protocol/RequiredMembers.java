package dev.carillon.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which members the frames of clients must have ([Required]), and what they are called on the wire. Only of
/// [ClientFrame.Hello] the login itself says what is missing: it has close codes of its own.
final class RequiredMembers {
    private static final Map<Class<?>, String> NAMES = names();
    private static final Map<Class<?>, List<Method>> MEMBERS = members();

    private RequiredMembers() {}

    private static Map<Class<?>, String> names() {
        var names = new HashMap<Class<?>, String>();
        for (JsonSubTypes.Type type :
                ClientFrame.class.getAnnotation(JsonSubTypes.class).value()) {
            names.put(type.value(), type.name());
        }
        return Map.copyOf(names);
    }

    private static Map<Class<?>, List<Method>> members() {
        var members = new HashMap<Class<?>, List<Method>>();
        for (Class<?> frame : NAMES.keySet()) {
            var required = new ArrayList<Method>();
            for (RecordComponent member : frame.getRecordComponents()) {
                if (member.isAnnotationPresent(Required.class) && frame != ClientFrame.Hello.class) {
                    required.add(member.getAccessor());
                }
            }
            members.put(frame, List.copyOf(required));
        }
        return Map.copyOf(members);
    }

    /// The member `t` of such frames; null when it is no class of a frame.
    static @Nullable String name(@Nullable Object frame) {
        return frame instanceof Class<?> type ? NAMES.get(type) : null;
    }

    /// What is wrong when the frame lacks one, or null. A number that must be there is never 0, so that 0, null and
    /// nothing are the same.
    static @Nullable String problem(ClientFrame frame) {
        for (Method member : MEMBERS.getOrDefault(frame.getClass(), List.of())) {
            Object value = value(member, frame);
            if (value == null) {
                return NAMES.get(frame.getClass()) + "." + member.getName() + ": missing";
            }
            if (value instanceof Number number && number.longValue() == 0) {
                return NAMES.get(frame.getClass()) + "." + member.getName() + ": missing, or 0";
            }
        }
        return null;
    }

    private static @Nullable Object value(Method member, ClientFrame frame) {
        try {
            return member.invoke(frame);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e); // members of public records can be read
        }
    }
}
