/* Times, days, sizes and names, as people read them. */
import { firstCharacter } from './characters.js';

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long' });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
const shortDate = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const seconds = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

export const timeOf = (ts: number): string => time.format(ts);

export const exactTime = (ts: number): string => exact.format(ts);

/** To the second, with the date only where it is not today. */
export function momentOf(ts: number, now: number): string {
  return daysBetween(ts, now) <= 0 ? seconds.format(ts) : `${shortDate.format(ts)}, ${seconds.format(ts)}`;
}

/** Heading of a day in a chat: Today, Yesterday, a weekday, a date. */
export function dayOf(ts: number, now: number): string {
  const days = daysBetween(ts, now);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return days < 7 ? weekday.format(ts) : date.format(ts);
}

/** As short as the list of chats needs it. */
export function briefTime(ts: number, now: number): string {
  const days = daysBetween(ts, now);
  if (days <= 0) return timeOf(ts);
  return days === 1 ? 'Yesterday' : shortDate.format(ts);
}

export function lastSeen(ts: number, now: number): string {
  const day = dayOf(ts, now);
  return `last seen ${day === 'Today' || day === 'Yesterday' ? day.toLowerCase() : day} at ${timeOf(ts)}`;
}

export function sameDay(a: number, b: number): boolean {
  return startOfDay(a) === startOfDay(b);
}

/** The first letters of the first two words of a name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).slice(0, 2);
  return words.map((word) => firstCharacter(word).toLocaleUpperCase()).join('') || '?';
}

/** A hue, 0–359, that is always the same for a name. */
export function hueOf(name: string): number {
  let hash = 0;
  for (const char of name) hash = (hash * 31 + char.codePointAt(0)!) | 0;
  return Math.abs(hash) % 360;
}

/** Bytes, for people. */
export function sizeOf(bytes: number): string {
  if (bytes === 1) return '1 byte';
  const units = ['bytes', 'KB', 'MB', 'GB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const size = bytes / 1000 ** power;
  return `${size.toLocaleString(undefined, { maximumFractionDigits: size < 10 && power > 0 ? 1 : 0 })} ${units[power]}`;
}

export const utf8Length = (text: string): number => new TextEncoder().encode(text).length;

function startOfDay(ts: number): number {
  return new Date(ts).setHours(0, 0, 0, 0);
}

function daysBetween(ts: number, now: number): number {
  return Math.round((startOfDay(now) - startOfDay(ts)) / 86_400_000);
}
