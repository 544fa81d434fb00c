/** A character with the marks that belong to it, or the parts of one Korean syllable: nothing is composed over its ends. */
const CHARACTERS = /[\u1100-\u11ff]+|\P{M}\p{M}*|\p{M}+/gsu;
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * One form for what is the same to people who search: upper and lower case, composed or not, full width, blanks of all
 * kinds, ß and ss, the i of all alphabets.
 */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text.replace(CHARACTERS, foldOne);
}

/** Each by itself: as the last letter of a word, a sigma would have another form. */
function foldOne(character: string): string {
  const folded = character.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
  return folded.replace(/ς/g, 'σ').replace(/i\u0307/g, 'i').replace(/\p{Z}|\s/gu, ' ').replace(/\u00ad/g, '');
}

/** Where a text has `wanted` first, as `[from, to]` of whole characters; undefined: nowhere. */
export function findIn(text: string, wanted: string): [from: number, to: number] | undefined {
  const sought = fold(wanted);
  if (sought === '') return undefined;
  let folded = '';
  const starts: number[] = []; // of each unit of the folded text: where its character begins, and ends
  const ends: number[] = [];
  for (const { 0: character, index } of text.matchAll(CHARACTERS)) {
    const part = foldOne(character);
    for (let i = 0; i < part.length; i++) {
      starts.push(index);
      ends.push(index + character.length);
    }
    folded += part;
  }
  const at = folded.indexOf(sought);
  return at < 0 ? undefined : [starts[at] as number, ends[at + sought.length - 1] as number];
}
