/// Random play by honest and hostile clients, and a judge who knows who may see what: the model is written from
/// `docs/guide/protocol.md` and knows nothing of the server's classes.
@NullMarked
package dev.carillon.e2e.play;

import org.jspecify.annotations.NullMarked;
