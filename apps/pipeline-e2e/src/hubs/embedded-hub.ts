import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@hub/testing';
import { z } from 'zod';
import { demoSchema, type Hub, type ReceivedMail } from './hub.js';
import { freePort, NodeProcess, repository } from './process.js';

const mailsSchema = z.object({ messages: z.array(z.object({ id: z.string() })) });
const mailSchema = z.object({ to: z.string(), subject: z.string(), text: z.string() });

/** What a process left behind. */
export interface HowItEnded {
  readonly exitCode: number;
  readonly databaseLeft: boolean;
}

/** What `npm start` runs: one process, embedded parts. `settings`: what the operator sets besides. */
export async function startEmbeddedHub(settings: Readonly<Record<string, string>> = {}): Promise<
  Hub & {
    readonly dataFolder: string;
    /** `meanwhile` happens while nothing runs. */
    restart(signal: NodeJS.Signals, meanwhile?: () => Promise<void>): Promise<HowItEnded>;
  }
> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'hub-e2e-'));
  chmodSync(dataFolder, 0o711);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const log = join(dataFolder, 'hub.log');
  const launch = async (): Promise<NodeProcess> => {
    const hub = new NodeProcess(
      join(repository, 'apps/all-in-one/dist/main.js'),
      { PORT: String(port), HUB_DATA_DIR: dataFolder, UV_THREADPOOL_SIZE: '8', ...settings },
      log,
    );
    await eventually(
      async () => {
        if (!hub.running) throw new Error(`The hub ended:\n${readFileSync(log, 'utf8').slice(-4000)}`);
        return (await fetch(`${url}/api/session`).catch(() => null))?.status === 401;
      },
      { within: 120_000, every: 100 },
    );
    return hub;
  };
  let hub = await launch();
  return {
    url,
    dataFolder,
    demo: demoSchema.parse(JSON.parse(readFileSync(join(dataFolder, 'demo.json'), 'utf8'))),
    mails: () => readMails(url),
    async restart(signal, meanwhile) {
      await hub.end(signal);
      const ended = {
        exitCode: await hub.finished(),
        databaseLeft: existsSync(join(dataFolder, 'postgres/postmaster.pid')),
      };
      await meanwhile?.();
      hub = await launch();
      return ended;
    },
    async stop() {
      await hub.end();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

async function readMails(url: string): Promise<ReceivedMail[]> {
  const { messages } = mailsSchema.parse(await (await fetch(`${url}/mail/messages`)).json());
  return Promise.all(
    messages.map(async ({ id }) => mailSchema.parse(await (await fetch(`${url}/mail/messages/${id}`)).json())),
  );
}
