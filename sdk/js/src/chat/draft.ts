import type { Age, Content } from '../wire/frames.js';
import type { ChatMessage } from './message.js';

/** What `Conversation.send` takes: the content, and how it is sent. */
export interface Draft extends Content {
  /** For the application; the server does not look at it. */
  type?: number;
  /** Sum of `Flag`. Default 3: delivery and read receipts. */
  flags?: number;
  /** Seconds until an undelivered message is dropped; 0: only for who is connected, never stored. Default one year. */
  expiry?: number;
  /** Leaves the server that many seconds later. */
  when?: number;
  /** The message answered, or its `mid`. */
  replyTo?: ChatMessage | number;
  thread?: number;
  /** A name of the application's own, at most 64 bytes. All devices of this user see it, nobody else does. It tells no messages apart. */
  label?: string;
  forwarded?: boolean;
  /** Disappears that many seconds after it was sent, delivered or read. */
  age?: Age;
  /** An id of one's own, from `newMid()`. */
  mid?: number;
}

/** The file of a message, as far as its message tells. */
export interface ChatFile {
  /** Absent while the file is not uploaded. */
  url: string | undefined;
  name: string;
  /** Bytes; 0 when unknown. */
  size: number;
  mimeType: string;
  /** A number of `FileType`, or the application's. */
  fileType: number;
  /** A small picture in base64. */
  thumbnail: string | undefined;
  /** The file itself, while it waits for its upload on this device. */
  local: Blob | undefined;
}

export interface SendFileOptions extends Draft {
  onProgress?: (sent: number, total: number) => void;
}

export interface UploadOptions {
  /** Default: that of a `File`, or `file`. */
  name?: string;
  /** A MIME type. Default: that of the blob. */
  type?: string;
  /** Bytes that the server has. */
  onProgress?: (sent: number, total: number) => void;
  /** Aborts the upload; what the server has of it is deleted. */
  signal?: AbortSignal;
}

/** A file on the server. */
export interface UploadedFile {
  url: string;
  name: string;
  size: number;
  mimeType: string;
  fileType: number;
  width?: number;
  height?: number;
  /** A small picture in base64, for `Content.thumbnail`. */
  thumbnail?: string;
}

const CONTENT = [
  'text',
  'data',
  'title',
  'subtitle',
  'footer',
  'url',
  'launchUrl',
  'fileType',
  'fileName',
  'fileSize',
  'mimeType',
  'thumbnail',
  'latitude',
  'longitude',
  'fields',
] as const satisfies readonly (keyof Content)[];

/** The content alone of what is to be sent. */
export function contentOf(draft: Content): Content {
  const content: Record<string, unknown> = {};
  for (const name of CONTENT) if (draft[name] !== undefined) content[name] = draft[name];
  return content as Content;
}
