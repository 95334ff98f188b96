import { loadavg } from 'node:os';
import { join } from 'node:path';
import { ArchiveBuilt } from '@hub/event-contracts';
import { boxDataSet } from '../data/data-sets.js';
import { plainTexts } from '../data/plain-texts.js';
import { familyCpuSeconds } from '../machine/processes.js';
import { atMost, timesOf, type Finding } from '../report/finding.js';
import { markdown, median, type Row } from '../report/table.js';
import { copyThroughGzip, missingTools } from '../yardstick/copy-through-gzip.js';
import type { Bench } from './bench.js';
import { exportRequest, withMetadata } from './export-request.js';
import { forgetStaged } from './staged.js';

const [boxes, pairs] = [10, 3];

/** 1 M boxes, request → built, in turns with `psql COPY | gzip -6` of the same text. The first pair only warms up. */
export async function measureBuild({ database, bus, start, sized }: Bench): Promise<Finding[]> {
  const noYardstick = missingTools();
  if (noYardstick) console.warn(noYardstick);
  const tasks = sized(100_000);
  const data = await boxDataSet(database.store, tasks, boxes);
  const texts = noYardstick ? null : await plainTexts(database.store, data, withMetadata);
  const builder = await start('export-builder');
  const rows: Row[] = [];
  const [ours, theirs, peaks]: [number[], number[], number[]] = [[], [], []];
  for (let run = 0; run <= pairs; run++) {
    const request = await exportRequest(database.store, data);
    let built = '';
    const usage = await builder.during(database.pid, async () => {
      const { archive } = await bus.ask(request, ArchiveBuilt);
      if (archive.annotations !== tasks * boxes) throw new Error(`${archive.annotations} annotations`);
      built = (archive.bytes / 1e6).toFixed(1);
    });
    forgetStaged(database, request);
    const file = join(database.files, 'yardstick.gz');
    const serverCpu = familyCpuSeconds(database.pid);
    const yardstick = texts ? await copyThroughGzip(database.url, texts, file) : null;
    const yardstickCpu = (yardstick?.cpu ?? 0) + familyCpuSeconds(database.pid) - serverCpu;
    if (run === 0) continue;
    ours.push(usage.seconds);
    theirs.push(yardstick?.seconds ?? NaN);
    peaks.push(usage.peakMiB);
    rows.push({
      run,
      'request → built': `${usage.seconds.toFixed(2)} s`,
      'psql, gzip -6': yardstick ? `${yardstick.seconds.toFixed(2)} s` : 'no psql',
      ratio: (usage.seconds / (yardstick?.seconds ?? NaN)).toFixed(3),
      'zip, gz': `${built} MB, ${((yardstick?.bytes ?? NaN) / 1e6).toFixed(1)} MB`,
      'builder + Postgres CPU': `${usage.cpu.toFixed(1)} + ${usage.postgresCpu.toFixed(1)} s`,
      'yardstick CPU': `${yardstickCpu.toFixed(1)} s`,
      'peak memory': `${usage.peakMiB.toFixed(0)} MiB`,
      'load of the machine': (loadavg()[0] ?? 0).toFixed(1),
    });
  }
  console.log(markdown(rows));
  const time = (all: number[]) => ({ value: median(all), unit: 's', decimals: 2 });
  return [
    timesOf(`${tasks * boxes} boxes, request → built`, time(ours), { ...time(theirs), name: 'psql, gzip -6' }, 0.55),
    atMost('… peak memory of the builder', { value: Math.max(...peaks), unit: 'MiB' }, 200),
  ];
}
