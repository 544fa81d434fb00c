import { describe, expect, it } from 'vitest';
import { ServerClock } from '../../src/wire/clock.js';
import { Files } from '../../src/chat/files/files.js';
import { Tus } from '../../src/chat/files/tus.js';
import type { MessageRow } from '../../src/chat/rows.js';

const files = new Files('http://127.0.0.1:9', new Tus('http://127.0.0.1:9', async () => ''), new ServerClock());
const rowWith = (url: string): MessageRow => ({ conv: 'u:eve', rev: 1, order: 1, mid: 1, ts: 1, from: 'eve', status: 0, content: { url } });

describe('the name of a file of which a message says only the address', () => {
  it.each([
    ['https://example.org/a/holiday%20in%20May.png?size=2#top', 'holiday in May.png'],
    ['https://example.org/%E0%A4%A', '%E0%A4%A'],
    ['https://example.org/100%', '100%'],
    ['https://example.org/', ''],
  ])('%j is %j', (url, name) => expect(files.fileOf(rowWith(url))?.name).toBe(name));
});
