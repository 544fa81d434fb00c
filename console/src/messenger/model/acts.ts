/** What one can do with a message. */
export type MessageAct = 'reply' | 'edit' | 'forward' | 'copy' | 'info' | 'delete' | 'open' | 'resend' | 'cancel';
