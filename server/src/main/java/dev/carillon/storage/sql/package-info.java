/// Directory data (apps, users, groups) in SQL: SQLite embedded. [SqlDirectory] is the facade.
@NullMarked
package dev.carillon.storage.sql;

import org.jspecify.annotations.NullMarked;
