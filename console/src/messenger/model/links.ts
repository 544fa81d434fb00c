/* Addresses that come from other people: which of them are followed, and which are shown. */
import { LinkifyIt, REBuilder } from 'linkify-it';
import tlds from 'tlds';
import { cutAt } from './characters.js';

export interface Piece {
  text: string;
  href?: string;
}

/** Thai, Lao, kana, ideographs, Hangul: there may be no blank between a word and the address after it. */
const WITHOUT_BLANKS = '[\\u0E00-\\u0EFF\\u3040-\\u30FF\\u3400-\\u9FFF\\uAC00-\\uD7AF]';

/** Also finds an address right behind a word of a script that is written without blanks. */
class Boundaries extends REBuilder {
  override get_schema_search(): RegExp {
    const { source, flags } = super.get_schema_search();
    return (this.cache['anywhere'] ??= new RegExp(source.replace('(^|', `(^|${WITHOUT_BLANKS}|`), flags));
  }
}

/** Only the web and mail: no other scheme is followed, and a name alone (`notes.md`, `deploy.sh`) is none without `www.` before it. */
const finder = new LinkifyIt({ rebuilder: new Boundaries(), fuzzyLink: true, fuzzyEmail: true, urlAuth: true, tlds }).add('ftp:', null).add('//', null);
const FOLLOWED = /^(https?:\/\/|mailto:)/iu;
const NAMED = /^www\./iu;

/** Splits a text into plain pieces and links. */
export function pieces(text: string): Piece[] {
  const result: Piece[] = [];
  let end = 0;
  for (const { index, lastIndex, raw, schema, url } of finder.match(text) ?? []) {
    const href = schema === '' ? `https://${raw}` : url;
    if (!FOLLOWED.test(href) || (schema === '' && !NAMED.test(raw)) || !URL.canParse(href)) continue;
    if (index > end) result.push({ text: text.slice(end, index) });
    result.push({ text: raw, href });
    end = lastIndex;
  }
  if (end < text.length) result.push({ text: text.slice(end) });
  return result;
}

/** The beginning of a text, of at most that length: no character of it is cut, and a link is there as a whole or not at all. */
export function beginning(text: string, most: number): string {
  const cut = cutAt(text, most);
  let end = 0;
  for (const { text: piece, href } of pieces(text)) {
    if (end + piece.length > cut) return text.slice(0, href === undefined || end === 0 ? cut : end);
    end += piece.length;
  }
  return text;
}

/** Addresses come from other people: only those of the web are followed. */
export function safeUrl(address: string | undefined, base?: string): string | undefined {
  if (address === undefined) return undefined;
  const parsed = URL.parse(address, base);
  return parsed !== null && ['http:', 'https:'].includes(parsed.protocol) ? parsed.href : undefined;
}

/** Names of a computer that only mean something nearby: one name, or the address of a private network. */
const NEARBY = /^([^.]+|.+\.local|(127|10)\.[\d.]+|192\.168\.[\d.]+|172\.(1[6-9]|2\d|3[01])\.[\d.]+)$/;

/**
 * The address of a file on the server of the chat, `own`, the only one from which pictures, sound and film are shown:
 * others would learn who looks, and when. Somebody in the same house may have reached the server by another name.
 */
export function ownUrl(address: string | undefined, own: string): string | undefined {
  const safe = safeUrl(address, own);
  if (safe === undefined) return undefined;
  const { origin, hostname, pathname, search } = new URL(safe);
  if (origin === own) return safe;
  return NEARBY.test(hostname) && pathname.startsWith('/files/') ? `${own}${pathname}${search}` : undefined;
}

/** A chat of this very page: the link leads to it without loading anything. */
export function isHere(address: string): boolean {
  const { origin, pathname, hash } = new URL(address);
  return origin === location.origin && pathname === location.pathname && hash.startsWith('#/');
}

/** The server of an address, for people: they should know where a link leads. */
export function hostOf(address: string): string {
  return new URL(address).host;
}
