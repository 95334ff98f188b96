import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { text } from 'node:stream/consumers';

export interface YardstickRun {
  readonly seconds: number;
  /** Of psql and gzip. */
  readonly cpu: number;
  readonly bytes: number;
}

/** What stands in the way of measuring beside `psql | gzip`; null when nothing does. */
export function missingTools(): string | null {
  const missing = ['psql', 'gzip'].filter((tool) => spawnSync(tool, ['--version']).error);
  return missing.length > 0 ? `${missing.join(' and ')} not found: there is no yardstick on this machine` : null;
}

const pipeline = 'set -o pipefail; psql --no-psqlrc -qAt -c "$1" "$2" | gzip -6 > "$3" && times';

/** `psql COPY (query) | gzip -6` into a file: the simplest thing that anybody would do. */
export async function copyThroughGzip(databaseUrl: string, query: string, file: string): Promise<YardstickRun> {
  const started = performance.now();
  const shell = spawn('bash', ['-c', pipeline, 'yardstick', `copy (${query}) to stdout`, databaseUrl, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [times, [code]] = await Promise.all([text(shell.stdout), once(shell, 'exit') as Promise<[number | null]>]);
  if (code !== 0) throw new Error(`psql | gzip ended with ${code}`);
  return { seconds: (performance.now() - started) / 1000, cpu: childrenSeconds(times), bytes: statSync(file).size };
}

/** User and system time of the children, from the second line that bash's `times` prints: `0m7.123s 0m0.456s`. */
export const childrenSeconds = (times: string): number =>
  [...(times.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
