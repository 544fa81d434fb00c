import { feature } from '../wire/features.js';

/** What an application names when it wants to send or show something. */

/** The element with this id, or the element itself; nothing where there is no page. */
export function elementOf(what: unknown): Element | undefined {
  const page = feature('document');
  if (page === undefined) return undefined;
  if (typeof what === 'string') return page.getElementById(what) ?? undefined;
  return what instanceof Element ? what : undefined;
}

/** The picture, sound or document behind what an application names: the bytes, or where they are. */
export type Source = { blob: Blob; name?: string } | { url: string } | undefined;

/**
 * Takes a `File` or `Blob`, the id of an element or the element (a file input, picture, video, sound or canvas), or an
 * address. Undefined: there is nothing.
 */
export function sourceOf(what: unknown): Source {
  if (typeof Blob !== 'undefined' && what instanceof Blob) return { blob: what };
  const element = elementOf(what);
  if (element !== undefined) return sourceOfElement(element);
  return typeof what === 'string' && what !== '' ? { url: what } : undefined;
}

function sourceOfElement(element: Element): Source {
  if (element instanceof HTMLInputElement) {
    const file = element.files?.[0];
    return file && { blob: file };
  }
  if (element instanceof HTMLCanvasElement) return { blob: blobOf(element.toDataURL('image/png')), name: 'image.png' };
  const { currentSrc, src, href } = element as Partial<HTMLMediaElement & HTMLAnchorElement>;
  const url = currentSrc || src || href;
  return url === undefined ? undefined : sourceOfUrl(url);
}

function sourceOfUrl(url: string): Source {
  return url.startsWith('data:') ? { blob: blobOf(url) } : { url };
}

/** The bytes of a `data:` address. */
function blobOf(dataUrl: string): Blob {
  const [head, body] = dataUrl.split(',', 2) as [string, string];
  const type = head.slice(5).replace(/;base64$/, '');
  return new Blob([head.endsWith(';base64') ? bytesOf(body) : decodeURIComponent(body)], { type });
}

/** The bytes of a text in base64; empty when it is not base64. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

/** Bytes in base64. */
export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}
