/// Apps, users, their devices (tokens) and contacts, and what a user may do. [Accounts] is the facade.
@NullMarked
package dev.carillon.accounts;

import org.jspecify.annotations.NullMarked;
