// Compresses the text-like files below a folder, as browsers take them: FOLDER/a.js becomes FOLDER/.br/a.js and
// FOLDER/.gzip/a.js, where that is worth it. The server hands out whichever the browser asks for.
//   node build/compress.mjs server/target/classes/web
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TEXT = /\.(html|js|mjs|cjs|css|json|map|webmanifest|svg|txt|wasm)$/;
const LEAST_BYTES = 512;
/** Source maps are for people with the tools open: the best compression of them takes more time than it saves. */
const quality = (name) => (name.endsWith('.map') ? 5 : constants.BROTLI_MAX_QUALITY);

const codings = {
  '.br': (bytes, name) =>
    brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_QUALITY]: quality(name),
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  '.gzip': (bytes) => gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }),
};

const [, , folder] = process.argv;
if (folder === undefined) {
  console.error('usage: node build/compress.mjs FOLDER');
  process.exit(1);
}

for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath ?? entry.path, entry.name);
  const name = relative(folder, file);
  if (!entry.isFile() || name.startsWith('.') || !TEXT.test(name)) continue;
  const bytes = readFileSync(file);
  if (bytes.length < LEAST_BYTES) continue;
  for (const [place, compress] of Object.entries(codings)) {
    const coded = compress(bytes, name);
    if (coded.length < 0.9 * bytes.length) {
      const target = join(folder, place, name);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, coded);
    }
  }
}
