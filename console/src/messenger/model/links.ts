/* Addresses that come from other people: which of them are followed, and which are shown. */
export interface Piece {
  text: string;
  href?: string;
}

const URLS = /https?:\/\/[^\s<>"'`]+/giu;
const TRAILING = /[.,;:!?)\]}]+$/u;

/** Splits a text into plain pieces and links; only http and https become links. */
export function pieces(text: string): Piece[] {
  const result: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(URLS)) {
    const href = match[0].replace(TRAILING, '');
    if (!URL.canParse(href)) continue;
    if (match.index > end) result.push({ text: text.slice(end, match.index) });
    result.push({ text: href, href });
    end = match.index + href.length;
  }
  if (end < text.length) result.push({ text: text.slice(end) });
  return result;
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

/** The server of an address, for people: they should know where a link leads. */
export function hostOf(address: string): string {
  return new URL(address).host;
}

const BEFORE = 24;
const AFTER = 120;

/** What is before, in and after the first place of a text that has `wanted`, whatever the case; as much as a line needs. */
export function around(text: string, wanted: string): [before: string, match: string, after: string] {
  const at = text.toLowerCase().indexOf(wanted.toLowerCase());
  if (wanted === '' || at < 0) return [text.slice(0, BEFORE + AFTER), '', ''];
  const end = at + wanted.length;
  const start = Math.max(0, at - BEFORE);
  return [`${start > 0 ? '…' : ''}${text.slice(start, at)}`, text.slice(at, end), text.slice(end, end + AFTER)];
}
