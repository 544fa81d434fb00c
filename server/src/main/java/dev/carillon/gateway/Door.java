package dev.carillon.gateway;

/// Takes in WebSocket connections.
@FunctionalInterface
public interface Door {
    /// A WebSocket was opened. Called on its event loop; must not block.
    ConnectionListener opened(Connection connection);
}
