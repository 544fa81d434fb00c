/* Texts of other people, cut and shown as people see characters. */
const characters = new Intl.Segmenter();

/** Turns the text around it (overrides, embeddings, marks), or is not to be seen at all (tags, a byte order mark, blanks without width). */
const UNSEEN = /[\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\u{E0000}-\u{E007F}]/gu;
/** The flag of a country's part is written with tags: they belong to the emoji. */
const FLAG = /\u{1F3F4}[\u{E0020}-\u{E007F}]+/gu;
const FIRST_STRONG = '\u2068';
const POP = '\u2069';

/** As far as a whole character (an emoji family is one) ends before `most`, and an ellipsis when that is not all. */
export function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, cutAt(text, most))}…`;
}

/** Where to cut a text so that no character is cut: at `at`, or before it. A character with no end in sight is cut between code points. */
export function cutAt(text: string, at: number): number {
  if (at <= 0) return 0;
  if (at >= text.length) return text.length;
  const start = Math.max(0, at - LONGEST);
  const near = text.slice(start, at + LONGEST);
  const cut = start + (characters.segment(near).containing(at - start)?.index ?? 0);
  if (cut > start) return cut;
  return at - (isLowSurrogate(text.charCodeAt(at)) ? 1 : 0);
}

/** Longer ones are no characters of any script. */
const LONGEST = 256;

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code < 0xe000;

/** The first character of a text. */
export function firstCharacter(text: string): string {
  for (const { segment } of characters.segment(text)) return segment;
  return '';
}

/** A name (of a person, a group, a file) without what would turn the words around it, or is not seen. Where it is nothing else: '?'. */
export function plainName(name: string): string {
  const flags = [...name.matchAll(FLAG)].map(([flag]) => flag);
  let plain = '';
  for (const [index, part] of name.split(FLAG).entries()) plain += part.replace(UNSEEN, '') + (flags[index] ?? '');
  return plain.trim() === '' && name !== '' ? '?' : plain;
}

/** A name among words where there are no elements: in a notice, a label, a title. In a template it stands in a `<bdi>`. */
export function isolated(name: string): string {
  return `${FIRST_STRONG}${plainName(name)}${POP}`;
}
