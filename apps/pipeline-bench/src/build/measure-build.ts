import { rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { ArchiveBuilt } from '@hub/event-contracts';
import { boxDataSet } from './data-sets.js';
import { exportRequest, withMetadata } from './export-request.js';
import type { Measurement } from './measurement.js';
import { plainTexts } from './plain-texts.js';
import { familyCpuSeconds } from './processes.js';
import { markdown, median, verdict, type Row } from './table.js';
import { copyThroughGzip, missingTools } from './yardstick.js';

const [tasks, boxes, pairs] = [100_000, 10, 3];

/** 1 M boxes, request → built, in turns with `psql COPY | gzip -6` of the same text. The first pair only warms up. */
export async function measureBuild({ database, bus, start }: Measurement): Promise<void> {
  const noYardstick = missingTools();
  if (noYardstick) console.warn(noYardstick);
  const data = await boxDataSet(database.store, tasks, boxes);
  const texts = noYardstick ? null : await plainTexts(database.store, data, withMetadata);
  const builder = await start('export-builder');
  const rows: Row[] = [];
  const [ratios, peaks]: [number[], number[]] = [[], []];
  for (let run = 0; run <= pairs; run++) {
    const request = await exportRequest(database.store, data);
    let built = '';
    const usage = await builder.during(database.pid, async () => {
      const { archive } = await bus.ask(request, ArchiveBuilt);
      if (archive.annotations !== tasks * boxes) throw new Error(`${archive.annotations} annotations`);
      built = (archive.bytes / 1e6).toFixed(1);
    });
    rmSync(join(database.files, 'buckets/staging/exports', request.envelope.subject), { recursive: true, force: true });
    const file = join(database.files, 'yardstick.gz');
    const serverCpu = familyCpuSeconds(database.pid);
    const yardstick = texts ? await copyThroughGzip(database.url, texts, file) : null;
    const yardstickCpu = (yardstick?.cpu ?? 0) + familyCpuSeconds(database.pid) - serverCpu;
    if (run === 0) continue;
    const ratio = usage.seconds / (yardstick?.seconds ?? NaN);
    ratios.push(ratio);
    peaks.push(usage.peakMiB);
    rows.push({
      run,
      'request → built': `${usage.seconds.toFixed(2)} s`,
      'psql, gzip -6': yardstick ? `${yardstick.seconds.toFixed(2)} s` : 'no psql',
      ratio: ratio.toFixed(3),
      'zip, gz': `${built} MB, ${((yardstick?.bytes ?? NaN) / 1e6).toFixed(1)} MB`,
      'builder + Postgres CPU': `${usage.cpu.toFixed(1)} + ${usage.postgresCpu.toFixed(1)} s`,
      'yardstick CPU': `${yardstickCpu.toFixed(1)} s`,
      'peak memory': `${usage.peakMiB.toFixed(0)} MiB`,
      'load of the machine': (loadavg()[0] ?? 0).toFixed(1),
    });
  }
  console.log(markdown(rows));
  if (texts) console.log(verdict('median time', median(ratios), 0.55, '×'));
  console.log(verdict('peak memory', Math.max(...peaks), 200, 'MiB'));
}
