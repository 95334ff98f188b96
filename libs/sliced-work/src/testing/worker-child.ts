import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const library = join(__dirname, '..', '..');

/** Real processes run the compiled sources. */
export const compileWorkers = (): void =>
  void execFileSync(
    process.execPath,
    [require.resolve('typescript/bin/tsc'), '--build', join(library, 'tsconfig.lib.json')],
    { stdio: 'inherit' },
  );

export interface WorkerChildOptions {
  readonly url: string;
  readonly name: string;
  readonly msPerSlice: number;
  readonly sweepAfterMs: number;
  /** Ms its clock is wrong by. */
  readonly wrongBy?: number;
}

/** A worker process that can be frozen, thawed and killed. */
export class WorkerChild {
  readonly lines: string[] = [];

  private constructor(private readonly child: ChildProcess) {
    if (child.stdout) createInterface(child.stdout).on('line', (line) => this.lines.push(line));
  }

  static start({ url, name, msPerSlice, sweepAfterMs, wrongBy = 0 }: WorkerChildOptions): WorkerChild {
    const program = join(library, 'dist/testing/worker-process.js');
    return new WorkerChild(
      spawn(process.execPath, [program, url, name, ...[msPerSlice, sweepAfterMs, wrongBy].map(String)], {
        env: {},
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
  }

  /** The slices it has begun, as `job/number`. */
  get begun(): string[] {
    return this.lines.filter((line) => line.startsWith('begun ')).map((line) => line.slice(6));
  }

  freeze(): void {
    this.child.kill('SIGSTOP');
  }
  thaw(): void {
    this.child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}
