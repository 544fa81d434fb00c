package dev.carillon.storage.messages.rocks;

/// How a message store is opened.
///
/// @param acceptLoss also when it is damaged, with what is left of it
/// @param tables files that stay open
public record StoreSetup(boolean acceptLoss, int tables) {
    static final StoreSetup NORMAL = new StoreSetup(false, 512);
}
