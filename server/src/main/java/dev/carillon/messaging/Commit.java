package dev.carillon.messaging;

import org.jspecify.annotations.Nullable;

/// What became of a write that is now durable.
///
/// @param duplicate the message that was there before, when the write was refused as a repetition; then nothing else
/// was done
/// @param ref of the new message, null when there was none
/// @param seqs for each [Change.Deliver] of the write, in its order, the seq assigned. Treat as immutable
public record Commit(@Nullable Ref duplicate, @Nullable Ref ref, long[] seqs) {}
