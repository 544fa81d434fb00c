import { Unanswered } from '../../wire/errors.js';
import type { Line } from './line.js';

const offline = (): Promise<never> => Promise.reject(new Unanswered('offline'));

/** The line of a chat that was not started. What can wait lies in the store already. */
export const nowhere: Line = {
  request: offline,
  notify: () => {},
  older: offline,
  moreConversations: offline,
  edit: offline,
  takeBack: offline,
  remove: offline,
  clear: offline,
  markRead: offline,
  wake: () => {},
  cancelUpload: offline,
  watch: async () => [],
  unwatch: () => {},
  visible: () => {},
  reconnect: () => {},
  logout: async () => {},
};
