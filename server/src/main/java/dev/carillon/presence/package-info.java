/// Who is online, who is typing, when somebody was last seen: what is told to connected users and never stored.
/// [Presence] is the facade.
@NullMarked
package dev.carillon.presence;

import org.jspecify.annotations.NullMarked;
