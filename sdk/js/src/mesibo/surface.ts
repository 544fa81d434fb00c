import { constants } from './constants.js';
import { MesiboContactSynchronizer } from './contact-synchronizer.js';
import { MesiboDateTime } from './datetime.js';
import { MesiboFile, MesiboFileTransfer } from './file.js';
import { MesiboGroupCall, MesiboParticipant } from './group-call.js';
import { MesiboGroupMember, MesiboGroupPin, MesiboGroupSettings, MesiboMemberPermissions } from './group-objects.js';
import { MesiboGroupProfile } from './group-profile.js';
import { MesiboHttp } from './http.js';
import { Mesibo } from './mesibo.js';
import { array2String } from './mesibo-v1.js';
import { MesiboMessage } from './message.js';
import { MesiboPresence } from './presence.js';
import { MesiboProfile } from './profile.js';
import { MesiboProfileImage } from './profile-image.js';
import { MesiboReadSession } from './read-session.js';
import { MesiboSelfProfile } from './self-profile.js';
import { MesiboEndToEndEncryption, MesiboLocationManager, MesiboPhoneContactsManager, MesiboProfileSearch } from './stubs.js';

/** Everything that applications find by name. */
export const surface = {
  Mesibo,
  MesiboProfile,
  MesiboSelfProfile,
  MesiboGroupProfile,
  MesiboProfileImage,
  MesiboGroupMember,
  MesiboGroupSettings,
  MesiboMemberPermissions,
  MesiboGroupPin,
  MesiboMessage,
  MesiboFile,
  MesiboFileTransfer,
  MesiboPresence,
  MesiboReadSession,
  MesiboDateTime,
  MesiboContactSynchronizer,
  MesiboHttp,
  MesiboGroupCall,
  MesiboParticipant,
  MesiboEndToEndEncryption,
  MesiboLocationManager,
  MesiboPhoneContactsManager,
  MesiboProfileSearch,
  array2String,
  ...constants,
};

// Frameworks that put objects into proxies (Vue) leave these alone: behind a proxy nothing finds its private fields.
for (const value of Object.values(surface)) {
  if (typeof value === 'function' && value.prototype !== undefined) Object.defineProperty(value.prototype, '__v_skip', { value: true });
}
