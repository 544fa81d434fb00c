import { describe, expect, it } from 'vitest';
import { clip, isolated, plainName } from '../src/messenger/model/characters.js';
import { around } from '../src/messenger/model/find.js';
import { dayOf, hueOf, initials, sizeOf, utf8Length } from '../src/messenger/model/format.js';
import { beginning, ownUrl, pieces, safeUrl } from '../src/messenger/model/links.js';
import { isEmoji } from '../src/messenger/model/text.js';

describe('links in a text', () => {
  it('are http and https addresses, without the punctuation after them', () => {
    expect(pieces('See https://example.org/a?b=c, or (http://example.org).')).toEqual([
      { text: 'See ' },
      { text: 'https://example.org/a?b=c', href: 'https://example.org/a?b=c' },
      { text: ', or (' },
      { text: 'http://example.org', href: 'http://example.org' },
      { text: ').' },
    ]);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'ftp://example.org',
    'https://',
    'example.org',
    '',
  ])('are not in %j', (text) => {
    expect(pieces(text).filter((piece) => piece.href !== undefined)).toEqual([]);
  });

  it('lose nothing of the text', () => {
    const text = 'a https://x.org/"onclick=1 b <https://y.org> https://[bad 🔔 https://z.org...';
    expect(pieces(text).map((piece) => piece.text).join('')).toBe(text);
  });
});

describe('D11: what is a link in a text', () => {
  const links = (text: string): (string | undefined)[] => pieces(text).map(({ href }) => href).filter((href) => href !== undefined);

  it.each([
    ['https://en.wikipedia.org/wiki/Foo_(bar)', 'https://en.wikipedia.org/wiki/Foo_(bar)'],
    ['(see https://en.wikipedia.org/wiki/Foo_(bar))', 'https://en.wikipedia.org/wiki/Foo_(bar)'],
    ['[https://example.com/a[1]]', 'https://example.com/a[1]'],
    ['看https://example.com/a，然后', 'https://example.com/a'],
    ['https://example.com/a。', 'https://example.com/a'],
    ['「https://example.com/a」', 'https://example.com/a'],
    ['“https://example.com/a”', 'https://example.com/a'],
    ['«https://example.com/a»', 'https://example.com/a'],
    ['»https://example.com/a«', 'https://example.com/a'],
    ['https://example.com/a…', 'https://example.com/a'],
    ['https://example.com/a）', 'https://example.com/a'],
    ['www.example.photography/x.', 'https://www.example.photography/x'],
    ['write to ana@example.com, please', 'mailto:ana@example.com'],
    ['HTTPS://EXAMPLE.COM/A', 'HTTPS://EXAMPLE.COM/A'],
    ['http://localhost:8080/messenger#/chat/bob', 'http://localhost:8080/messenger#/chat/bob'],
    ['https://example.com/?q=a;b&c=d!', 'https://example.com/?q=a;b&c=d'],
    ['https://münchen.example/größe', 'https://münchen.example/größe'],
  ])('%j has %j', (text, link) => {
    expect(links(text)).toEqual([link]);
    expect(pieces(text).map((piece) => piece.text).join('')).toBe(text);
  });

  it.each(['deploy.sh', 'notes.md', 'example.com', '//example.com/a', 'skype:ana', 'file:///etc/passwd'])('%j has none', (text) =>
    expect(links(text)).toEqual([]));
});

const FAMILY = '👨‍👩‍👧‍👦';

describe('D10: a text that is cut', () => {
  it.each([
    ['short', 10, 'short'],
    ['just ten !', 10, 'just ten !'],
    ['ab😀cd', 3, 'ab…'],
    [`ab${FAMILY}cd`, 5, 'ab…'],
    [`ab${FAMILY}cd`, 2 + FAMILY.length, `ab${FAMILY}…`],
    ['ae\u0301b', 2, 'a…'],
    ['🇩🇪🇫🇷', 6, '🇩🇪…'],
    ['नमस्ते', 4, 'नम…'],
    [`Z${'\u0301'.repeat(600)}`, 200, `Z${'\u0301'.repeat(199)}…`],
  ])('%j, of at most %d, is %j', (text, most, cut) => expect(clip(text, most)).toBe(cut));

  it.each([
    ['see https://example.com/abc and', 12, 'see '],
    ['see https://example.com/abc and', 27, 'see https://example.com/abc'],
    ['see https://example.com/abc and', 29, 'see https://example.com/abc a'],
    ['https://example.com/abc and', 10, 'https://ex'],
    [`ab${FAMILY}`, 4, 'ab'],
  ])('%j has its links whole or not at all: of at most %d, %j', (text, most, cut) => expect(beginning(text, most)).toBe(cut));
});

describe('G20: a name that others chose', () => {
  it.each([
    ['Ana', 'Ana'],
    ['Ana\u202egnp.exe', 'Anagnp.exe'],
    ['\u2066Ana\u2069', 'Ana'],
    ['A\u200bn\ufeffa\u00ad', 'Ana\u00ad'],
    ['\u200b\u2060', '?'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    [FAMILY, FAMILY],
    ['🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} Eilidh', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} Eilidh'],
    ['A\u{e0041}na', 'Ana'],
    ['', ''],
  ])('%j is shown as %j', (name, shown) => expect(plainName(name)).toBe(shown));

  it('turns nothing of the words around it', () => expect(isolated('אנה\u202e')).toBe('\u2068אנה\u2069'));
});

describe('a day', () => {
  const noon = new Date(2026, 5, 15, 12).getTime();
  const at = (day: number, hour: number): number => new Date(2026, 5, day, hour).getTime();

  it('is Today and Yesterday by the calendar, not by hours', () => {
    expect(dayOf(at(15, 0), noon)).toBe('Today');
    expect(dayOf(at(14, 23), noon)).toBe('Yesterday');
    expect(dayOf(at(14, 0), noon)).toBe('Yesterday');
  });

  it('has its name within a week, and its date before that', () => {
    expect(dayOf(at(13, 12), noon)).toMatch(/^\p{L}+$/u);
    expect(dayOf(at(8, 12), noon)).toMatch(/2026/);
  });
});

describe('a name', () => {
  it.each([
    ['Ana', 'A'],
    ['ana maria lópez', 'AM'],
    ['  ', '?'],
    ['👩‍🚀 Zed', '👩‍🚀Z'],
  ])('%j has the initials %j', (name, expected) => expect(initials(name)).toBe(expected));

  it('has a hue', () => {
    for (const name of ['', 'ana', 'z'.repeat(1000)]) {
      expect(hueOf(name)).toBeGreaterThanOrEqual(0);
      expect(hueOf(name)).toBeLessThan(360);
    }
  });
});

it('the length of a text is in bytes of UTF-8', () => expect(utf8Length('aé€😀')).toBe(1 + 2 + 3 + 4));

describe('sizes', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1_000, '1 KB'],
    [1_500, '1.5 KB'],
    [12_345_678, '12 MB'],
    [7_000_000_000_000, '7,000 GB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(sizeOf(bytes)).toBe(text);
  });
});

describe('what is found in a text', () => {
  it.each([
    ['Hello World', 'world', ['Hello ', 'World', '']],
    ['nothing of it', 'world', ['nothing of it', '', '']],
    [`${'a'.repeat(30)}b${'c'.repeat(200)}`, 'B', [`…${'a'.repeat(24)}`, 'b', 'c'.repeat(120)]],
    ['Le Releve\u0301 final', 'relevé', ['Le ', 'Releve\u0301', ' final']],
    ['Le Relevé final', 'releve\u0301', ['Le ', 'Relevé', ' final']],
    ['İstanbul ve Ankara', 'ankara', ['İstanbul ve ', 'Ankara', '']],
    ['10\u00a0000 Ft', '10 000', ['', '10\u00a0000', ' Ft']],
    ['ＡＢＣ shop', 'abc', ['', 'ＡＢＣ', ' shop']],
    ['Die Straße dort', 'STRASSE', ['Die ', 'Straße', ' dort']],
    ['Die Strasse dort', 'straße', ['Die ', 'Strasse', ' dort']],
    ['ein ß', 's', ['ein ', 'ß', '']],
  ])('D8: of %j is shown with what is around %j', (text, wanted, parts) => expect(around(text, wanted)).toEqual(parts));
});

describe('an address in a message', () => {
  it.each(['javascript:alert(1)', 'data:text/html,x', 'blob:http://x/1', 'no address', undefined])('%j is not followed', (url) =>
    expect(safeUrl(url)).toBeUndefined());
  it.each(['https://example.org/files/a', 'http://127.0.0.1:8080/files/b'])('%j is', (url) => expect(safeUrl(url)).toBe(url));
});

describe('a file is shown when it lies on the own server', () => {
  const server = 'https://chat.example.org';
  it.each([
    ['/files/abc/a.png', 'https://chat.example.org/files/abc/a.png'],
    ['https://chat.example.org/files/abc/a.png?e=1', 'https://chat.example.org/files/abc/a.png?e=1'],
    ['http://127.0.0.1:8080/files/abc/a.png', 'https://chat.example.org/files/abc/a.png'],
    ['http://localhost/files/abc/a.png', 'https://chat.example.org/files/abc/a.png'],
    ['http://192.168.1.5:8080/files/abc/a.png', 'https://chat.example.org/files/abc/a.png'],
    ['http://[::1]:8080/files/abc/a.png', 'https://chat.example.org/files/abc/a.png'],
  ])('%j', (url, own) => expect(ownUrl(url, server)).toBe(own));
  it.each([
    'https://evil.example/files/abc/a.png',
    'https://10.evil.example/files/abc/a.png',
    'https://chat.example.org.evil.example/files/abc/a.png',
    'http://192.168.1.1/reboot',
    'javascript:alert(1)',
    'https://[bad',
  ])('not %j', (url) => expect(ownUrl(url, server)).toBeUndefined());
});

describe('a message that is shown larger', () => {
  it.each(['👍', '🎉🎉🎉', '👩‍🚀', '👋🏽 👋🏿', '🇩🇪🇫🇷', '❤️'])('is %s', (text) => expect(isEmoji(text)).toBe(true));
  it.each(['', '12', 'ok 👍', '#', '👍'.repeat(13), ' '.repeat(100)])('is not %j', (text) => expect(isEmoji(text)).toBe(false));
});
