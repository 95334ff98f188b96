import { createHash, randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { execFileSync } from 'node:child_process';
import { reachableByOthers } from './binaries.js';
import type { RunAs } from './run-as.js';

export interface DataDirectory {
  /** The cluster's folder. */
  readonly path: string;
  readonly password: string;
}

/** Where the cluster of `folder` lies; made by initdb when it is not there yet. */
export function prepareDataDirectory(folder: string, bin: string, runAs: RunAs | null): DataDirectory {
  const path = clusterPath(resolve(folder), runAs);
  const passwordFile = join(resolve(folder), 'postgres.password');
  if (existsSync(join(path, 'PG_VERSION')) && existsSync(passwordFile))
    return { path, password: readFileSync(passwordFile, 'utf8') };
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  mkdirSync(path, { mode: 0o700 });
  if (runAs) chownSync(path, runAs.uid, runAs.gid);
  const password = randomBytes(24).toString('hex');
  initdb(bin, path, password, runAs);
  // last, so that a half-made cluster is made anew
  writeFileSync(passwordFile, password, { mode: 0o600 });
  return { path, password };
}

/** Inside the given folder, unless root put it where `nobody` cannot go. */
function clusterPath(folder: string, runAs: RunAs | null): string {
  mkdirSync(folder, { recursive: true });
  if (!runAs || reachableByOthers(folder)) return join(folder, 'postgres');
  return join('/var/lib/hub-exports', createHash('sha256').update(folder).digest('hex').slice(0, 16));
}

function initdb(bin: string, path: string, password: string, runAs: RunAs | null): void {
  const passwordFile = `${path}.pwfile`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (runAs) chownSync(passwordFile, runAs.uid, runAs.gid);
  const locale =
    majorVersion(bin) >= 17
      ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
      : ['--locale=C.UTF-8'];
  try {
    execFileSync(
      join(bin, 'initdb'),
      [
        '-D',
        path,
        '-U',
        'hub',
        '-E',
        'UTF8',
        ...locale,
        '-A',
        'scram-sha-256',
        `--pwfile=${passwordFile}`,
        '--no-sync',
      ],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        cwd: '/',
        ...runAs,
      },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function majorVersion(bin: string): number {
  const text = execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' });
  return Number(/(\d+)/.exec(text)?.[1] ?? 0);
}
