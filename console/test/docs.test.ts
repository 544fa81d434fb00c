// @vitest-environment node
// The pages of docs/ as the server shows them: no link between them leads nowhere.
import { expect, it } from 'vitest';
import { renderAll } from '../build/docs.js';

const docs = await renderAll();
const pages = new Map(docs.map(({ path, html }) => [`/docs/${path.replace(/\.md$/, '')}`, html]));
const ids = (html: string): string[] => [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);

it.each(docs)('$path has a title, and its links lead somewhere', ({ path, title, html }) => {
  expect(title).not.toBe('');
  const own = `/docs/${path.replace(/\.md$/, '')}`;
  for (const [, href] of html.matchAll(/<a href="([^"]+)"/g)) {
    if (/^[a-z]+:/i.test(href!)) continue;
    const [page, fragment] = href!.split('#');
    const target = page === '' ? own : page!;
    expect(['/docs', ...pages.keys()], href).toContain(target);
    if (fragment !== undefined) expect(ids(pages.get(target) ?? ''), href).toContain(fragment);
  }
});

it('lets nothing of a page end in an element of the page around it', () => {
  for (const { path, html } of docs) expect(html, path).not.toMatch(/<\/(main|body|html)>|<script/i);
});
