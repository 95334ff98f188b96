import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { MailStore } from './mail-store.js';
import { mailboxPage, mailPage } from './mailbox-pages.js';

const maxMailBytes = 5 * 1024 * 1024;

/** Takes every mail of the embedded system and shows it at `/mail`; nothing ever leaves the machine. */
export class DevMailbox {
  readonly pages: Server;
  private readonly store: MailStore;
  private readonly smtp: SMTPServer;

  constructor(folder: string) {
    this.store = new MailStore(folder);
    this.smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      size: maxMailBytes,
      logger: false,
      onData: (stream, _session, done) => {
        void this.receive(stream).then(() => done(), done);
      },
    });
    this.pages = createServer((request, response) => void this.answer(request, response));
  }

  /** Returns the SMTP port on 127.0.0.1. */
  async start(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.smtp.once('error', reject);
      this.smtp.listen(0, '127.0.0.1', resolve);
    });
    return (this.smtp.server.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.smtp.close(resolve));
  }

  private async receive(stream: SMTPServerDataStream): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    if (stream.sizeExceeded) throw Object.assign(new Error('Message too large'), { responseCode: 552 });
    await this.store.add(Buffer.concat(chunks));
  }

  /** `/mail`, `/mail/<id>`, and the same as JSON under `/mail/messages`. */
  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, , first, second] = (request.url ?? '/').split('?', 1)[0]?.split('/') ?? [];
    if (first === 'messages' && !second) return json(response, { messages: await this.store.list() });
    const mail = first ? await this.store.find(first === 'messages' ? (second ?? '') : first) : null;
    if (first === 'messages') return json(response, mail ?? { message: 'There is no such mail.' }, mail ? 200 : 404);
    if (mail) return page(response, mailPage(mail));
    return first ? page(response, 'There is no such mail.', 404) : page(response, mailboxPage(await this.store.list()));
  }
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Mails are shown in a sandboxed frame and may run nothing. */
function page(response: ServerResponse, html: string, status = 200): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self' data: blob:",
    })
    .end(html);
}
