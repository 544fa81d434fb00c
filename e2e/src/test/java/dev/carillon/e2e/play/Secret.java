package dev.carillon.e2e.play;

import org.jspecify.annotations.Nullable;

/// Something with a mark of its own, which shows in every frame that tells of it.
interface Secret {
    /// Why `viewer` may not be told of it in that time; null when it may.
    @Nullable
    String kept(Person viewer, Span span);

    /// The app whose people it concerns.
    App app();

    /// Whether the app's own back-end may be told of it.
    boolean forBackEnd();
}
