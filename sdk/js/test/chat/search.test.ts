import { beforeEach, describe, expect, it } from 'vitest';
import { findIn } from '../../src/chat/fold.js';
import { change } from '../../src/chat/ledger/batch.js';
import type { MessageRow } from '../../src/chat/rows.js';
import { search } from '../../src/chat/search.js';
import { MemoryStore } from '../../src/chat/store/memory.js';
import { Vault } from '../../src/chat/vault.js';

/** A text, what somebody types, and what of the text is marked; null: it is not found. */
const CASES: [what: string, text: string, wanted: string, marked: string | null][] = [
  ['the same', 'Relevé du compte', 'relevé', 'Relevé'],
  ['a composed text, sought decomposed', 'Relev\u00e9', 'releve\u0301', 'Relev\u00e9'],
  ['a decomposed text, sought composed', 'Releve\u0301 du', 'relev\u00e9', 'Releve\u0301'],
  ['a letter without its accent, which is another one', 'Releve\u0301', 'releve', null],
  ['a blank that does not break', 'à\u00a0bientôt', 'à bientôt', 'à\u00a0bientôt'],
  ['a blank without a name', 'a\u2009b', 'a b', 'a\u2009b'],
  ['full width', 'ＡＢＣ１２３', 'abc123', 'ＡＢＣ１２３'],
  ['half width', 'カタ', '\uff76\uff80', 'カタ'],
  ['ß', 'Große Straße', 'strasse', 'Straße'],
  ['ss, sought as ß', 'STRASSE', 'straße', 'STRASSE'],
  ['behind an İ', 'İstanbul çok güzel', 'çok', 'çok'],
  ['the İ itself', 'İstanbul', 'istanbul', 'İstanbul'],
  ['an i of the Turks', 'ISPARTA ırmak', 'irmak', 'ırmak'],
  ['a sigma at the end of a word', 'ΟΔΟΣ', 'οδος', 'ΟΔΟΣ'],
  ['a sigma at the end, sought by another', 'οδός', 'ΟΔΌΣ', 'οδός'],
  ['Korean in its parts', '\u1112\u1161\u11ab국어', '한국', '\u1112\u1161\u11ab국'],
  ['a ligature', 'e\ufb03cient', 'efficient', 'e\ufb03cient'],
  ['behind an emoji family', '👨‍👩‍👧 hello', 'HELLO', 'hello'],
  ['a soft hyphen within', 'Donau\u00addampf', 'donaudampf', 'Donau\u00addampf'],
  ['what is not there', 'hello', 'world', null],
];

describe('D8: a search', () => {
  let vault: Vault;

  beforeEach(() => {
    vault = new Vault({ committed: () => {}, failed: () => {}, seed: () => ({}) as never });
  });

  it.each(CASES)('finds %s: %j by %j', async (_, text, wanted, marked) => {
    const place = findIn(text, wanted);
    expect(place === undefined ? null : text.slice(...place)).toBe(marked);
    for (const content of [{ text }, { title: text }, { fileName: text }]) {
      const store = new MemoryStore();
      const row: MessageRow = { conv: 'u:bob', rev: 1, order: 1, mid: 1, from: 'bob', ts: 1, status: 0, content };
      await change(store, (batch) => batch.add(row));
      vault.open(store);
      const { messages } = await search(vault, wanted, {}, (found) => found as never);
      expect(messages).toHaveLength(marked === null ? 0 : 1);
    }
  });
});
