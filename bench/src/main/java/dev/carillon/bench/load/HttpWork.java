package dev.carillon.bench.load;

import org.jspecify.annotations.Nullable;

/// Requests that [HttpCalls] makes.
public interface HttpWork {
    /// The JSON of the next request; null when there is no more.
    ///
    /// @param index how many were taken before
    @Nullable
    String next(int index);

    /// The server has said yes. The bytes are only good during the call.
    ///
    /// @param index of the request
    /// @param at where the body begins
    void answered(int index, byte[] bytes, int at, int length);
}
