import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventually } from '@hub/testing';
import { cpuSeconds, familyCpuSeconds, forgetPeak, peakMemory } from './processes.js';

export interface Usage {
  readonly seconds: number;
  readonly cpu: number;
  /** Of Postgres, the bus included. */
  readonly postgresCpu: number;
  readonly peakMiB: number;
}

export interface ProgramOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly nodeOptions?: readonly string[];
  /** The only core it may use. */
  readonly core?: number;
}

/** The repository's folders apps and libs. */
const apps = join(dirname(require.resolve('@hub/pipeline-bench/package.json')), '..');

/** A Node program of this repository that keeps running. */
export class Program {
  private constructor(
    private readonly child: ChildProcess,
    private readonly logFile: string,
  ) {}

  /** `script` below the repository: `apps/notifier/dist/main.js`. Resolves at once. */
  static launch(script: string, { environment, logFile, nodeOptions = [], core }: ProgramOptions): Program {
    const node = [process.execPath, ...nodeOptions, join(apps, '..', script)];
    const [command = '', ...words] = core === undefined ? node : ['taskset', '-c', String(core), ...node];
    const log = openSync(logFile, 'a');
    return new Program(
      spawn(command, words, { env: { ...process.env, ...environment }, stdio: ['ignore', log, log] }),
      logFile,
    );
  }

  /** Runs a script to its end. */
  static run(script: string, environment: Readonly<Record<string, string>>): void {
    const env = { ...process.env, ...environment };
    const { status } = spawnSync(process.execPath, [join(apps, '..', script)], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) throw new Error(`${script} ended with ${status}`);
  }

  /** Waits until `url` answers with that status. */
  async answers(url: string, status = 200, within = 120_000): Promise<void> {
    await eventually(
      async () => {
        if (!this.running) throw new Error(`It ended at once:\n${readFileSync(this.logFile, 'utf8').slice(-3000)}`);
        return (await fetch(url).catch(() => null))?.status === status;
      },
      { within, every: 50 },
    );
  }

  get pid(): number {
    return this.child.pid as number;
  }
  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }
  get peakMiB(): number {
    return peakMemory(this.pid);
  }
  forgetPeak(): void {
    forgetPeak(this.pid);
  }

  /** Time and resources of the program and of Postgres while `work` runs. */
  async during(postgresPid: number, work: () => Promise<void>): Promise<Usage> {
    this.forgetPeak();
    const [cpu, postgresCpu, started] = [cpuSeconds(this.pid), familyCpuSeconds(postgresPid), performance.now()];
    await work();
    return {
      seconds: (performance.now() - started) / 1000,
      cpu: cpuSeconds(this.pid) - cpu,
      postgresCpu: familyCpuSeconds(postgresPid) - postgresCpu,
      peakMiB: this.peakMiB,
    };
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.running) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }
}
