import { constants as C } from './constants.js';
import { sourceOf } from './elements.js';
import { base64Of } from './elements.js';
import { dataUrl } from './file-types.js';
import { MesiboMessage } from './message.js';
import { utf8 } from './message-fields.js';
import { profiles } from './profiles.js';

/** Where a message of a v1 application goes, and how. */
export interface ParamsV1 {
  peer?: string;
  groupid?: number;
  flag?: number;
  type?: number;
  expiry?: number;
  id?: number;
  message?: string;
}

/** A file as v1 applications describe it. */
export interface FileV1 {
  filetype?: number;
  type?: number;
  size?: number;
  fileurl?: string;
  url?: string;
  title?: string;
  message?: string;
  tn?: Uint8Array | string;
  thumbnail?: Uint8Array | string;
  /** The id of a file input, or the file. */
  file?: unknown;
}

/** A message as `params` say. A group wins over a peer; `id` is kept as a label, whatever number it is. */
function newMessage(params: ParamsV1, id: number | undefined): MesiboMessage | undefined {
  const group = Number(params.groupid) || 0;
  const peer = params.peer ?? '';
  if (group <= 0 && peer === '') return undefined;
  const message = new MesiboMessage(group > 0 ? profiles.group(group) : profiles.user(peer));
  if (params.flag !== undefined) message.flag = message.flags = Number(params.flag) || 0;
  if (params.type !== undefined) message.type = Number(params.type) || 0;
  if (params.expiry !== undefined) message.expiry = Number(params.expiry);
  const label = Number(id ?? params.id);
  if (label) message.v1Label = label;
  return message;
}

/** `data`: text, or its bytes; bytes that are no text are sent as such. */
export function sendMessage(params: ParamsV1, id: number, data?: string | Uint8Array): number {
  const message = newMessage(params, id);
  if (message === undefined) return C.MESIBO_RESULT_BADREQ;
  const content = data ?? params.message ?? '';
  const text = typeof content === 'string' ? content : utf8(content);
  if (text !== undefined) message.message = text;
  else message.data = content as Uint8Array;
  return message.send();
}

export function sendFile(params: ParamsV1, id: number, file: FileV1): number {
  const message = newMessage(params, id);
  if (message === undefined) return C.MESIBO_RESULT_BADREQ;
  message.message = file.message ?? params.message ?? '';
  message.title = file.title ?? '';
  const type = file.filetype ?? file.type;
  if (type) message.setContentType(Number(type));
  const thumbnail = file.tn ?? file.thumbnail;
  message.setThumbnail(thumbnail instanceof Uint8Array ? dataUrl(base64Of(thumbnail)) : (thumbnail ?? null));
  message.contentSource = file.file ? sourceOf(file.file) : sourceOf(file.fileurl ?? file.url);
  return message.contentSource === undefined ? C.MESIBO_RESULT_BADREQ : message.send();
}
