import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSettings, runProgram } from '@hub/service-defaults';
import { z } from 'zod';
import { hubApi } from './hub-api.module.js';

const seedSettings = z.object({
  DATABASE_URL: z.string().min(1),
  PUBLIC_URL: z.url().default('http://localhost:3000'),
  /** Passwords and keys are derived from it. Default: the database's address, a secret of the installation. */
  DEMO_SECRET: z.string().min(1).optional(),
});

/** `node seed.js [demo.json]`: fills a migrated database with the demo, writes or prints how to get in. */
async function main(): Promise<void> {
  const settings = loadSettings(seedSettings);
  const demo = await hubApi.seedDemo(settings.DATABASE_URL, {
    demoFolder: join(__dirname, '..', '..', '..', 'demo'),
    publicUrl: settings.PUBLIC_URL,
    secret: settings.DEMO_SECRET ?? settings.DATABASE_URL,
  });
  const text = `${JSON.stringify(demo, null, 2)}\n`;
  const [, , target] = process.argv;
  if (target) writeFileSync(target, text, { mode: 0o600 });
  else process.stdout.write(text);
}

runProgram(main);
