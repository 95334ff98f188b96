import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.object({
  /** Keeps the filled database. */
  HUB_BENCH_DIR: z.string().min(1).default(join(tmpdir(), 'hub-bench')),
  /** Share of the data and runs, to see whether a measurement works at all. */
  HUB_BENCH_SCALE: z.coerce.number().positive().max(1).default(1),
});

export interface BenchSettings {
  readonly folder: string;
  /** So many of what is measured, fewer on a small scale; a multiple of `of`. */
  sized(full: number, of?: number): number;
  /** Options of Node for the services, as on the command line. */
  readonly nodeOptions: readonly string[];
}

export function benchSettings(
  environment: Readonly<Record<string, string | undefined>>,
  nodeOptions: readonly string[] = [],
): BenchSettings {
  const { HUB_BENCH_DIR, HUB_BENCH_SCALE } = schema.parse(environment);
  return {
    folder: HUB_BENCH_DIR,
    sized: (full, of = 1) => Math.max(of, Math.round((full * HUB_BENCH_SCALE) / of) * of),
    nodeOptions,
  };
}
