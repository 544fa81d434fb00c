import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: { 'carillon-client': 'src/index.ts' },
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  dts: true,
  sourcemap: true,
  clean: true,
  outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
});
