import { defined } from '../wire/defined.js';
import type { Content } from '../wire/frames.js';
import { base64Of } from './elements.js';
import type { MessageFields } from './message-fields.js';

/** What the members of a message say about its text, title, data and place. */
export function contentOf(message: MessageFields): Content {
  const { message: text, data, title, subtitle, footer, launchurl: launchUrl, latitude, longitude } = message;
  const somewhere = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return defined({
    text: text ? String(text) : undefined,
    data: data instanceof Uint8Array && !text ? base64Of(data) : undefined,
    title: title || undefined,
    subtitle: subtitle || undefined,
    footer: footer || undefined,
    launchUrl: launchUrl || undefined,
    ...(somewhere && { latitude, longitude }),
  });
}
