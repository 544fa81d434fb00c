import { constants as C } from './constants.js';

const IMAGE = 'jpg jpeg gif bmp png webp svg ico tif tiff avif heic'.split(' ');
const VIDEO = 'm4v avi mpg mp4 webm wmv mov qt mkv flv mpeg m2v 3gp'.split(' ');
const AUDIO = 'mp3 aac flac m4a wav ogg opus weba'.split(' ');

/** `MESIBO_FILETYPE_` by the MIME type, or else by the extension of the name or address. */
export function fileTypeOf(mimeType: string | undefined, name: string | undefined): number {
  switch (mimeType?.split('/')[0]) {
    case 'image':
      return C.MESIBO_FILETYPE_IMAGE;
    case 'video':
      return C.MESIBO_FILETYPE_VIDEO;
    case 'audio':
      return C.MESIBO_FILETYPE_AUDIO;
  }
  const extension = /\.([a-z0-9]+)$/i.exec((name ?? '').split(/[?#]/)[0] ?? '')?.[1]?.toLowerCase() ?? '';
  if (IMAGE.includes(extension)) return C.MESIBO_FILETYPE_IMAGE;
  if (VIDEO.includes(extension)) return C.MESIBO_FILETYPE_VIDEO;
  return AUDIO.includes(extension) ? C.MESIBO_FILETYPE_AUDIO : C.MESIBO_FILETYPE_OTHER;
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
