import { feature } from '../wire/features.js';
import type { Connection } from '../wire/client.js';
import { constants as C } from './constants.js';

/** What the end of a connection for good means for the application, by the close code of the protocol. */
const ENDS: Record<number, number> = {
  1000: C.MESIBO_STATUS_STOPPED,
  4401: C.MESIBO_STATUS_AUTHFAIL,
  4403: C.MESIBO_STATUS_AUTHFAIL,
  4409: C.MESIBO_STATUS_SIGNOUT,
  4426: C.MESIBO_STATUS_MANDUPDATE,
};

/**
 * What is announced when the connection stands so: nothing before the first attempt; after a break OFFLINE; where no
 * connection came about CONNECTFAILURE, or NONETWORK when the browser says so. Never AUTHFAIL for a network failure.
 */
export function connectionStatus(connection: Connection, wasOnline: boolean): number[] {
  switch (connection.state) {
    case 'offline':
      return [];
    case 'connecting':
      return [C.MESIBO_STATUS_CONNECTING];
    case 'online':
      return [C.MESIBO_STATUS_ONLINE];
    case 'waiting':
      if (wasOnline) return [C.MESIBO_STATUS_OFFLINE];
      return [hasNetwork() ? C.MESIBO_STATUS_CONNECTFAILURE : C.MESIBO_STATUS_NONETWORK];
    case 'stopped':
      return [ENDS[connection.code] ?? C.MESIBO_STATUS_CONNECTFAILURE];
  }
}

function hasNetwork(): boolean {
  return feature('navigator')?.onLine !== false;
}
