import { fileTypeOf as typeOf } from '../chat/files/kinds.js';

/** `MESIBO_FILETYPE_` by the MIME type, or else by the extension of the name or address. */
export function fileTypeOf(mimeType: string | undefined, name: string | undefined): number {
  return typeOf(mimeType ?? '', (name ?? '').split(/[?#]/)[0] ?? '');
}

const SIGNATURES: [string, string][] = [
  ['iVBOR', 'png'],
  ['R0lG', 'gif'],
  ['UklG', 'webp'],
];

/** A picture in base64 as an address. */
export function dataUrl(base64: string): string {
  const kind = SIGNATURES.find(([start]) => base64.startsWith(start))?.[1] ?? 'jpeg';
  return `data:image/${kind};base64,${base64}`;
}
