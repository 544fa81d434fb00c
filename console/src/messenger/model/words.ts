/* What went wrong, in words for people: nothing of the protocol, of numbers or of a library reaches them. */
import { GroupError, NotSent, Refused, Status, Unanswered, UploadRefused, type ChatError } from 'carillon-client';

/** Something that was written for people to read. */
export class Plainly extends Error {
  override readonly name = 'Plainly';
}

const AGAIN = 'That did not work. Try again.';

const UNANSWERED: Record<Unanswered['reason'], string> = {
  offline: 'There is no connection to the server now.',
  disconnected: 'The connection broke before the server answered. Look whether it was done, then try again.',
  timeout: 'The server did not answer in time. Look whether it was done, then try again.',
  full: 'Too many messages wait to be sent. Wait until some have gone.',
  large: 'This is too large to be sent.',
  closed: 'The messenger was closed before that was done.',
};

const STATUS: Record<number, string> = {
  [Status.Failed]: 'The server did not take it.',
  [Status.UserOffline]: 'They are not connected.',
  [Status.InboxFull]: 'Too many messages wait for them already. Try again later.',
  [Status.NoSuchUser]: 'There is no user with this address.',
  [Status.Expired]: 'It was not delivered in time.',
  [Status.Blocked]: 'They do not take messages from you.',
  [Status.GroupPaused]: 'The group is paused.',
  [Status.NotMember]: 'You may not write in this group.',
};

const GROUP: Record<number, string> = {
  [GroupError.NotMember]: 'You are not a member of this group.',
  [GroupError.Permission]: 'You may not do that in this group.',
  [GroupError.BadPin]: 'This pin is wrong, or used up.',
  [GroupError.AccessDenied]: 'This group takes a pin to join.',
  [GroupError.NotSharedPin]: 'This pin is not for you.',
  [GroupError.Deleted]: 'This group was deleted.',
};

const REFUSED: Record<string, string> = {
  GENERROR: 'The server has a problem. Try again later.',
  NOSUCHERROR: 'There is nobody and nothing of that name.',
  INBOXFULL: 'Too many messages wait for them already. Try again later.',
  BADREQ: 'The server did not understand that.',
  OVERCAPACITY: 'The server takes no more of that. Try again later.',
  RETRYLATER: 'The server is busy. Try again in a moment.',
  RATELIMIT: 'That was too often. Wait a moment, then try again.',
  AUTHFAIL: 'The server does not know this login any more.',
  DENIED: 'You may not do that.',
};

/** Why something did not work. */
export function explain(error: unknown): string {
  if (error instanceof Plainly) return error.message;
  if (error instanceof Unanswered) return UNANSWERED[error.reason];
  if (error instanceof NotSent) return notSent(error.status);
  if (error instanceof Refused) return refused(error);
  if (error instanceof UploadRefused) return uploadRefused(error.status);
  if (error instanceof DOMException) return browserSays(error.name);
  return AGAIN;
}

/** What went wrong without anybody having asked for something. */
export function explainEvent({ kind, cause, frame }: ChatError): string {
  switch (kind) {
    case 'storage':
      return 'This browser keeps nothing new: what comes now is gone here when the page is closed.';
    case 'server':
      return REFUSED[frame?.name ?? ''] ?? 'The server has a problem.';
    default:
      return cause instanceof Error ? explain(cause) : 'Not everything could be fetched. It is tried again.';
  }
}

/** Why a message was not taken. */
export function notSent(status: number): string {
  return STATUS[status] ?? STATUS[Status.Failed]!;
}

/** Why the connection ended for good. */
export function signedOut(name: string): string {
  return ENDED[name] ?? 'The server ended the connection.';
}

const ENDED: Record<string, string> = {
  SIGNOUT: 'You are signed out here: this login is open elsewhere.',
  AUTHFAIL: 'You are signed out: the server does not know this login any more.',
  DISABLED: 'You are signed out: this user was disabled or deleted.',
  VERSION: 'This page is older than the server. Load it again.',
};

function refused({ codeName, status, groupError }: Refused): string {
  return GROUP[groupError ?? -1] ?? STATUS[status ?? -1] ?? REFUSED[codeName] ?? AGAIN;
}

function uploadRefused(status: number): string {
  switch (status) {
    case 0:
      return 'The file is no longer on this device.';
    case 413:
      return 'The file is too large for this server, or there is no room left for your files.';
    case 403:
      return 'You may not upload files.';
    case 507:
      return 'The server has no room for files now.';
    default:
      return 'The server did not take the file.';
  }
}

function browserSays(name: string): string {
  switch (name) {
    case 'NotAllowedError':
      return 'The browser does not allow that.';
    case 'QuotaExceededError':
      return 'There is no room left on this device.';
    case 'NotReadableError':
    case 'NotFoundError':
      return 'The file can not be read: it was moved, changed or deleted.';
    default:
      return AGAIN;
  }
}
