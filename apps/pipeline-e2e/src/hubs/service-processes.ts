import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@hub/testing';
import type { EndedService } from './hub.js';
import { freePort, NodeProcess, repository } from './process.js';

interface ServiceProcess {
  readonly service: string;
  readonly process: NodeProcess;
  readonly port: number;
  /** Somebody wants its end. */
  doomed: boolean;
}

/** The processes of a system, each a service, started and hurt one by one. */
export class ServiceProcesses {
  private readonly all: ServiceProcess[] = [];

  constructor(
    private readonly ports: ReadonlyMap<string, number>,
    private readonly environment: Record<string, string>,
    private readonly log: string,
  ) {}

  /** Runs a program of the repository to its end. */
  async script(path: string, args: string[] = []): Promise<void> {
    const status = await new NodeProcess(join(repository, path), this.environment, this.log, args).finished();
    if (status !== 0) throw new Error(`${path} failed:\n${this.lastWords()}`);
  }

  /** Starts a process of a service, with settings of its own, and waits until it is ready. `begun` gets it at once. */
  async add(
    service: string,
    settings: Record<string, string> = {},
    begun: (process: NodeProcess) => void = () => undefined,
  ): Promise<NodeProcess> {
    const first = !this.all.some((p) => p.service === service && p.process.running);
    const port = (first && this.ports.get(service)) || (await freePort());
    const process = new NodeProcess(
      join(repository, `apps/${service}/dist/main.js`),
      { ...this.environment, ...settings, PORT: String(port) },
      this.log,
    );
    this.all.push({ service, process, port, doomed: false });
    begun(process);
    await eventually(
      async () => {
        if (!process.running) throw new Error(`${service} ended:\n${this.lastWords()}`);
        return isReady(port);
      },
      { within: 60_000, every: 50 },
    );
    return process;
  }

  /** Waits until every running process says that it can do its work, or that it cannot. */
  async allReady(ready: boolean): Promise<void> {
    const waiting = this.all.filter(({ process }) => process.running);
    for (const { port } of waiting)
      await eventually(async () => (await isReady(port)) === ready, { within: 60_000, every: 50 });
  }

  /** The n-th running process of a service. */
  running(service: string, index = 0): NodeProcess {
    const target = this.all.filter((p) => p.service === service && p.process.running)[index];
    if (!target) throw new Error(`There is no running ${service} number ${index}.`);
    return target.process;
  }

  kill(service: string, index = 0): Promise<void> {
    return this.killProcess(this.running(service, index));
  }

  async killProcess(process: NodeProcess): Promise<void> {
    for (const each of this.all) each.doomed ||= each.process === process;
    await process.end('SIGKILL');
  }

  /** Services of which a process ended although nobody asked for it. */
  fallen(): string[] {
    return this.all.filter(({ doomed, process }) => !doomed && !process.running).map(({ service }) => service);
  }

  /** Asks every process to end, all at once. */
  stop(): Promise<EndedService[]> {
    return Promise.all(
      this.all.splice(0).map(async ({ service, process }) => {
        const asked = performance.now();
        process.thaw();
        const exitCode = await process.end();
        return { service, exitCode, milliseconds: performance.now() - asked };
      }),
    );
  }

  lastWords(): string {
    return readFileSync(this.log, 'utf8').slice(-4000);
  }
}

async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null);
  return answer?.ok ?? false;
}
