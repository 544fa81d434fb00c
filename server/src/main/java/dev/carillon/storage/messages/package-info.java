/// Message data: the stores behind [dev.carillon.messaging.MessageStore], one package each. All pass the same
/// tests.
@NullMarked
package dev.carillon.storage.messages;

import org.jspecify.annotations.NullMarked;
