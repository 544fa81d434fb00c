// docs/reference/js is made of the doc comments; stale, it would tell what is not so.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const PAGE = join(PROJECT, '../../docs/reference/js/README.md');

it('is up to date (npm run docs writes it anew)', { timeout: 180_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'carillon-reference-'));
  try {
    await promisify(execFile)(process.execPath, ['node_modules/typedoc/bin/typedoc', '--out', folder], { cwd: PROJECT });
    const made = await readFile(join(folder, 'README.md'), 'utf8');
    expect(await readFile(PAGE, 'utf8')).toBe(made);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
