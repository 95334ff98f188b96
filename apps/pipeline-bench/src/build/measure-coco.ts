import { randomUUID } from 'node:crypto';
import { ArchiveBuilt, ArchiveConverted, ArtifactDelivered, createEvent } from '@hub/event-contracts';
import { boxDataSet } from './data-sets.js';
import { exportRequest } from './export-request.js';
import type { Measurement } from './measurement.js';
import { markdown, verdict, type Row } from './table.js';

const [tasks, boxes, runs] = [50_000, 10, 2];

/** Built original → converted COCO. The delivery between them is left out: the converter reads the staged segments. */
export async function measureCoco({ database, bus, start }: Measurement): Promise<void> {
  const data = await boxDataSet(database.store, tasks, boxes);
  const builder = await start('export-builder');
  const built = await bus.ask(await exportRequest(database.store, data, 'coco'), ArchiveBuilt);
  await builder.stop();
  const converter = await start('plugin-converter');
  const rows: Row[] = [];
  const peaks: number[] = [];
  for (let run = 0; run <= runs; run++) {
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
    peaks.push(usage.peakMiB);
    if (run === 0) continue;
    rows.push({
      run,
      'delivered → converted': `${usage.seconds.toFixed(2)} s`,
      'zip MB': (zip / 1e6).toFixed(1),
      'converter CPU': `${usage.cpu.toFixed(1)} s`,
      'peak memory': `${usage.peakMiB.toFixed(0)} MiB`,
    });
  }
  console.log(markdown(rows));
  console.log(verdict('peak memory', Math.max(...peaks), 200, 'MiB'));
}
