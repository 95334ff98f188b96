import { randomBytes } from 'node:crypto';
import { ComposeProject } from './compose-project.js';
import { demoSchema, type Hub } from './hub.js';
import { readMailpit } from './mailpit.js';
import { freePort } from './process.js';

export interface ComposeHub extends Hub {
  readonly project: ComposeProject;
  /** Ports of this machine that lead in. */
  readonly ports: readonly number[];
}

/** What `docker compose up` runs, as a project of its own on free ports, with the demo seeded. */
export async function startComposeHub(): Promise<ComposeHub> {
  const secret = (): string => randomBytes(16).toString('hex');
  const [gateway, s3, mail] = [await freePort(), await freePort(), await freePort()];
  const url = `http://localhost:${gateway}`;
  const project = new ComposeProject(process.env['COMPOSE_PROJECT_NAME'] ?? `hub-e2e-${secret().slice(0, 8)}`, {
    GATEWAY_PORT: String(gateway),
    S3_PORT: String(s3),
    MAIL_PORT: String(mail),
    PUBLIC_URL: url,
    S3_PUBLIC_ENDPOINT: `http://localhost:${s3}`,
    S3_ACCESS_KEY_ID: 'hub-e2e',
    S3_SECRET_ACCESS_KEY: secret(),
    POSTGRES_PASSWORD: secret(),
    INTERNAL_TOKEN: secret(),
    LINK_SECRET: secret(),
    STORAGE_KEYS: `1:${randomBytes(32).toString('base64')}`,
    PLUGIN_KEYS: `1:${randomBytes(32).toString('base64')}`,
    DEMO_SECRET: secret(),
    LOG_LEVEL: 'warn',
  });
  try {
    await project.up();
    const demo = demoSchema.parse(JSON.parse(await project.exec('hub-api', 'node', 'apps/hub-api/dist/seed.js')));
    return {
      url,
      demo,
      project,
      ports: [gateway, s3, mail],
      mails: () => readMailpit(`http://localhost:${mail}`, url),
      stop: () => project.down(),
    };
  } catch (error) {
    // the caller gets no hub that it could stop; the first error is the one to be told
    await project.down().catch(() => undefined);
    throw error;
  }
}
