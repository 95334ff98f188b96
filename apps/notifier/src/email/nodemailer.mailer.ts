import { Failure } from '@hub/failures';
import { createTransport, type Transporter } from 'nodemailer';
import type { MailMessage, Mailer } from './mailer.js';

export interface SmtpAccess {
  readonly host: string;
  readonly port: number;
  readonly tls: 'off' | 'starttls' | 'tls';
  readonly user?: string;
  readonly password?: string;
  readonly from: string;
}

/** SMTP. A 5xx answer is final; anything else, a lost connection after DATA included, may be tried again with the same id. */
export class NodemailerMailer implements Mailer {
  private readonly transport: Transporter;

  constructor(private readonly access: SmtpAccess) {
    this.transport = createTransport({
      host: access.host,
      port: access.port,
      secure: access.tls === 'tls',
      requireTLS: access.tls === 'starttls',
      ignoreTLS: access.tls === 'off',
      auth: access.user ? { user: access.user, pass: access.password } : undefined,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(message: MailMessage): Promise<void> {
    try {
      await this.transport.sendMail({ ...message, from: this.access.from });
    } catch (cause) {
      const code =
        typeof cause === 'object' && cause !== null && 'responseCode' in cause ? Number(cause.responseCode) : 0;
      const text = cause instanceof Error ? cause.message : String(cause);
      if (code >= 500 && code < 600) throw new Failure('mail-refused', 'user', text, { cause });
      throw new Failure('mail-unavailable', 'transient', text, { cause });
    }
  }
}
