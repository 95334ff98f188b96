import { join } from 'node:path';
import { boxDataSet } from '../data/data-sets.js';
import { plainTexts } from '../data/plain-texts.js';
import { makeBuckets, s3Server } from '../machine/servers.js';
import { atMost, notMeasured, timesOf, type Finding } from '../report/finding.js';
import { markdown, median, type Row } from '../report/table.js';
import { copyThroughGzip, missingTools } from '../yardstick/copy-through-gzip.js';

import type { Bench } from './bench.js';
import { exportRequest, withMetadata } from './export-request.js';

const [boxes, pairs] = [10, 2];

/** 1 M boxes, request → delivered in a local S3 server, in turns with the yardstick of the build. */
export async function measureDeliver({ database, bus, start, sized }: Bench): Promise<Finding[]> {
  const tasks = sized(100_000);
  const what = `${tasks * boxes} boxes, request → delivered in S3`;
  const s3 = s3Server(process.env);
  const missing = s3 ? missingTools() : 'no S3 server: S3_ENDPOINT is not set';
  if (missing || !s3) return [notMeasured(what, missing ?? '')];
  const data = await boxDataSet(database.store, tasks, boxes);
  const texts = await plainTexts(database.store, data, withMetadata);
  const settings = makeBuckets(s3);
  const [builder, router] = [await start('export-builder', { settings }), await start('storage-router', { settings })];
  const rows: Row[] = [];
  const [ours, theirs, peaks]: [number[], number[], number[]] = [[], [], []];
  for (let run = 0; run <= pairs; run++) {
    const request = await exportRequest(database.store, data);
    router.forgetPeak();
    const usage = await builder.during(database.pid, async () => {
      const { annotations } = (await bus.delivered(request, 'original')).archive;
      if (annotations !== tasks * boxes) throw new Error(`${annotations} annotations`);
    });
    const yardstick = await copyThroughGzip(database.url, texts, join(database.files, 'yardstick.gz'));
    if (run === 0) continue;
    ours.push(usage.seconds);
    theirs.push(yardstick.seconds);
    peaks.push(router.peakMiB);
    rows.push({
      run,
      'request → delivered': `${usage.seconds.toFixed(2)} s`,
      'psql, gzip -6': `${yardstick.seconds.toFixed(2)} s`,
      ratio: (usage.seconds / yardstick.seconds).toFixed(3),
      'peak memory of the router': `${router.peakMiB.toFixed(0)} MiB`,
    });
  }
  console.log(markdown(rows));
  const time = (all: number[]) => ({ value: median(all), unit: 's', decimals: 2 });
  return [
    timesOf(what, time(ours), { ...time(theirs), name: 'psql, gzip -6' }, 0.75),
    atMost('… peak memory of the router', { value: Math.max(...peaks), unit: 'MiB' }, 200),
  ];
}
