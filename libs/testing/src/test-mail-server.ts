import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface TestMailServer {
  readonly port: number;
  /** Raw mails in the order they were accepted. */
  readonly accepted: string[];
  /** Answers the next mails with these SMTP codes instead of accepting them. */
  refuseNext(...codes: number[]): void;
  stop(): Promise<void>;
}

/** A real SMTP server on a free port of 127.0.0.1. */
export async function startTestMailServer(): Promise<TestMailServer> {
  const accepted: string[] = [];
  const refusals: number[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      buffer(stream).then((mail) => {
        const code = refusals.shift();
        if (code) return done(Object.assign(new Error('refused by the test'), { responseCode: code }));
        accepted.push(mail.toString('utf8'));
        return done();
      }, done);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    accepted,
    refuseNext: (...codes) => void refusals.push(...codes),
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
