package dev.carillon.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;

/// When a message disappears: seconds after it was sent, delivered, read. 0 means never for that event.
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Age(long sent, long delivered, long read) {}
