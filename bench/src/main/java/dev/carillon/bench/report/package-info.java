/// What was measured, as a table for people, as JSON for programs, as a plot for the docs.
@NullMarked
package dev.carillon.bench.report;

import org.jspecify.annotations.NullMarked;
