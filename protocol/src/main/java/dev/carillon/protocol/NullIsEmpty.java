package dev.carillon.protocol;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/// Of a text that a request may change: null stands for the empty text, which removes it; only an absent member
/// leaves it as it is.
final class NullIsEmpty extends ValueDeserializer<String> {
    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) {
        return context.readValue(parser, String.class);
    }

    @Override
    public Object getNullValue(DeserializationContext context) {
        return "";
    }

    @SuppressWarnings("NullAway") // what the library takes for "not there"
    @Override
    public Object getAbsentValue(DeserializationContext context) {
        return null;
    }
}
