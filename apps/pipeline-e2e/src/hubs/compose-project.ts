import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { repository } from './process.js';

const run = promisify(execFile);

/** One project of the repository's docker-compose.yml: what a person types, as calls. Throws when a command fails. */
export class ComposeProject {
  constructor(
    private readonly name: string,
    private readonly settings: Record<string, string>,
  ) {}

  /** Builds the images from this checkout, starts everything and waits until all of it is healthy. */
  async up(): Promise<void> {
    try {
      await this.compose('up', '--build', '--wait', '--quiet-pull');
    } catch (error) {
      const logs = await this.compose('logs', '--tail', '40').catch(() => '');
      throw new Error(`docker compose up failed: ${tail(String(error))}\n${tail(logs)}`, { cause: error });
    }
  }

  /** Takes away containers, networks and volumes. */
  async down(): Promise<void> {
    await this.compose('down', '--volumes', '--remove-orphans', '--timeout', '10');
  }

  /** Runs a command in a running container; its standard output. */
  exec(service: string, ...command: string[]): Promise<string> {
    return this.compose('exec', '-T', service, ...command);
  }

  /** What the engine says of the containers of services (`docker inspect`), one value of a template per container. */
  async inspect(template: string, services: readonly string[]): Promise<string[]> {
    const ids = (await this.compose('ps', '-q', ...services)).trim().split('\n');
    const { stdout } = await run('docker', ['inspect', '--format', template, ...ids]);
    return stdout.trim().split('\n');
  }

  private async compose(...args: string[]): Promise<string> {
    const { stdout } = await run('docker', ['compose', '--project-name', this.name, ...args], {
      cwd: repository,
      env: { ...process.env, ...this.settings },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  }
}

const tail = (text: string): string => text.slice(-6000);
