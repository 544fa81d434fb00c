import type { Content } from '../wire/frames.js';
import { base64Of } from './elements.js';
import type { MessageFields } from './message-fields.js';

/** What the members of a message say about its text, title, data and place. */
export function contentOf(message: MessageFields): Content {
  const { message: text, data, title, subtitle, footer, launchurl: launchUrl, latitude, longitude } = message;
  const all: Content = {
    ...(text ? { text: String(text) } : undefined),
    ...(data instanceof Uint8Array && !text && { data: base64Of(data) }),
    ...(title && { title }),
    ...(subtitle && { subtitle }),
    ...(footer && { footer }),
    ...(launchUrl && { launchUrl }),
  };
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { ...all, latitude, longitude } : all;
}
