import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually } from '@hub/testing';
import { reportSchema, type Report, type WorkerSettings } from './worker-protocol.js';

export type WorkerReport = Report & { readonly worker: number };

/** The worker processes of one measurement, and everything they told. */
export class Fleet {
  readonly reports: WorkerReport[] = [];
  private readonly children: ChildProcess[];

  constructor(size: number, settings: WorkerSettings) {
    this.children = Array.from({ length: size }, (_, worker) => {
      const child = fork(join(__dirname, 'worker.js'), [JSON.stringify(settings)], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      child.on('message', (message) => this.reports.push({ ...reportSchema.parse(message), worker }));
      return child;
    });
  }

  get size(): number {
    return this.children.length;
  }

  ended(job: string): (WorkerReport & { kind: 'ended' })[] {
    return this.reports.filter((report) => report.kind === 'ended').filter((report) => report.job === job);
  }

  /** The time at which the job was done. */
  async finished(job: string, within = 120_000): Promise<number> {
    const found = await eventually(
      () =>
        this.reports.find((report) => report.job === job && (report.kind === 'finished' || report.kind === 'failed')),
      { within },
    );
    if (found.kind === 'failed') throw new Error(`${job} failed: ${found.message}`);
    return found.at;
  }

  /** Like the machine losing the process: no signal handler runs. */
  async kill(worker: number): Promise<void> {
    const child = this.children[worker];
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async stop(): Promise<void> {
    await Promise.all(this.children.map((_, worker) => this.kill(worker)));
  }
}
