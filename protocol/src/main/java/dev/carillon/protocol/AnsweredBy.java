package dev.carillon.protocol;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The frame that answers a request, unless an `error` does. A [ClientFrame] without it is a notice, for which nobody
/// waits.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface AnsweredBy {
    Class<? extends ServerFrame> value();
}
