/// The embedded message store, on RocksDB. [dev.carillon.storage.messages.rocks.RocksMessageStore] is the
/// facade.
///
/// A write travels `RocksMessageStore.commit` → `CommitThread` (queue, groups) → `GroupEncoder` (orders, duplicates,
/// rows) → `Database` (one batch, one sync) → back to the caller, and to `AfterThread` for its `then`. Reads go
/// straight to the `Database`, on the reader's own thread.
@NullMarked
package dev.carillon.storage.messages.rocks;

import org.jspecify.annotations.NullMarked;
