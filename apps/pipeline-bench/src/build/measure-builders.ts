import { ArchiveBuilt } from '@hub/event-contracts';
import { cpus } from 'node:os';
import { spawnSync } from 'node:child_process';
import { videoDataSet } from '../data/data-sets.js';
import { framesUnit } from '../data/video-tracks.js';
import type { Program } from '../machine/program.js';
import { cpuSeconds, familyCpuSeconds } from '../machine/processes.js';
import { notMeasured, timesBetter, told, type Finding } from '../report/finding.js';
import { markdown, median, type Row } from '../report/table.js';
import type { Bench } from './bench.js';
import { exportRequest } from './export-request.js';
import { forgetStaged } from './staged.js';

const runs = 2;
/** Two slices for each of two builders. */
const settings = { BUILD_WIDTH: '4', UV_THREADPOOL_SIZE: '2' };

/**
 * Two builders instead of one, each with a core of its own (`taskset`). The export is CPU-bound: a video, computed from
 * few key frames, so that Postgres, which runs on the same cores, has next to nothing to do.
 */
export async function measureBuilders(bench: Bench): Promise<Finding[]> {
  const frames = bench.sized(10_000_000, framesUnit);
  const what = `2 builders instead of 1, a core each, video of ${frames} frames`;
  if (cpus().length < 2) return [notMeasured(what, 'the machine has one core')];
  if (spawnSync('taskset', ['--version']).error) return [notMeasured(what, 'there is no taskset')];
  const data = await videoDataSet(bench.database.store, frames);
  const rows: Row[] = [];
  const seconds: number[] = [];
  /** CPU of the builder that had most to do. */
  const busiest: number[] = [];
  const builders: Program[] = [];
  for (const core of [0, 1]) {
    builders.push(await bench.start('export-builder', { core, settings }));
    const [times, most]: [number[], number[]] = [[], []];
    for (let run = 0; run <= runs; run++) {
      const request = await exportRequest(bench.database.store, data);
      const used = (): number[] => builders.map(({ pid }) => cpuSeconds(pid));
      const [before, postgres, started] = [used(), familyCpuSeconds(bench.database.pid), performance.now()];
      await bench.bus.ask(request, ArchiveBuilt);
      const took = (performance.now() - started) / 1000;
      forgetStaged(bench.database, request);
      if (run === 0) continue;
      const cpu = used().map((now, i) => now - (before[i] ?? 0));
      times.push(took);
      most.push(Math.max(...cpu));
      rows.push({
        builders: builders.length,
        'pinned to': builders.map((_, pinned) => `core ${pinned}`).join(', '),
        'request → built': `${took.toFixed(2)} s`,
        'CPU of each': cpu.map((each) => `${each.toFixed(1)} s`).join(', '),
        'Postgres CPU, any core': `${(familyCpuSeconds(bench.database.pid) - postgres).toFixed(1)} s`,
      });
    }
    seconds.push(median(times));
    busiest.push(median(most));
  }
  console.log(markdown(rows));
  const [one = NaN, two = NaN] = seconds;
  const [alone = NaN, shared = NaN] = busiest;
  const time = (value: number) => ({ value, unit: 's', decimals: 2 });
  return [
    timesBetter(what, time(two), { ...time(one), name: '1 builder' }, 1.7),
    told(
      '… the same by CPU of the busier builder',
      { value: alone / shared, unit: '×', decimals: 2 },
      'says so on a busy machine too',
    ),
  ];
}
