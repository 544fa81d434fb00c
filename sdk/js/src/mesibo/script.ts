// The classic script: defines everything on the global object, in pages, workers and Node.
import { surface } from './surface.js';

// As properties that applications may redefine, also by a class or const of the same name.
for (const [name, value] of Object.entries(surface)) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: true });
}
