package dev.carillon.api.ops;

import dev.carillon.accounts.App;

/// One operation. Safe for all threads; may block.
interface Op {
    Spec spec();

    Outcome run(App app, Values values);
}
