import { readFileSync } from 'node:fs';
import { defineConfig, type UserConfig } from 'tsdown';
import { inlineConstants, nameStrings, openInternals, shorten } from './build/plugins.js';
import { namesForStrings } from './build/strings.js';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };

const strings = namesForStrings();

const everywhere = {
  platform: 'browser',
  target: 'es2022',
  sourcemap: true,
  clean: false, // the three write into one folder, which the build script empties
  define: { SDK_VERSION: JSON.stringify(version) },
} satisfies UserConfig;

export default defineConfig([
  {
    ...everywhere,
    entry: { 'carillon-client': 'src/index.ts' },
    format: 'esm',
    dts: true,
    outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
  },
  {
    // the same, small: what the server hands out under /sdk/
    ...everywhere,
    entry: { 'carillon-client': 'src/index.ts' },
    format: 'esm',
    outDir: 'dist/served',
    minify: true,
    dts: false,
    outExtensions: () => ({ js: '.js' }),
  },
  {
    // the package: import and require
    ...everywhere,
    entry: { 'mesibo-module': 'src/mesibo/index.ts' },
    format: ['esm', 'cjs'],
    dts: true,
    outExtensions: ({ format }) => (format === 'cjs' ? { js: '.cjs', dts: '.d.cts' } : { js: '.js', dts: '.d.ts' }),
  },
  {
    // the classic script: one file
    ...everywhere,
    entry: { mesibo: 'src/mesibo/script.ts' },
    format: 'iife',
    plugins: [inlineConstants(), openInternals(), nameStrings(strings), shorten(strings)],
    minify: true,
    dts: false,
    outputOptions: { entryFileNames: 'mesibo.js' },
  },
]);
