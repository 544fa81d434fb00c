/// <reference types="node" />
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Marked } from 'marked';
import { gfmHeadingId } from 'marked-gfm-heading-id';
import type { Plugin } from 'vite';

const DOCS = fileURLToPath(new URL('../../docs', import.meta.url));
const STYLES = ['../src/shared/base.css', '../src/docs/docs.css'].map((path) => new URL(path, import.meta.url));
const ICON = new URL('../src/icon.svg', import.meta.url);

/** The sections of the first page, in the order in which they are of use. */
const SECTIONS: [folder: string, title: string][] = [
  ['guide', 'Guides'],
  ['reference', 'Reference'],
  ['decisions', 'Decisions: why it is built as it is'],
  ['', 'How it is built'],
];

export interface Doc {
  /** Below docs/, such as `guide/js.md`. */
  path: string;
  title: string;
  html: string;
}

/** Renders the pages under docs/ into the folder `docs` of what is built, so that each server brings its own along. */
export function documentation(): Plugin {
  return {
    name: 'documentation',
    apply: 'build',
    async writeBundle({ dir }) {
      const target = join(dir ?? 'dist', 'docs');
      const files = await names();
      const docs = await renderAll();
      await Promise.all(docs.map((doc) => write(join(target, doc.path.replace(/\.md$/, '.html')), page(doc.title, doc.html, doc.path))));
      await write(join(target, 'index.html'), page('Documentation', contents(docs), ''));
      const styles = await Promise.all(STYLES.map((url) => readFile(url, 'utf8')));
      await write(join(target, 'docs.css'), styles.join('\n'));
      await cp(ICON, join(target, 'icon.svg'));
      for (const path of files.filter((file) => file.endsWith('.svg'))) {
        await mkdir(dirname(join(target, path)), { recursive: true });
        await cp(join(DOCS, path), join(target, path));
      }
    },
  };
}

/** All pages, by their paths. */
export async function renderAll(): Promise<Doc[]> {
  const paths = (await names()).filter((file) => file.endsWith('.md'));
  return Promise.all(paths.map(async (path) => render(path, await readFile(join(DOCS, path), 'utf8'))));
}

async function names(): Promise<string[]> {
  return (await readdir(DOCS, { recursive: true })).map((path) => path.replaceAll('\\', '/')).sort();
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** Links between pages lose their `.md`; what lies outside docs/ is not served, so its name is all that is left. */
function render(path: string, markdown: string): Doc {
  const marked = new Marked(gfmHeadingId());
  marked.use({
    renderer: {
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        const target = address(path, href);
        return target === undefined ? text : `<a href="${escape(target)}">${text}</a>`;
      },
      table(token) {
        const row = (cells: typeof token.header, tag: string): string =>
          `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>`;
        const head = token.header.some((cell) => cell.text !== '') ? `<thead>${row(token.header, 'th')}</thead>` : '';
        const body = token.rows.map((cells) => row(cells, 'td')).join('\n');
        return `<div class="table" role="region" aria-label="Table" tabindex="0"><table>${head}<tbody>${body}</tbody></table></div>\n`;
      },
    },
  });
  const title = /^# (.+)$/m.exec(markdown)?.[1]?.replaceAll('`', '') ?? path;
  return { path, title, html: marked.parse(markdown, { async: false }) };
}

function address(from: string, href: string): string | undefined {
  if (/^(#|[a-z]+:)/i.test(href)) return href;
  const [file = '', fragment] = href.split('#');
  const target = posix.normalize(posix.join('/docs', posix.dirname(from), file));
  if (!target.startsWith('/docs/')) return undefined;
  return target.replace(/\.md$|\/$/, '') + (fragment === undefined ? '' : `#${fragment}`);
}

function contents(docs: Doc[]): string {
  const lists = SECTIONS.map(([folder, title]) => {
    const own = docs.filter((doc) => top(doc.path) === folder);
    const items = own.map((doc) => `<li><a href="/docs/${escape(doc.path.replace(/\.md$/, ''))}">${escape(doc.title)}</a></li>`);
    return items.length === 0 ? '' : `<h2>${title}</h2><ul>${items.join('\n')}</ul>`;
  });
  return `<h1>Documentation</h1><p>These pages belong to the version that runs here.</p>${lists.join('\n')}`;
}

const top = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '');

function page(title: string, body: string, path: string): string {
  const crumbs = path === '' ? '<a href="/">Carillon</a>' : '<a href="/">Carillon</a> / <a href="/docs">Documentation</a>';
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${escape(title)} – Carillon</title>
    <link rel="icon" type="image/svg+xml" href="/docs/icon.svg">
    <link rel="stylesheet" href="/docs/docs.css">
  </head>
  <body>
    <nav aria-label="Where you are">${crumbs}</nav>
    <main>
${body}
    </main>
  </body>
</html>
`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
