import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { alive } from '@hub/embedded-postgres';
import { Failure } from '@hub/failures';

/** Everything that is kept between starts lies in one folder, used by one process at a time. */
export class DataFolder {
  readonly path: string;
  private readonly lock: string;

  /** Makes the folder and takes it. Throws Failure `data-folder-in-use`. */
  constructor(folder: string) {
    this.path = resolve(folder);
    this.lock = join(this.path, 'process.pid');
    mkdirSync(this.path, { recursive: true });
    const holder = existsSync(this.lock) ? Number(readFileSync(this.lock, 'utf8')) : 0;
    if (holder !== process.pid && isHub(holder)) {
      throw new Failure(
        'data-folder-in-use',
        'user',
        `Process ${holder} already runs on ${this.path}. Stop it, or choose another folder: HUB_DATA_DIR=… npm start`,
        {
          field: 'HUB_DATA_DIR',
          value: this.path,
        },
      );
    }
    writeFileSync(this.lock, String(process.pid));
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** A random secret, made at the first start and kept (mode 0600). */
  secret(name: string): string {
    const file = this.file(`${name}.secret`);
    if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
    return readFileSync(file, 'utf8');
  }

  /** Keys that seal, `id:base64` each, the one in use first; made at the first start, rotated by `npm run storage:rotate-key`. */
  keyRing(name: string): string {
    const file = this.file(`${name}.secret`);
    if (!existsSync(file)) writeFileSync(file, `1:${randomBytes(32).toString('base64')}`, { mode: 0o600 });
    return readFileSync(file, 'utf8').trim();
  }

  /** The old text or the new one, never a part: what a lost key has sealed is lost with it. */
  replaceSecret(name: string, text: string): void {
    const file = this.file(`${name}.secret`);
    writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
  }

  release(): void {
    rmSync(this.lock, { force: true });
  }
}

/** A process id may have been given to another program since; only Node processes count. */
function isHub(pid: number): boolean {
  if (!pid || !alive(pid)) return false;
  const commandLine = `/proc/${pid}/cmdline`;
  return existsSync(commandLine) ? readFileSync(commandLine, 'utf8').includes('all-in-one') : true;
}
