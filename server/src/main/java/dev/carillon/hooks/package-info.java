/// What happens in and after the path of a message: scripts, webhooks, push, modules. Comes later; nothing here yet.
/// The message store already keeps an outbox for it, see [dev.carillon.messaging.MessageStore#outbox].
@NullMarked
package dev.carillon.hooks;

import org.jspecify.annotations.NullMarked;
