import { spawn } from 'node:child_process';
import { existsSync, openSync, closeSync, readFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '@hub/failures';
import { postgresBinaries } from './binaries.js';
import { prepareDataDirectory } from './data-directory.js';
import { postgresUser } from './run-as.js';
import { alive } from './alive.js';

export interface EmbeddedPostgresOptions {
  /** Kept between starts. Holds the cluster, its password and its log. */
  readonly folder: string;
  /** False for tests: faster, and a power cut may corrupt it. */
  readonly durable: boolean;
  /** Default: a free one. */
  readonly port?: number;
}

export interface EmbeddedPostgres {
  /** Connection string of the database `postgres`, which every cluster has. */
  readonly url: string;
  readonly port: number;
  /** Fast shutdown: open transactions are rolled back. Resolves when the server is gone. */
  stop(): Promise<void>;
  /** kill -9 of the server, as a crash does it. Its backends notice that by themselves, a moment later. */
  kill(): Promise<void>;
}

/**
 * Starts a Postgres of its own on a free port of 127.0.0.1, or takes over one that a killed launcher left running.
 * Throws Failure `postgres-missing` or `postgres-not-started` (with the end of its log).
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const runAs = postgresUser();
  const bin = postgresBinaries(runAs);
  const { path, password } = prepareDataDirectory(options.folder, bin, runAs);
  const left = runningServer(path);
  const server = left ?? (await launch());
  return {
    url: `postgresql://hub:${password}@127.0.0.1:${server.port}/postgres`,
    port: server.port,
    stop: () => end(server.pid, 'SIGINT'),
    kill: () => end(server.pid, 'SIGKILL'),
  };

  async function launch(): Promise<RunningServer> {
    const port = options.port ?? (await freePort());
    const log = openSync(join(options.folder, 'postgres.log'), 'a');
    const settings = [
      `port=${port}`,
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'max_connections=200',
      'shared_buffers=128MB',
      'client_connection_check_interval=5s',
    ];
    const fast = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
    const args = [...settings, ...(options.durable ? [] : fast)].flatMap((setting) => ['-c', setting]);
    // a session of its own: Ctrl-C reaches us first, and we stop it after the services
    const child = spawn(join(bin, 'postgres'), ['-D', path, ...args], {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
      ...runAs,
    });
    closeSync(log);
    let exited = false;
    child.on('error', () => (exited = true)).on('exit', () => (exited = true));
    child.unref();
    for (let waited = 0; waited < 30_000 && !exited; waited += 20) {
      if (ready(path) && (await answers(port))) return { pid: child.pid as number, port };
      await sleep(20);
    }
    const tail = readFileSync(join(options.folder, 'postgres.log'), 'utf8').split('\n').slice(-10).join('\n');
    throw new Failure('postgres-not-started', 'hub', `The embedded Postgres did not start:\n${tail}`);
  }
}

interface RunningServer {
  readonly pid: number;
  readonly port: number;
}

/** Line 1 of postmaster.pid is the process, line 4 the port, line 8 the state. */
function runningServer(path: string): RunningServer | null {
  const lines = pidFile(path);
  const pid = Number(lines?.[0]);
  const port = Number(lines?.[3]);
  return lines && alive(pid) && ready(path) ? { pid, port } : null;
}

const ready = (path: string): boolean => pidFile(path)?.[7]?.trim() === 'ready';

function pidFile(path: string): string[] | null {
  const file = join(path, 'postmaster.pid');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : null;
}

async function end(pid: number, signal: NodeJS.Signals): Promise<void> {
  if (alive(pid)) process.kill(pid, signal);
  while (alive(pid)) await sleep(10);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() && true));
    socket.on('error', () => resolve(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
