import type { ConverterName, ExportFormat } from '@hub/event-contracts';
import { boxDataSet, smallTaskDataSet, type DataSet } from '../data/data-sets.js';
import { atMost, type Finding } from '../report/finding.js';
import { markdown, type Row } from '../report/table.js';
import type { Bench } from './bench.js';
import { exportRequest } from './export-request.js';

const services = ['export-builder', 'storage-router', 'plugin-converter'] as const;

interface Load {
  readonly name: string;
  readonly data: DataSet;
  readonly format: ExportFormat;
  readonly converter?: ConverterName;
}

/** Peak memory of every service that moves bytes: some data, ten times as many, a million small files. */
export async function measureMemory({ database, bus, start, sized }: Bench): Promise<Finding[]> {
  const { store } = database;
  const [few, many, files] = [sized(10_000), sized(100_000), sized(1_000_000)];
  const loads: Load[] = [
    { name: `${few} tasks × 10 boxes`, data: await boxDataSet(store, few, 10), format: 'json', converter: 'coco' },
    { name: `${many} tasks × 10 boxes`, data: await boxDataSet(store, many, 10), format: 'json', converter: 'coco' },
    { name: `Split of ${files} small files`, data: await smallTaskDataSet(store, files), format: 'split' },
  ];
  const rows: Row[] = [];
  const peaks = new Map<string, number>(services.map((service) => [service, 0]));
  for (const { name, data, format, converter } of loads) {
    // processes of their own: their peaks are of this load alone
    const programs = [];
    for (const service of services) programs.push({ service, program: await start(service) });
    const request = await exportRequest(store, data, { format, ...(converter && { converter }) });
    const started = performance.now();
    const { archive } = await bus.delivered(request, converter ? 'converted' : 'original');
    const row: Record<string, string> = {
      export: name,
      'request → last delivery': `${((performance.now() - started) / 1000).toFixed(1)} s`,
      'last zip': `${(archive.bytes / 1e6).toFixed(1)} MB`,
    };
    for (const { service, program } of programs) {
      row[service] = `${program.peakMiB.toFixed(0)} MiB`;
      if (converter || service !== 'plugin-converter')
        peaks.set(service, Math.max(peaks.get(service) ?? 0, program.peakMiB));
      await program.stop();
    }
    rows.push(row);
  }
  console.log(markdown(rows));
  return services.map((service) =>
    atMost(`peak memory of ${service}, largest load`, { value: peaks.get(service) ?? NaN, unit: 'MiB' }, 200),
  );
}
