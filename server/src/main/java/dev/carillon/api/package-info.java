/// The Backend API over HTTP: reading requests in all the spellings in use, who may ask, the envelope of the answers,
/// and the descriptions made from the catalogue of operations. [BackendApi] is the facade; the operations live in
/// `api.ops`.
@NullMarked
package dev.carillon.api;

import org.jspecify.annotations.NullMarked;
