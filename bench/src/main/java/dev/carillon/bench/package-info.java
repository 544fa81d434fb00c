/// Measures the server from outside, as its clients see it. [Main] runs all rows of the table, or one load as asked
/// for; the load generator is in `load`, the process that is measured in `server`, the results in `report`. What is
/// asked for with `jmh` goes to JMH.
@NullMarked
package dev.carillon.bench;

import org.jspecify.annotations.NullMarked;
