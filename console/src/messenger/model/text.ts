/* What stands for a message where there is only a line of text. */
import { FileType, Limits, type ChatMessage } from 'carillon-client';
import { plainName } from './characters.js';
import { fileNameOf } from './names.js';

/** Wiped, recalled by its sender, or no longer on this device, as one that has disappeared: only its place is left. */
export function isGone(message: ChatMessage): boolean {
  return message.wiped || message.removed || (message.recalled && !message.own);
}

/** The text of a message, or what stands for one that has none. */
export function textOf(message: ChatMessage): string {
  if (isGone(message)) return 'This message was deleted';
  const { text, title } = message.content;
  return text || plainName(title ?? '') || nameOfFile(message) || 'Message without text';
}

const EMOJI = /^(?:\p{RI}{2}|\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\u{FE0F}|\u{200D}\p{Extended_Pictographic})*|\s){1,12}$/u;

/** Nothing but a few emoji: they are shown larger. */
export function isEmoji(text: string): boolean {
  return text.length < 60 && EMOJI.test(text);
}

/** A sender may edit and delete for all for an hour. */
export function mayBeChanged(message: ChatMessage, now: number): boolean {
  return message.own && !isGone(message) && message.order !== undefined && now - message.ts < Limits.RetractionSeconds * 1000;
}

function nameOfFile(message: ChatMessage): string {
  const { file } = message;
  if (file === undefined) return '';
  return file.fileType === FileType.Image ? 'Picture' : fileNameOf(file);
}
