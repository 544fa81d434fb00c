/** What a file is, in `Content.fileType`. */
export const FileType = { Image: 1, Video: 2, Audio: 3, Other: 10 } as const;

const EXTENSIONS: Record<number, string> = {
  [FileType.Image]: 'jpg jpeg gif bmp png webp svg ico tif tiff',
  [FileType.Video]: 'm4v avi mpg mp4 webm wmv mov qt mkv flv mpeg m2v 3gp',
  [FileType.Audio]: 'mp3 aac flac m4a wav ogg',
};

/** By its MIME type, or else by the end of its name. */
export function fileTypeOf(mimeType: string, name: string): number {
  if (mimeType.startsWith('image/')) return FileType.Image;
  if (mimeType.startsWith('video/')) return FileType.Video;
  if (mimeType.startsWith('audio/')) return FileType.Audio;
  const end = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  for (const [type, ends] of Object.entries(EXTENSIONS)) if (ends.split(' ').includes(end)) return Number(type);
  return FileType.Other;
}
