import { join } from 'node:path';
import type { BenchSettings } from '../machine/bench-settings.js';
import { freePort } from '../machine/free-port.js';
import { Program } from '../machine/program.js';
import type { BenchHub } from './bench-hub.js';

/** What `npm start` runs, on the bench's database: one process, embedded parts. */
export async function startEmbeddedHub({ folder, nodeOptions }: BenchSettings): Promise<BenchHub> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const program = Program.launch('apps/all-in-one/dist/main.js', {
    // the threads that scripts/start.mjs gives it
    environment: { PORT: String(port), HUB_DATA_DIR: folder, UV_THREADPOOL_SIZE: '8' },
    logFile: join(folder, 'files/all-in-one.log'),
    nodeOptions,
  });
  // 401: it is up and wants a key
  await program.answers(`${url}/api/session`, 401);
  return { name: 'embedded', exportApi: url, notifier: url, stop: () => program.stop() };
}
