/** What one can do with a message. */
export type MessageAct = 'reply' | 'edit' | 'forward' | 'copy' | 'info' | 'delete' | 'resend' | 'cancel';
