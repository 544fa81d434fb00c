/// Groups, their members, roles and join codes; who may send to and who receives from a group. [Groups] is the
/// facade.
@NullMarked
package dev.carillon.groups;

import org.jspecify.annotations.NullMarked;
