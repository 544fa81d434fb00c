/// The operations of the Backend API, one class each, described by data ([Spec], [Param]) from which requests are
/// checked and the reference is made. [OpRegistry] is the facade.
@NullMarked
package dev.carillon.api.ops;

import org.jspecify.annotations.NullMarked;
