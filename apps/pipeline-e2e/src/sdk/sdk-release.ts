import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface RegisteredPlugin {
  readonly id: string;
  readonly secret: string;
}

/** A release of the vendor's client, proprietary: installed from PyPI where it is tested, never kept here. */
export class SdkRelease {
  private readonly running = new Set<ChildProcess>();

  private constructor(
    readonly version: string,
    private readonly environment: string,
  ) {}

  /** Throws with pip's output when it cannot be installed. */
  static async install(folder: string, version: string): Promise<SdkRelease> {
    const environment = join(folder, `venv-${version}`);
    const options = { timeout: 300_000 };
    await execute('python3', ['-m', 'venv', environment], options);
    const quiet = ['--quiet', '--disable-pip-version-check'];
    await execute(join(environment, 'bin/pip'), ['install', ...quiet, `imerit-ango==${version}`], options);
    return new SdkRelease(version, environment);
  }

  /** Starts an export plugin in a process of its own. `port`: it is a server then (the REST connector). */
  startPlugin(url: string, { id, secret }: RegisteredPlugin, port?: number): ChildProcess {
    const rest = port === undefined ? {} : { CONNECTOR: 'REST', PORT: String(port) };
    const child = spawn(join(this.environment, 'bin/python'), [join(__dirname, 'plugin.py'), url, id, secret], {
      env: { PATH: process.env['PATH'], ...rest },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(join(this.environment, `plugin-${id}.log`), { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    this.running.add(child);
    child.once('exit', () => this.running.delete(child));
    return child;
  }

  /** Ends every plugin that runs. */
  async stop(): Promise<void> {
    await Promise.all(
      [...this.running].map(async (child) => {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }),
    );
  }
}
