/* Finds what a person types in what others wrote, as the search of the client does. */
import { findIn, fold } from 'carillon-client';
import { cutAt } from './characters.js';

const BEFORE = 24;
const AFTER = 120;

export const contains = (text: string, wanted: string): boolean => fold(text).includes(fold(wanted));

/** What is before, in and after the first place of a text that has `wanted`; as much as a line needs. */
export function around(text: string, wanted: string): [before: string, match: string, after: string] {
  const place = findIn(text, wanted);
  if (place === undefined) return [text.slice(0, cutAt(text, BEFORE + AFTER)), '', ''];
  const [at, end] = place;
  const start = cutAt(text, Math.max(0, at - BEFORE));
  return [`${start > 0 ? '…' : ''}${text.slice(start, at)}`, text.slice(at, end), text.slice(end, cutAt(text, end + AFTER))];
}
