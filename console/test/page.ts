import type { Environment } from 'vitest/runtime';

/** Code as a browser gets it, where what is reactive is so; without a document. */
const page: Environment = {
  name: 'page',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => {} }),
};

export default page;
