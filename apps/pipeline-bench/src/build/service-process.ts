import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
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

/** The heap that docker-compose.yml gives builders and converters: garbage is collected before it piles up. */
const productionHeap = ['--max-old-space-size=128', '--max-semi-space-size=4'];

/** One real service, as it is run in production: its own process, its own main. */
export class ServiceProcess {
  private constructor(private readonly child: ChildProcess) {}

  /** Makes its tables, starts it and waits until it is healthy. `nodeOptions` as on the command line. */
  static async start(
    name: string,
    environment: Record<string, string>,
    logFile: string,
    nodeOptions: readonly string[] = [],
  ): Promise<ServiceProcess> {
    const folder = join(dirname(require.resolve('@hub/pipeline-bench/package.json')), '..', name);
    const env = { ...process.env, ...environment };
    const migrated = spawnSync(process.execPath, [join(folder, 'dist/migrate.js')], { env, stdio: 'inherit' });
    if (migrated.status !== 0) throw new Error(`${name}: its tables could not be made`);
    const log = openSync(logFile, 'a');
    const child = spawn(process.execPath, [...productionHeap, ...nodeOptions, join(folder, 'dist/main.js')], {
      env,
      stdio: ['ignore', log, log],
    });
    const service = new ServiceProcess(child);
    await eventually(() => service.healthy(Number(environment['PORT'])), { within: 30_000, every: 50 });
    return service;
  }

  /** Time and resources of the service and of Postgres while `work` runs. */
  async during(postgresPid: number, work: () => Promise<void>): Promise<Usage> {
    forgetPeak(this.pid);
    const [cpu, postgresCpu, started] = [cpuSeconds(this.pid), familyCpuSeconds(postgresPid), performance.now()];
    await work();
    return {
      seconds: (performance.now() - started) / 1000,
      cpu: cpuSeconds(this.pid) - cpu,
      postgresCpu: familyCpuSeconds(postgresPid) - postgresCpu,
      peakMiB: peakMemory(this.pid),
    };
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }

  private get pid(): number {
    return this.child.pid as number;
  }

  private async healthy(port: number): Promise<boolean> {
    if (this.child.exitCode !== null) throw new Error('The service ended at once: see its log');
    return fetch(`http://127.0.0.1:${port}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
  }
}
