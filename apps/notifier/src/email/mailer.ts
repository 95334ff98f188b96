/** A mail ready to be sent. */
export interface MailMessage {
  /** The same on every try: receivers drop a second copy. */
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Sends mails. Throws Failure: `mail-refused` (user: never again) or `mail-unavailable` (transient). */
export interface Mailer {
  send(message: MailMessage): Promise<void>;
}
export const MAILER = Symbol('Mailer');
