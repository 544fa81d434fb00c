/* Of which shape a picture is, before it has come: its thumbnail, a small JPEG, comes with the message. */

/** Markers of a JPEG whose segment tells height and width. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** So much narrower or wider than high a picture is shown; what is more is cut off. */
const LEAST = 0.4;
const MOST = 2.5;

/** Thumbnails are not larger than this; one that is smaller is as large as its picture. */
const THUMBNAIL_SIDE = 320;

export interface Shape {
  /** Width by height. */
  ratio: number;
  /** In pixels of the page; undefined: more than there is room for. */
  width: number | undefined;
}

/** Undefined where the thumbnail does not tell. */
export function shapeOf(thumbnail: string | undefined): Shape | undefined {
  if (thumbnail === undefined) return undefined;
  try {
    const size = sizeOfJpeg(Uint8Array.from(atob(thumbnail), (char) => char.charCodeAt(0)));
    return size && shapeOfSize(size.width, size.height);
  } catch {
    return undefined; // no base64
  }
}

export function shapeOfSize(width: number, height: number): Shape | undefined {
  const ratio = bounded(width / height);
  return ratio === undefined ? undefined : { ratio, width: Math.max(width, height) < THUMBNAIL_SIDE ? width : undefined };
}

const bounded = (ratio: number): number | undefined =>
  Number.isFinite(ratio) && ratio > 0 ? Math.min(Math.max(ratio, LEAST), MOST) : undefined;

function sizeOfJpeg(bytes: Uint8Array): { width: number; height: number } | undefined {
  const view = new DataView(bytes.buffer);
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    if (isFrame(bytes[at + 1]!)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}
