import { randomUUID } from 'node:crypto';
import { ArchiveBuilt, ArchiveConverted, ArtifactDelivered, createEvent } from '@hub/event-contracts';
import { boxDataSet } from '../data/data-sets.js';
import { atMost, notMeasured, timesOf, type Finding } from '../report/finding.js';
import { markdown, median, type Row } from '../report/table.js';
import { LabelStudio } from '../yardstick/label-studio.js';
import type { Bench } from './bench.js';
import { exportRequest } from './export-request.js';

const [boxes, pairs] = [10, 2];

/**
 * Built original → converted COCO, in turns with label-studio-sdk on the same boxes. The delivery between build and
 * conversion is left out: the converter reads the staged segments. The first pair warms up.
 */
export async function measureCoco({ database, bus, start, sized, folder }: Bench): Promise<Finding[]> {
  const tasks = sized(50_000);
  const data = await boxDataSet(database.store, tasks, boxes);
  const labelStudio = LabelStudio.install(folder);
  const file = typeof labelStudio === 'string' ? '' : await labelStudio.tasks(tasks, boxes);
  const builder = await start('export-builder');
  const built = await bus.ask(await exportRequest(database.store, data, { converter: 'coco' }), ArchiveBuilt);
  await builder.stop();
  const converter = await start('plugin-converter');
  const rows: Row[] = [];
  const [ours, theirs, peaks]: [number[], number[], number[]] = [[], [], []];
  for (let run = 0; run <= pairs; run++) {
    const exportId = randomUUID();
    const artifact = {
      kind: 'original' as const,
      fileName: built.archive.fileName,
      bytes: built.archive.bytes,
      sha256: '0'.repeat(64),
      location: { storageId: null, bucket: 'exports', key: 'not delivered here' },
    };
    const delivered = createEvent(
      ArtifactDelivered,
      { ...built, exportId, artifact },
      { source: 'storage-router', subject: exportId },
    );
    let zip = 0;
    const usage = await converter.during(database.pid, async () => {
      const { archive } = await bus.ask(delivered, ArchiveConverted);
      if (archive.annotations !== tasks * boxes) throw new Error(`${archive.annotations} annotations`);
      zip = archive.bytes;
    });
    const yardstick = typeof labelStudio === 'string' ? null : labelStudio.convert(file);
    if (yardstick && yardstick.annotations !== tasks * boxes)
      throw new Error(`label-studio-sdk: ${yardstick.annotations} annotations`);
    peaks.push(usage.peakMiB);
    if (run === 0) continue;
    ours.push(usage.seconds);
    theirs.push(yardstick?.seconds ?? NaN);
    rows.push({
      run,
      'delivered → converted': `${usage.seconds.toFixed(2)} s`,
      'label-studio-sdk': yardstick ? `${yardstick.seconds.toFixed(2)} s` : 'not there',
      ratio: (usage.seconds / (yardstick?.seconds ?? NaN)).toFixed(3),
      'zip MB': (zip / 1e6).toFixed(1),
      'converter CPU': `${usage.cpu.toFixed(1)} s`,
      'its CPU': yardstick ? `${yardstick.cpu.toFixed(1)} s` : '',
      'peak memory': `${usage.peakMiB.toFixed(0)} MiB`,
      'its peak memory': yardstick ? `${yardstick.peakMiB.toFixed(0)} MiB` : '',
    });
  }
  console.log(markdown(rows));
  const what = `${tasks} tasks × ${boxes} boxes → COCO`;
  const time = (all: number[]) => ({ value: median(all), unit: 's', decimals: 2 });
  return [
    typeof labelStudio === 'string'
      ? notMeasured(what, labelStudio)
      : timesOf(what, time(ours), { ...time(theirs), name: 'label-studio-sdk' }, 0.25),
    atMost('… peak memory of the converter', { value: Math.max(...peaks), unit: 'MiB' }, 200),
  ];
}
