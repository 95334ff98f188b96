import { ArchiveBuilt } from '@hub/event-contracts';
import { framesUnit } from '../data/video-tracks.js';
import { videoDataSet } from '../data/data-sets.js';
import { atMost, timesOf, type Finding } from '../report/finding.js';
import { markdown, median, type Row } from '../report/table.js';
import type { Bench } from './bench.js';
import { exportRequest } from './export-request.js';
import { forgetStaged } from './staged.js';

const runs = 2;

interface Measured {
  readonly frames: number;
  readonly seconds: number;
  readonly peakMiB: number;
}

/** One video of 200 k, of 1 M, and of 10 M annotated frames: the same memory, time in proportion. The first run warms up. */
export async function measureVideo(bench: Bench): Promise<Finding[]> {
  const sizes = [200_000, 1_000_000, 10_000_000].map((frames) => bench.sized(frames, framesUnit));
  const rows: Row[] = [];
  const all: Measured[] = [];
  for (const frames of sizes) all.push(await measureOne(bench, frames, rows));
  console.log(markdown(rows));
  const [small, large, largest] = all as [Measured, Measured, Measured];
  const micros = ({ seconds, frames }: Measured) => ({
    value: (seconds / frames) * 1e6,
    unit: 'µs a frame',
    decimals: 2,
  });
  const memory = ({ peakMiB }: Measured) => ({ value: peakMiB, unit: 'MiB' });
  return [
    timesOf(
      `time of a frame, video of ${large.frames}`,
      micros(large),
      { ...micros(small), name: `of ${small.frames}` },
      1.1,
    ),
    timesOf(
      `time of a frame, video of ${largest.frames}`,
      micros(largest),
      { ...micros(large), name: `of ${large.frames}` },
      1.1,
    ),
    timesOf(
      `peak memory, video of ${largest.frames}`,
      memory(largest),
      { ...memory(large), name: `of ${large.frames}` },
      1.1,
    ),
    atMost('peak memory of all videos', { value: Math.max(...all.map(({ peakMiB }) => peakMiB)), unit: 'MiB' }, 200),
  ];
}

async function measureOne({ database, bus, start }: Bench, frames: number, rows: Row[]): Promise<Measured> {
  const data = await videoDataSet(database.store, frames);
  // a process of its own: its peak is of this video alone
  const builder = await start('export-builder');
  const usages = [];
  let zip = 0;
  for (let run = 0; run <= runs; run++) {
    const request = await exportRequest(database.store, data);
    const usage = await builder.during(database.pid, async () => {
      zip = (await bus.ask(request, ArchiveBuilt)).archive.bytes;
    });
    usages.push(usage);
    forgetStaged(database, request);
  }
  await builder.stop();
  const seconds = median(usages.slice(1).map((usage) => usage.seconds));
  const peakMiB = Math.max(...usages.map((usage) => usage.peakMiB));
  rows.push({
    'annotated frames': frames,
    'request → built': `${seconds.toFixed(2)} s`,
    'µs a frame': ((seconds / frames) * 1e6).toFixed(2),
    'zip MB': (zip / 1e6).toFixed(1),
    'builder CPU': `${median(usages.slice(1).map((usage) => usage.cpu)).toFixed(1)} s`,
    'peak memory': `${peakMiB.toFixed(0)} MiB`,
  });
  return { frames, seconds, peakMiB };
}
