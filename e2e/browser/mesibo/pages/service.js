importScripts('{{SDK}}');
Mesibo.initServiceWorker(caches, self);
