import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alive, startEmbeddedPostgres } from '@hub/embedded-postgres';
import { eventually } from './eventually.js';

export interface TestDatabase {
  readonly url: string;
  stop(): Promise<void>;
}

/** One that may be away for a while. Committed is committed, whatever happens to the server. */
export interface HurtableDatabase extends TestDatabase {
  /** Stops the server: `fast` as an operator does it, `kill` as a crash does it. */
  halt(how: 'fast' | 'kill'): Promise<void>;
  /** Starts it again at the same address. */
  resume(): Promise<void>;
}

const prefix = 'hub-test-postgres-';

/**
 * A fresh, empty Postgres cluster for one spec file: about half a second. Call `stop` in afterAll. Measurements ask for
 * a `durable` one, whose commits wait for the disk, and may keep it in a `folder` of their own.
 */
export async function startTestDatabase({
  durable = false,
  folder: kept,
}: { durable?: boolean; folder?: string } = {}): Promise<TestDatabase> {
  sweepLeftovers();
  if (kept) return startEmbeddedPostgres({ folder: kept, durable });
  const folder = newFolder();
  const server = await startEmbeddedPostgres({ folder, durable });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function startHurtableDatabase(): Promise<HurtableDatabase> {
  sweepLeftovers();
  const folder = newFolder();
  // what is not written through is lost with the server
  const start = (port?: number) => startEmbeddedPostgres({ folder, durable: true, port });
  let server = await start();
  return {
    url: server.url,
    halt: (how) => (how === 'kill' ? server.kill() : server.stop()),
    async resume() {
      // it does not start while backends of the killed one are still there
      server = await eventually(() => start(server.port).catch(() => null), { every: 100 });
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  // root's tests run Postgres as nobody, which must be able to enter
  chmodSync(folder, 0o711);
  return folder;
}

/** Servers of test processes that were killed before they could stop them. */
function sweepLeftovers(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const owner = Number(name.slice(prefix.length).split('-')[0]);
    if (alive(owner)) continue;
    const folder = join(tmpdir(), name);
    try {
      const pid = Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(pid, 'SIGKILL');
    } catch {
      // it is gone already
    }
    rmSync(folder, { recursive: true, force: true });
  }
}
