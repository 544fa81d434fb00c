import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { documentation } from './build/docs.js';

/** The client is the one next door, always as it is there. */
const client = decodeURIComponent(new URL('../sdk/js/src/index.ts', import.meta.url).pathname);

/** What runs behind `npm run dev`. */
const SERVER = 'http://127.0.0.1:8080';

/** The pages need nothing but their own server; what is built says so to the browser. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self' ws: wss:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY }, injectTo: 'head-prepend' },
  ],
};

export default defineConfig({
  plugins: [svelte({ configFile: false }), contentSecurityPolicy, documentation()],
  resolve: { alias: { 'carillon-client': client } },
  test: { environment: './test/page.ts', server: { deps: { inline: ['svelte'] } } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ['index.html', 'messenger.html'] },
  },
  // files have the address under which they were uploaded: that of this page, not that of the server behind it
  server: {
    proxy: { '/backend': SERVER, '/invite': SERVER, '/messenger/api': SERVER, '/files': { target: SERVER }, '/ws': { target: SERVER, ws: true } },
  },
});
