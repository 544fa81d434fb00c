‹€export {}
