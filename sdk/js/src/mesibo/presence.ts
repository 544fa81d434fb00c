import type { PresenceEvent } from '../chat/events.js';
import { availability } from './availability.js';
import { constants as C } from './constants.js';
import { callbackName, tell, type Listener } from './dispatch.js';
import { engine, type Part } from './engine.js';
import type { MesiboGroupProfile } from './group-profile.js';
import { MesiboMessage } from './message.js';
import type { MesiboProfile } from './profile.js';
import { profiles } from './profiles.js';

/** Somebody is typing, online or has joined; or what this user tells of that. Never stored. */
export class MesiboPresence {
  peer: string;
  groupid: number;
  /** Who it is about; of an own one the addressee. */
  profile: MesiboProfile;
  groupProfile: MesiboGroupProfile | null;
  /** `MESIBO_PRESENCE_`, or a number of the application above 255. */
  presence: number = C.MESIBO_PRESENCE_NONE;
  value = 0;
  interval = 0;
  expiry = 0;
  readonly #to: MesiboProfile;
  readonly #sender: MesiboProfile;

  /** `to`: whom `send` tells. @internal `sender`: whose presence it is. */
  constructor(to: MesiboProfile, sender: MesiboProfile = profiles.self) {
    this.#to = to;
    this.#sender = sender;
    this.profile = to.isGroup() && sender !== profiles.self ? sender : to;
    this.peer = this.profile.getAddress();
    this.groupid = to.getGroupId();
    this.groupProfile = to.getGroupProfile();
  }

  send(presence = this.presence, value = this.value, interval = this.interval): number {
    switch (presence) {
      case C.MESIBO_PRESENCE_TYPING:
        return this.#to.sendTyping();
      case C.MESIBO_PRESENCE_TYPINGCLEARED:
        return this.#to.sendTypingCleared();
      case C.MESIBO_PRESENCE_JOINED:
        return this.#to.sendJoined();
      case C.MESIBO_PRESENCE_LEFT:
        return this.#to.sendLeft();
      case C.MESIBO_PRESENCE_ONLINE:
      case C.MESIBO_PRESENCE_OFFLINE:
        availability.setOnline(presence === C.MESIBO_PRESENCE_ONLINE);
        return C.MESIBO_RESULT_OK;
      case C.MESIBO_PRESENCE_REQUEST:
        this.#to.person?.watch();
        return C.MESIBO_RESULT_OK;
      default:
        if (!(presence > C.MESIBO_PRESENCE_RESERVED)) return C.MESIBO_RESULT_BADREQ;
        this.#to.conversation?.sendPresence(presence, value, interval);
        return C.MESIBO_RESULT_OK;
    }
  }

  sendTyping(): number {
    return this.send(C.MESIBO_PRESENCE_TYPING);
  }

  sendTypingCleared(): number {
    return this.send(C.MESIBO_PRESENCE_TYPINGCLEARED);
  }

  sendJoined(): number {
    return this.send(C.MESIBO_PRESENCE_JOINED);
  }

  sendLeft(): number {
    return this.send(C.MESIBO_PRESENCE_LEFT);
  }

  sendChatting(): number {
    return this.sendJoined();
  }

  sendOnline(): number {
    return this.send(C.MESIBO_PRESENCE_ONLINE);
  }

  sendOffline(): number {
    return this.send(C.MESIBO_PRESENCE_OFFLINE);
  }

  sendRequest(): number {
    return this.send(C.MESIBO_PRESENCE_REQUEST);
  }

  isPresence(): boolean {
    return true;
  }

  isRequest(): boolean {
    return this.presence === C.MESIBO_PRESENCE_REQUEST;
  }

  isOnline(): boolean {
    return this.presence === C.MESIBO_PRESENCE_ONLINE;
  }

  isOffline(): boolean {
    return this.presence === C.MESIBO_PRESENCE_OFFLINE;
  }

  isTyping(): boolean {
    return this.presence === C.MESIBO_PRESENCE_TYPING;
  }

  isTypingCleared(): boolean {
    return this.presence === C.MESIBO_PRESENCE_TYPINGCLEARED;
  }

  isChatting(): boolean {
    return this.hasJoined();
  }

  hasJoined(): boolean {
    return this.presence === C.MESIBO_PRESENCE_JOINED;
  }

  hasLeft(): boolean {
    return this.presence === C.MESIBO_PRESENCE_LEFT;
  }

  isGroupMessage(): boolean {
    return this.groupid > 0;
  }

  isDestinedFor(profile: MesiboProfile | null): boolean {
    return profile !== null && profile === this.#to;
  }

  getProfile(): MesiboProfile {
    return this.profile;
  }

  getSenderProfile(): MesiboProfile {
    return this.#sender;
  }

  getGroupProfile(): MesiboGroupProfile | null {
    return this.groupProfile;
  }
}

/** Tells the application of presences. What profiles say of themselves is up to date before. */
export const presences: Part = {
  attached(chat) {
    chat.on('presence', (event) => {
      const presence = presenceOf(event);
      engine.listeners.tell('Mesibo_onPresence', [presence]);
      const asMessage = [...engine.listeners.all].filter(hearsByMessage);
      for (const listener of asMessage) tell(listener, 'Mesibo_onMessage', [], () => [messageOf(presence), undefined]);
    });
  },
};

/** Applications of the first generation that have one callback for all that comes. */
function hearsByMessage(listener: Listener): boolean {
  return callbackName(listener, 'Mesibo_onPresence') === undefined && callbackName(listener, 'Mesibo_onMessage') === 'Mesibo_OnMessage';
}

/** The presence as those hear of it: an empty message that is neither sent nor received. */
function messageOf({ presence, peer, groupid, profile, groupProfile }: MesiboPresence): MesiboMessage {
  const message = new MesiboMessage(groupProfile ?? profile);
  message.become(C.MESIBO_MSGSTATUS_EMPTY);
  return Object.assign(message, { presence, peer, groupid, profile });
}

function presenceOf({ person, group, presence, value, interval }: PresenceEvent): MesiboPresence {
  const sender = profiles.ofPerson(person);
  const heard = new MesiboPresence(group === undefined ? sender : profiles.group(group.gid), sender);
  heard.presence = presence;
  heard.value = value ?? 0;
  heard.interval = interval ?? 0;
  return heard;
}
