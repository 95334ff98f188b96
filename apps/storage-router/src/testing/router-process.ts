import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const program = join(__dirname, '../../dist/main.js');
/** The heap that docker-compose.yml gives it. */
const heap = ['--max-semi-space-size=4'];
/** What deploy/docker/Dockerfile sets. */
const image = { UV_THREADPOOL_SIZE: '8', MALLOC_ARENA_MAX: '2' };

/** The service as it runs in production: a process of its own that can be killed. */
export class RouterProcess {
  private log = '';

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (this.log += String(text)));
  }

  static start(environment: Record<string, string>): RouterProcess {
    if (!existsSync(program)) throw new Error('Build first: npx tsc --build apps/storage-router/tsconfig.json');
    const env = { PORT: '0', LOG_LEVEL: 'warn', ...image, ...environment };
    return new RouterProcess(spawn(process.execPath, [...heap, program], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** The most memory it has held so far, in MiB; null where /proc does not tell. */
  get peakMemory(): number | null {
    const status = existsSync(`/proc/${this.child.pid}/status`)
      ? readFileSync(`/proc/${this.child.pid}/status`, 'utf8')
      : '';
    const kibibytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) / 1024;
  }

  /** Throws what it wrote when it has ended by itself. */
  check(): void {
    if (this.child.exitCode !== null) throw new Error(`The router ended with ${this.child.exitCode}: ${this.log}`);
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }
}
