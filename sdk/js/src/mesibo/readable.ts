import { ticks } from '../wire/clock.js';
import { engine } from './engine.js';

/** A signature lives for hours; this long an address is used without asking again. */
const USE_MS = 3_600_000;
const MOST = 1_000;

interface Entry {
  url: string;
  until: number;
  /** Until the server has answered. */
  asked?: Promise<void> | undefined;
}

const known = new Map<string, Entry>();

/** The address of a file as it can be read: at first as it is; `changed` hears when the server wants another one. */
export function readable(plain: string, changed: () => void): string {
  const now = ticks();
  let entry = known.get(plain);
  const { chat } = engine;
  if (chat && !(now < (entry?.until ?? 0))) {
    if (known.size >= MOST) known.clear();
    const next: Entry = { url: entry?.url ?? plain, until: now + USE_MS };
    next.asked = chat.fileUrl(plain).then(
      (url) => {
        next.url = url;
        next.asked = undefined;
      },
      () => void known.delete(plain),
    );
    known.set(plain, (entry = next));
  }
  const url = entry?.url ?? plain;
  void entry?.asked?.then(() => entry.url !== url && changed());
  return url;
}
