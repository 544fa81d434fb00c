/// The load generator: many clients on one thread, the caller's. [NetLoop] moves the bytes; over it there are
/// WebSocket users ([Crowd], who exchange messages by a [Traffic], and [LoginChurn]) and HTTP requests
/// ([HttpCalls]).
///
/// It shares the machine with the server, so its own cost is part of each figure. Therefore frames are made once
/// and patched, what comes is read as bytes, and each connection writes at most once a turn. Nothing here may be
/// used by another thread than the one that made it.
@NullMarked
package dev.carillon.bench.load;

import org.jspecify.annotations.NullMarked;
