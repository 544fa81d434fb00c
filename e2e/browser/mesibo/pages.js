// The web site of the applications: another origin than the server's, as for everybody who uses a script by its address.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('pages/', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8' };

const copy = async (url) => (url.startsWith('file:') ? readFile(new URL(url)) : (await fetch(url)).text());

/** Serves the pages with `{{SDK}}` replaced by the script's address; `copies` are files from elsewhere, by their path. */
export async function startPages(sdk, copies = {}) {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, 'http://localhost').pathname);
    try {
      if (copies[path] !== undefined) {
        response.writeHead(200, { 'Content-Type': TYPES['.js'] });
        return response.end(await copy(copies[path]));
      }
      const text = await readFile(join(FOLDER, path), 'utf8');
      response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream', 'Cache-Control': 'no-store' });
      response.end(text.replaceAll('{{SDK}}', sdk));
    } catch {
      response.writeHead(path === '/favicon.ico' ? 204 : 404);
      response.end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
  };
}
