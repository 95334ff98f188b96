import { ArchiveBuilt } from '@hub/event-contracts';
import { videoDataSet } from './data-sets.js';
import { exportRequest } from './export-request.js';
import type { Measurement } from './measurement.js';
import { markdown, median, verdict, type Row } from './table.js';

const runs = 2;

/** One video of 200 k and of 1 M annotated frames: the same memory, time in proportion. The first run only warms up. */
export async function measureVideo({ database, bus, start }: Measurement): Promise<void> {
  const rows: Row[] = [];
  const [times, peaks]: [Map<number, number>, Map<number, number>] = [new Map(), new Map()];
  for (const frames of [200_000, 1_000_000]) {
    const data = await videoDataSet(database.store, frames);
    // a process of its own: its peak is of this video alone
    const builder = await start('export-builder');
    const usages = [];
    let zip = 0;
    for (let run = 0; run <= runs; run++) {
      const request = await exportRequest(database.store, data);
      usages.push(
        await builder.during(database.pid, async () => {
          zip = (await bus.ask(request, ArchiveBuilt)).archive.bytes;
        }),
      );
    }
    await builder.stop();
    const seconds = median(usages.slice(1).map((usage) => usage.seconds));
    const peak = Math.max(...usages.map((usage) => usage.peakMiB));
    times.set(frames, seconds);
    peaks.set(frames, peak);
    rows.push({
      'annotated frames': frames,
      'request → built': `${seconds.toFixed(2)} s`,
      'µs a frame': ((seconds / frames) * 1e6).toFixed(2),
      'zip MB': (zip / 1e6).toFixed(1),
      'builder CPU': `${median(usages.slice(1).map((usage) => usage.cpu)).toFixed(1)} s`,
      'peak memory': `${peak.toFixed(0)} MiB`,
    });
  }
  console.log(markdown(rows));
  const [small, large] = [...times.values()] as [number, number];
  console.log(verdict('time of 1 M over 5 × that of 200 k', large / small / 5, 1.1, '×'));
  console.log(verdict('peak memory', Math.max(...peaks.values()), 200, 'MiB'));
}
