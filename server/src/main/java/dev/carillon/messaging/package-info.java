/// Messages: accepting, storing, delivering, receipts, history, taking back, scheduling. [Messaging] is the facade;
/// [MessageStore] and [LiveDevices] are what it needs from storage and from the gateway.
@NullMarked
package dev.carillon.messaging;

import org.jspecify.annotations.NullMarked;
