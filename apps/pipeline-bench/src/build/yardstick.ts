import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';

export interface YardstickRun {
  readonly seconds: number;
  readonly bytes: number;
}

/** What stands in the way of measuring beside `psql | gzip`; null when nothing does. */
export function missingTools(): string | null {
  const missing = ['psql', 'gzip'].filter((tool) => spawnSync(tool, ['--version']).error);
  return missing.length > 0 ? `${missing.join(' and ')} not found: there is no yardstick on this machine` : null;
}

/** `psql COPY (query) | gzip -6` into a file: the simplest thing that anybody would do. */
export async function copyThroughGzip(databaseUrl: string, query: string, file: string): Promise<YardstickRun> {
  const started = performance.now();
  const shell = spawn(
    'bash',
    [
      '-c',
      'set -o pipefail; psql --no-psqlrc -qAt -c "$1" "$2" | gzip -6 > "$3"',
      'yardstick',
      `copy (${query}) to stdout`,
      databaseUrl,
      file,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  await ended(shell);
  return { seconds: (performance.now() - started) / 1000, bytes: statSync(file).size };
}

async function ended(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`psql | gzip ended with ${code}`);
}
