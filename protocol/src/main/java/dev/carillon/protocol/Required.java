package dev.carillon.protocol;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// In a [ClientFrame]: a member without which the frame is refused; absent it arrives as null or 0. In a
/// [ServerFrame]: a number that is always there, for it is never 0. The types of clients in other languages are made
/// by it.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Required {}
