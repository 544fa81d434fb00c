/* What a person pastes or drops: often several forms of one thing. */

/** A picture or file alone is meant as that. */
export type Brought = { files: File[]; folders: boolean } | { text: string };

/**
 * Cells of a spreadsheet or a part of a page come as text, as HTML and as a picture at once: then the text is meant,
 * unless it only names the files. Folders can not be sent, and are left out.
 */
export function brought(transfer: DataTransfer): Brought {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  const isFolder = (item: DataTransferItem): boolean => item.webkitGetAsEntry?.()?.isDirectory === true;
  const files = items.filter((item) => !isFolder(item)).map((item) => item.getAsFile()).filter((file) => file !== null);
  const text = transfer.getData('text/plain');
  if (items.length > 0 && (text.trim() === '' || namesFiles(text, files))) return { files, folders: items.some(isFolder) };
  return { text: text || transfer.getData('text/uri-list') };
}

/** A file manager gives the paths of the files along. */
function namesFiles(text: string, files: readonly File[]): boolean {
  const names = new Set(files.map(({ name }) => name));
  return text.trim().split(/\r?\n/u).every((line) => names.has(lastPart(line)));
}

function lastPart(path: string): string {
  const part = path.trim().split(/[/\\]/u).at(-1) ?? '';
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
