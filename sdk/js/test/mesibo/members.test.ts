import { describe, expect, it } from 'vitest';
import { Mesibo } from '../../src/mesibo/mesibo.js';
import { surface } from '../../src/mesibo/surface.js';

/** What applications call, typed from the specification; tables A.1 to A.14 and A.18. */
const METHODS: Record<string, string> = {
  Mesibo: `setAppName setAppId setCredentials setAccessToken getAccessTokenValidity setListener addListener removeListener removeListner
    setDatabase resetDatabase getDatabasePath backup restore start stop reconnect getConnectionStatus isOnline getUid getAddress getTimestamp
    getAppName version getDeviceType isAccountSuspended isAccountPaid enableCrossTabSessions startServiceWorker
    getProfile getUserProfile getGroupProfile getProfileIfExists getUserProfileIfExists getGroupProfileIfExists getSelfProfile
    getSortedProfiles getRecentProfiles getGroupProfiles getLastProfileUpdateTimestamp createhttpRequest createHttpRequest createGroup
    setUploadUrl getUploadUrl getUploadAuthToken enableFileTransfer isFileTransferEnabled
    setMessageRetractionInterval getMessageRetractionInterval setMessageRetractionPolicy setRemoteRetractionPolicy
    deleteMessage deleteMessages deleteMessagesOlderThan wipeMessage wipeMessages wipeAndRecallMessage wipeAndRecallMessages
    setOnlineStatusMode setOnlineMode setOnlineStatusPrivacy setOnlinestatusTarget setKey readKey deleteKey
    getUniqueMessageId random getSenderMessageId getMessage sendReadReceipt e2ee getLocationManager getPhoneContactsManager
    setAppInForeground isAppInForeground setConfig setConfiuration
    setupVideoCall setupVoiceCall call answer hangup mute toggleVideoMute toggleAudioMute hold dtmf getMuteStatus groupCall
    sendMessage sendFile readDbSession setContact initGroupCall`,
  MesiboHttp: 'setUrl setPostData send execute executeAndWait cancel getDataString',
  MesiboProfile: `getAddress getGroupId getUid isGroup isSelfProfile getName getNameOrAddress getFirstName getFirstNameOrAddress
    setName setTemporaryName setOverrideName getString setString getInt getLong getDouble getBoolean setInt setLong setDouble setBoolean
    getValues hasValue getValue getImage setImage setImageUrl setImageFromFile reset save publish broadcastChanges reload
    isOnline isTyping isChatting isTypingInGroup isChattingInGroup getLastSeen sendTyping sendJoined sendLeft newPresence createPresence
    newMessage createReadSession isBlocked block toggleBlock blockMessages blockGroupMessages blockCalls blockVideoCalls blockProfile
    blockProfileSubscription isMessageBlocked isGroupMessageBlocked isCallBlocked isVideoCallBlocked isProfileBlocked
    isProfileSubscriptionBlocked setContact isContact subscribe isSubscribed setProfileAccessLevels
    deleteMessages deleteMessagesOlderThan clearMessages removeLocalProfile removeSyncedProfile remove requestProfileRemoval
    favorite archive setMuted setHidden setMark isFavorite isArchived isMuted isHidden isMarked toggleMute toggleHidden toggleMark
    setDraft getDraft setUserData getUserData getMessageCount getTotalMessageCount getSentMessageCount getReceivedMessageCount
    getUnreadMessageCount getFailedMessageCount unread markUnread markRead getGroupProfile matches addListener removeListener
    location e2ee isCallInProgress isVideoCallInProgress subscribeTransient sendMessage readDbSession sendFile`,
  MesiboSelfProfile: 'setVisibility setSearchable setSyncType setAccessLevel resetAccessLevels setStatus setString setImage getAddress save',
  MesiboProfileImage: 'getThumbnail getImage getImageOrThumbnail getUrl getNext getPrevious getIndex isEmpty getProfile',
  MesiboGroupProfile: `getMembers addMembers addMember removeMembers removeMember addPin editPin removePin join leave deleteGroup getSettings
    setProperties isOwner canAdmin canModify canAddMembers canRemoveMembers canAddAdmins canRemoveAdmins canRemoveOwner canRemoveGroup
    getLastAdmin getRequestId getGroupId getName newMessage createReadSession`,
  MesiboGroupMember: 'isOwner isAdmin getProfile getAddress',
  MesiboMessage: `isIncoming isUnread isReadByUs isOutgoing isInOutbox isSent isDelivered isReadByPeer isFailed isMessage isCall isMissedCall
    isIncomingCall isOutgoingCall isVideoCall isVoiceCall isPstnCall getCallDuration isDate isHeader isInvisible isCustom isSavedMessage
    isDeleted isWiped isForwarded isReply isModified isModifiedByPeer isUpdated isDynamic isRichMessage isPlainMessage isGroupMessage
    isRealtimeMessage isDbMessage isDbSummaryMessage isPendingMessage isLastMessage isPresence isFileTransferFailed
    isFileTransferInProgress isFileTransferRequired isUploadRequired isDownloadRequired isEndToEndEncrypted isEndToEndEncryptionStatus
    isMessageStatusInProgress getCurrentStatus getCurrentStatusSender isDestinedFor mayBeRetracted compare isFromSamePeer
    getMessageId getStatus setStatus getType setType getOrigin setOrigin getExpiry setExpiry getTimestamp getDeliveryTimestamp
    getReadTimestamp getProfile getPeerProfile getSenderProfile getGroupProfile setMessage setTitle setSubtitle setData setLatitude
    setLongitude setContent setContentType setThumbnail getThumbnail hasFile hasImage hasVideo hasAudio hasDocument hasLocation
    hasThumbnail isImage isVideo isAudio isDocument getFile getFileName getFileType getFileSize getFilePath getMimeType getProgress
    send resend sendUpdate sendPresence sendToWebhook forward reply replyToPeer setInReplyTo setInReplyToMessage getInReplyTo
    getRepliedToMessage delete wipe recall wipeAndRecall save cloneDate setAge setAgeAfterDelivered setAgeAfterRead getAge
    getAgeAfterDelivered getAgeAfterRead setThreadId setSensitivity setUserData getUserData getString setString getInt setInt
    enableReadReceipt enableDeliveryReceipt enableTransient enablePresence enableCustom enableModify enableBroadcast
    startFileTransfer stopFileTransfer toggleFileTransfer`,
  MesiboFile: 'loadImageFromCache',
  MesiboFileTransfer: 'getPath getUrl start cancel setProgress setResult',
  MesiboPresence: `send sendTyping sendTypingCleared sendJoined sendLeft sendChatting sendOnline sendOffline sendRequest isRequest isOnline
    isOffline isTyping isTypingCleared isChatting hasJoined hasLeft isPresence getSenderProfile`,
  MesiboReadSession: `read sync stop start restart enableReadReceipt enableSummary enableFifo enableFiles enableMessages enableThreads
    enableMissedCalls enableIncomingCalls enableOutgoingCalls enableCalls setQuery setThreadId getMessages getUnreadCount getMessageCount
    getTotalMessageCount getSentMessageCount getReceivedMessageCount getUnreadMessageCount getFailedMessageCount isSummary isReading
    getProfile getSession`,
  MesiboDateTime: `getDaysElapsed getDate getTime getDateInNaturalLanguage isValid setTimestamp isToday isYesterday getSecondsElapsed
    getMonthName getMonth getNumericalDate isMonthFirstDateFormat is24HourTimeFormat`,
  MesiboContactSynchronizer: 'setContact subscribe setProfileAccessLevels sync syncAsUpdate syncNow',
  MesiboGroupCall: 'join leave createPublisher hasAdminPermissions getAdmin setAudioDevice playInCallSound stopInCallSound sortStreams',
  MesiboParticipant: `call hangup setVideoSource getVideoSource setVideoView getVideoView toggleVideoMute toggleAudioMute mute getMuteStatus
    isLocal isMe isPublisher isTalking getTalkTimestamp getId getType getSid getUid getName setName getAddress getProfile getAdmin
    hasVideo hasAudio isVideoCall isCallConnected isCallInProgress isVideoLandscape getAspectRatio setUserData getUserData setVisibility
    switchCamera switchSource changeVideoFormat`,
};

const STATICS: Record<string, string> = {
  Mesibo: 'getInstance printVersion initServiceWorker',
  MesiboReadSession: 'createReadSummarySession createReadSession getSession endAllSessions',
  MesiboDateTime: 'setDefaultRelativeDateText setDefaultDateFormat setMonthName isMonthFirstDateFormat is24HourTimeFormat',
  MesiboContactSynchronizer: 'enableAutoSync isAutoSyncEnabled',
};

const api = Mesibo.getInstance();
const profile = api.getProfile('bob');

/** What applications read, and of which kind it is before anything is known. */
const DATA: [string, object, Record<string, string>][] = [
  [
    'a message',
    profile.newMessage(),
    {
      mid: 'number', id: 'number', message: 'string', data: 'undefined', title: 'string', subtitle: 'string', footer: 'string', launchurl: 'string',
      latitude: 'number', longitude: 'number', peer: 'string', groupid: 'number', profile: 'object', groupProfile: 'object', type: 'number',
      expiry: 'undefined', flag: 'number', flags: 'number', status: 'number', origin: 'number', statusFlags: 'number', presence: 'number',
      ts: 'number', date: 'object', filetype: 'undefined', fileurl: 'string', file: 'object', refid: 'number', rsid: 'number', rcount: 'number', rc: 'number',
    },
  ],
  ['its file', profile.newMessage().file, { url: 'string', name: 'string', type: 'undefined', subtype: 'number', size: 'number', path: 'string', mimeType: 'string', progress: 'number', source: 'number' }],
  ['a presence', profile.newPresence(), { peer: 'string', groupid: 'number', profile: 'object', groupProfile: 'object', presence: 'number', value: 'number', interval: 'number', expiry: 'number' }],
  ['a session', profile.createReadSession(null), { messages: 'object', readCount: 'number' }],
  ['a time', profile.newMessage().getTimestamp(), { ts: 'number', year: 'number', month: 'number', day: 'number', hour: 'number', min: 'number', sec: 'number', wday: 'number', time: 'string' }],
  ['settings of a group', new surface.MesiboGroupSettings(), { name: 'string', flags: 'number', callFlags: 'number', callDuration: 'number', videoResolution: 'number', expiry: 'number' }],
  ['permissions', new surface.MesiboMemberPermissions(), { flags: 'number', adminFlags: 'number', callFlags: 'number', callDuration: 'number', videoResolution: 'number', expiry: 'number' }],
  ['a pin', new surface.MesiboGroupPin(7, new surface.MesiboMemberPermissions()), { pin: 'number', permissions: 'object' }],
  ['a request', api.createhttpRequest(), { url: 'string', proxy: 'object', post: 'object', postBundle: 'object', contentType: 'object', uploadFile: 'object', uploadFileField: 'string', uploadFileName: 'object', downloadFile: 'object', extraHeaders: 'object', headerTimeout: 'number', result: 'object', respCode: 'number', state: 'number', progress: 'number' }],
  ['a participant', api.groupCall({}, 4711).createPublisher(0), { uid: 'number', name: 'string', address: 'string' }],
];

const words = (text: string): string[] => text.trim().split(/\s+/);
const classOf = (name: string): Record<string, unknown> & { prototype: Record<string, unknown> } => (surface as Record<string, unknown>)[name] as never;

describe('the surface', () => {
  it.each(Object.entries(METHODS))('has every method of %s', (name, methods) => {
    expect(words(methods).filter((method) => typeof classOf(name).prototype[method] !== 'function')).toEqual([]);
  });

  it.each(Object.entries(STATICS))('has every static method of %s', (name, methods) => {
    expect(words(methods).filter((method) => typeof classOf(name)[method] !== 'function')).toEqual([]);
  });

  it.each(DATA)('has every member of %s', (_what, object, members) => {
    const found = Object.fromEntries(Object.keys(members).map((name) => [name, typeof (object as Record<string, unknown>)[name]]));
    expect(found).toEqual(members);
  });

  it('lets applications write to every object, and add to it', () => {
    for (const [what, object, members] of DATA) {
      for (const name of [...Object.keys(members), '$$hashKey', 'isVisible', 'element_id', 'thumbnail', 'source', 'fields', 'query', 'selected', 'unread_count']) {
        if (name === 'time' || name === 'file' || name === 'messages') continue;
        Object.assign(object, { [name]: 'written' });
        expect([what, name, (object as Record<string, unknown>)[name]]).toEqual([what, name, 'written']);
      }
    }
  });
});
