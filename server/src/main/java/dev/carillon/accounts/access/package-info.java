/// Who may do what to whom, as far as two users and their permissions say it: asked by everything that sends, edits,
/// shows or adds. [Access] is the facade. What a group says is in `groups`.
@NullMarked
package dev.carillon.accounts.access;

import org.jspecify.annotations.NullMarked;
